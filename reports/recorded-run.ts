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
  readonly violations: readonly FoundViolation[];
  readonly marks: ReadonlyMap<string, number>;
  readonly digest: string;
  readonly verdict: string;
  /** What the scenario expects of the design, in words, and what came otherwise. */
  readonly expected: string;
  readonly surprises: readonly string[];
  /** What reproduces the run. */
  readonly command: string;
}
