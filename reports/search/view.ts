// A search as its page shows it; plain data.

export interface SearchView {
  readonly scenario: string;
  readonly title: string;
  readonly design: string;
  /** How it searched, in words: `strategy walk, seeds 1 to 1000`. */
  readonly course: string;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'vacuous';
  readonly steps: number;
  readonly elapsedMs: number;
  readonly statistics: SearchStatistics;
  /** In how many runs each mark was reached; 0 for one that the scenario asks for and no run reached. */
  readonly marks: readonly Tried[];
  /** In how many runs each fault, request and tick was tried; 0 for one that the scenario allows and no run tried. */
  readonly actions: readonly Tried[];
  readonly finds: readonly SearchFind[];
}

export interface Tried {
  readonly name: string;
  readonly runs: number;
}

export interface SearchFind {
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly message: string;
  /** The run that showed it, counted from 1. */
  readonly run: number;
  /** Choices of the shrunk schedule; `null` when it was not shrunk. */
  readonly choices: number | null;
  /** The page of the shrunk run, from the folder of this page. */
  readonly href: string | null;
}

/** As the search counts them (`sim/search/statistics.ts`). */
export interface SearchStatistics {
  readonly runs: number;
  readonly states: number;
  readonly growth: readonly { readonly runs: number; readonly states: number }[];
  readonly lastNewRun: number;
  readonly strategies: Readonly<Record<string, { readonly runs: number; readonly states: number }>>;
  readonly depths: readonly { readonly from: number; readonly to: number; readonly runs: number }[];
}
