// What a page asks of the simulator that it carries. The page draws, and knows nothing of how choices are made.

import type { FoundCause, RecordedRun } from '../../recorded-run.ts';

export type ChoiceSort = 'inside' | 'timeout' | 'outside' | 'tick' | 'fault';

/** Something that could happen next. */
export interface OpenChoice {
  readonly label: string;
  readonly sort: ChoiceSort;
  /** Of a fault: its kind. */
  readonly fault: string | null;
  /** Default order would take it. */
  readonly isDefault: boolean;
  /** A fault that the scenario's budget would not pay for. */
  readonly isBeyondBudget: boolean;
}

/** How a fork goes on after its first choice: in default order, as recorded where that is possible, or not yet. */
export type Sequel = 'default' | 'recorded' | 'stop';

export interface ForkPlan {
  /** How many steps to keep. */
  readonly step: number;
  /** The label to take next; `null` takes none, and leaves all to the sequel. */
  readonly choice: string | null;
  /** Name of the design. */
  readonly design: string;
  readonly sequel: Sequel;
}

/** A run that went another way. */
export interface Fork {
  readonly run: RecordedRun;
  /** It is not at its end yet: nothing was drained, and what must hold at rest was not looked at. */
  readonly isOpen: boolean;
  /** The first choice that could not be taken, in words. */
  readonly divergence: string | null;
}

export interface WhatIf {
  readonly designs: readonly { readonly name: string; readonly what: string }[];
  /** What could happen after the first `step` steps of a run, under a design. */
  readonly choicesAt: (run: RecordedRun, step: number, design: string) => readonly OpenChoice[];
  /** Throws an error with a message for the reader when the model meets a defect. */
  readonly fork: (
    run: RecordedRun,
    plan: ForkPlan,
  ) => Fork & {
    /** The step of the new run at which its own way begins: the ticks of a drain that it keeps are steps in it. */
    readonly at: number;
  };
  /** The run with these choices and no others, as far as they are possible. */
  readonly follow: (choices: readonly string[], design: string, course: string) => Fork;
  /** The causes of what the run violates. It takes a moment. */
  readonly explain: (run: RecordedRun) => readonly FoundCause[];
  /** The run as a schedule file, to its end. */
  readonly save: (run: RecordedRun) => { readonly name: string; readonly text: string };
}
