// A proof as its page shows it; plain data.

export interface ProofView {
  readonly scenario: string;
  readonly title: string;
  readonly design: string;
  /** Which part of what the scenario has in it was looked at, in words that follow its name; empty for all of it. */
  readonly scope: string;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'vacuous';
  /** What was asked and how, in words: budgets, reduction, size. */
  readonly facts: readonly string[];
  readonly states: number;
  /** Every state was looked at. */
  readonly isComplete: boolean;
  /** Only schedules with no more delays were to be looked at; `null` for all. */
  readonly delaysMax: number | null;
  readonly levels: readonly Level[];
  /** Those that the scenario asks for and that were not reached are among them. */
  readonly marks: readonly Met[];
  /** What the scenario allows, and how many steps of the exploration were such. */
  readonly actions: readonly Met[];
  readonly finds: readonly ProofFind[];
}

/** One depth of the exploration, as it counts them (`sim/search/prove/log.ts`). */
export interface Level {
  readonly states: number;
  readonly lookedAt: number;
  readonly cut: number;
  readonly atRest: number;
  readonly transitions: number;
}

/** Something that an exploration can come to. */
export interface Met {
  readonly name: string;
  /** Steps to where it first came; `null` for never. */
  readonly depth: number | null;
  /** How many steps did it, where that is counted. */
  readonly steps?: number;
}

export interface ProofFind {
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly message: string;
  /** Steps to the state that shows it. */
  readonly depth: number;
  readonly isShortest: boolean;
  /** It shows only once that state has come to rest. */
  readonly isAtRest: boolean;
  /** The page of the run, from the folder of this page. */
  readonly href: string | null;
}
