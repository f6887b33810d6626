// How far an exploration has come, however many threads it takes.

import type { Notes } from './log.ts';
import type { Change } from './recurrence.ts';
import type { Sighting } from './sighting.ts';
import type { Visited } from './visited.ts';

/** What an explorer has done so far. */
export interface Tally {
  transitions: number;
  /** States in which nothing goes on by itself. */
  restingStates: number;
  /** States in which the steps of one task, or of a group, were enough. */
  cut: number;
}

/** An exploration under way, in one thread or several. */
export interface Exploration<F> {
  readonly visited: Visited;
  /** States met so far. */
  readonly states: number;
  /** Number of steps to the states that are being looked at. */
  readonly depth: number;
  readonly tally: Tally;
  /** By kind. */
  readonly sightings: ReadonlyMap<string, Sighting<F>>;
  /** States of the depth under way that are still to be looked at. */
  readonly pending: number;
  /** States of the next depth. */
  readonly waiting: number;
  /** Bytes that the states take that are still to be looked at. */
  readonly bytes: number;
  readonly notes: Notes;
  /** What the steps change that this thread has taken. */
  changes(): readonly Change[];
  /** Looks at up to so many states of the depth under way. */
  work(states: number): void;
  /** Goes on to the next depth. */
  descend(): void;
}
