// What the page of a run is given. It makes the run again from this, in the reader's browser: a snapshot of every step
// would be many times as long as the schedule that leads to it.

import type { FoundCause } from '../recorded-run.ts';

/** Plain data. */
export interface EmbeddedRun {
  /** The scenario as the command takes it. */
  readonly scenario: string;
  readonly design: string;
  /** Toggles changed by hand. */
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number | null;
  readonly strategy: string;
  /** The labels of the schedule. */
  readonly choices: readonly string[];
  /** Of the run as it was recorded; the page says so when it comes to another. */
  readonly digest: string;
  /** How the choices were made, in words. */
  readonly course: string;
  /** What reproduces the run. */
  readonly command: string;
  /** Of what it violates; `null` where nobody has looked for them. */
  readonly causes: readonly FoundCause[] | null;
}
