// An invariant: a property of the rack that somebody promised. It observes and never changes; it names no scenario,
// no design and no expected interleaving.

import type { Rack, RackConfig } from '../rack.ts';

/** What an invariant sees. */
export interface Sight {
  readonly rack: Rack;
  readonly config: RackConfig;
}

/** What is wrong: `subject` says of what, `message` what was expected and what is. */
export interface Finding {
  readonly subject: string;
  readonly message: string;
}

/**
 * Checked after each step (`check`), or once nothing is left to do (`atRest`: faults have stopped and every task has
 * ticked to a fixpoint), or both. `M` is what it remembers of earlier steps; plain data.
 */
export interface Invariant<M = unknown> {
  readonly name: string;
  /** The property, in a sentence. */
  readonly property: string;
  /** Who promised it. */
  readonly cites: string;
  /** A soft invariant is counted and reported, and does not make a run a failure. */
  readonly isSoft?: boolean;
  readonly initial?: (sight: Sight) => M;
  /** The first thing found wrong after a step. May change `memory`, and nothing else. */
  readonly check?: (sight: Sight, memory: M) => Finding | undefined;
  /** The first thing found wrong at rest. */
  readonly atRest?: (sight: Sight) => Finding | undefined;
}
