// How the threads of one proof talk: one leads, and gives all others the same order at a time; each follows it and
// answers. What was learned is told by what it is made of; states are told to nobody.

import type { Finding } from '../../rack/invariants/invariant.ts';
import type { Board } from './board.ts';
import type { Tally } from './exploration.ts';
import type { Notes } from './log.ts';
import type { Manner } from './question.ts';
import type { Change } from './recurrence.ts';
import type { Facts } from './reduction.ts';
import type { Sighting } from './sighting.ts';

/** How an exploration begins in every thread but the leader's. */
export interface Beginning {
  /** Tells one space from the next. */
  readonly space: number;
  readonly manner: Manner;
  /** What the leader made use of when it began, and has not told yet. */
  readonly facts: readonly Facts[];
  /** The depth to which everybody explores alone, and the states of that depth, which are then shared out. */
  readonly depth: number;
  readonly states: number;
  readonly table: Int32Array;
}

/** What a follower is told to do; plain data, the tables in shared memory aside. */
export type Order =
  | { readonly kind: 'begin'; readonly beginning: Beginning; readonly room: number }
  /** Look at the states of the depth under way until none is left or all pause. */
  | { readonly kind: 'work'; readonly room: number }
  /** The same with the next depth, of so many states in all, and with what was learned by now. */
  | { readonly kind: 'descend'; readonly room: number; readonly width: number; readonly facts: readonly Facts[] }
  /** From now on this is the table. All put the states of the one before into it, each its part. */
  | { readonly kind: 'move'; readonly table: Int32Array }
  | { readonly kind: 'tell'; readonly what: 'facts' | 'changes' };

/** Something that a follower has seen. */
export interface SightingReport extends Omit<Sighting<never>, 'found'> {
  readonly invariant: string;
  readonly finding: Finding;
}

/** How far a follower is; see `Exploration`. */
export interface Report {
  readonly tally: Tally;
  readonly states: number;
  readonly pending: number;
  readonly waiting: number;
  readonly bytes: number;
  readonly notes: Notes;
  readonly sightings: readonly SightingReport[];
}

/** What a follower answers to any order; plain data. */
export interface Answer {
  readonly report: Report;
  readonly facts?: Facts;
  readonly changes?: readonly Change[];
}

/** Those who follow. */
export interface Crew {
  readonly size: number;
  readonly board: Board;
  /** Gives an order to all. The answers to the one before must have come. */
  send(order: Order): void;
  /** The answers, once all are there: waits for them for some ms. Throws when one of the threads has failed. */
  answers(ms: number): readonly Answer[] | undefined;
}
