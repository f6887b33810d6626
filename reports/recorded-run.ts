// A recorded run, as every report takes it. Reports print what is in it and decide nothing.

import type { StepRecord } from '../sim/kernel/observers.ts';
import type { Rack, RackConfig } from '../sim/rack/rack.ts';
import type { Scenario } from '../sim/rack/scenario.ts';

/** An invariant that did not hold. */
export interface FoundViolation {
  readonly invariant: string;
  readonly isSoft: boolean;
  /** Of what something is wrong: `instance-1`, `vmm-2`, `project`... */
  readonly subject: string;
  readonly message: string;
  /** The step after which it was seen. */
  readonly step: number;
  /** Seen only once the run had come to rest. */
  readonly isAtRest: boolean;
}

/** A scenario file of the user's own. */
export interface ScenarioFile {
  /** Absolute. */
  readonly path: string;
  /** The export that is the scenario. */
  readonly exportName: string;
}

/** Where a run comes from, as a schedule says it. */
export interface RunOrigin {
  /** The scenario as the command takes it: a bundled name, or the path of a file. */
  readonly scenario: string;
  /** `null` when it is a bundled one. */
  readonly file: ScenarioFile | null;
  /** Toggles changed by hand on top of the design. */
  readonly set: Readonly<Record<string, string>>;
  /** `null` when nothing was random. */
  readonly seed: number | null;
  /** How the choices were made, in a word: `script`, `walk`... */
  readonly strategy: string;
}

/** A step by its number, or a tick of the drain by its label. */
export type StepName = number | string;

/** A change of the run's choices. */
export type CauseChange =
  | { readonly kind: 'order'; readonly first: StepName; readonly second: StepName; readonly cell: string }
  | { readonly kind: 'fault'; readonly fault: StepName; readonly prevented: string | null }
  | { readonly kind: 'strike'; readonly fault: StepName; readonly beside: StepName; readonly isLater: boolean };

/** A version of a row: what it is, and the step that made it so, in the one run or the other. */
export interface RowVersion {
  readonly step: number;
  readonly label: string;
  readonly state: string;
}

/** The guard that is missing or late; steps by their numbers. */
export type CauseGuard =
  | {
      readonly kind: 'late';
      readonly write: number;
      readonly refused: number;
      readonly look: number | null;
      readonly between: number | null;
      readonly settled: number | null;
      readonly next: number | null;
    }
  | { readonly kind: 'overwrite'; readonly write: number; readonly over: number; readonly look: number | null }
  | { readonly kind: 'stale'; readonly look: number; readonly change: number; readonly act: number | null }
  | { readonly kind: 'hasty'; readonly look: number; readonly change: number; readonly act: number | null };

/** The cause of violations: the smallest change of choices without which they would not be. */
export interface FoundCause {
  readonly invariants: readonly string[];
  /** None when no small change mends it. */
  readonly changes: readonly CauseChange[];
  /** The row and the generation that come out otherwise. */
  readonly contest: {
    readonly row: string;
    readonly gen: number;
    readonly here: RowVersion;
    readonly there: RowVersion | null;
  } | null;
  readonly guard: CauseGuard | null;
  /** What is violated with the change. */
  readonly remaining: readonly string[];
  /** Runs that were made to find it, and in how many of them the first invariant held. */
  readonly tried: number;
  readonly passing: number;
  /** False when there were more changes than could be tried. */
  readonly isComplete: boolean;
  /** The choices of the run that passes. */
  readonly choices?: readonly string[];
}

export interface RecordedRun {
  readonly scenario: Scenario;
  /** Name of the design. */
  readonly design: string;
  readonly origin: RunOrigin;
  /** What the rack was made of; its toggles are the design's, as changed by the scenario and by hand. */
  readonly config: RackConfig;
  /** How the choices were made, in words: `as scripted`, `random walk, seed 5`. */
  readonly course: string;
  /** One a step. */
  readonly records: readonly StepRecord<Rack>[];
  /** How many steps were chosen: their labels are the schedule. The rest is the drain. */
  readonly choices: number;
  /** The ticks of the drain, which are no steps: after which step each came, and what it is as a choice. */
  readonly ticks: readonly { readonly after: number; readonly label: string }[];
  readonly violations: readonly FoundViolation[];
  /** Where somebody has looked for them. */
  readonly causes?: readonly FoundCause[];
  readonly marks: ReadonlyMap<string, number>;
  readonly digest: string;
  readonly verdict: string;
  /** What the scenario expects of the design, in words, and what came otherwise. */
  readonly expected: string;
  readonly surprises: readonly string[];
  /** What reproduces the run. */
  readonly command: string;
}
