// What an exploration must know of what it explores.

import type { CellId } from '../../kernel/machine/cells.ts';
import type { Lanes } from '../../kernel/machine/hash.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Delays } from './delays.ts';
import type { Origin } from './origin.ts';
import type { Reduction } from './reduction.ts';
import type { Symmetry } from './symmetry.ts';

/** What is explored, and what is looked for. `F` is what can be found wrong. */
export interface Space<F> {
  readonly machine: Machine<never>;
  readonly initial: Int32Array;
  /** How the machine has come to the initial state, if it does not begin there. */
  readonly origin?: Origin | undefined;
  /** Whether faults of a kind may strike at all. */
  readonly allows: (fault: string) => boolean;
  /** The cell that counts the faults left; -1 when they are not counted. */
  readonly faultsLeft: CellId;
  /** Looks at a state after a step has led to it; may bring what it remembers up to date, in the `memories`. */
  readonly after?: (effect: Effect, state: Int32Array) => readonly F[];
  readonly memories: readonly CellId[];
  /** What sort of thing is wrong. Only the first of each is kept. */
  readonly kindOf: (found: F) => string;
  /** Brings a state to rest and looks at it there: one in which nothing goes on by itself, or one that is to end. */
  readonly atRest?: (state: Int32Array) => readonly F[];
  /** Counts departures from an order, if they are bounded. */
  readonly delays?: Delays;
  readonly reduction?: Reduction;
  /** Who is interchangeable. Not together with memories. */
  readonly symmetry?: Symmetry;
  /** Keep in mind where steps lead back to, for loops to be looked for. */
  readonly isNotingReturns?: boolean;
}

/** The hash by which a space tells its states apart. */
export function hashIn({ machine, symmetry }: Pick<Space<never>, 'machine' | 'symmetry'>, state: Int32Array): Lanes {
  return symmetry === undefined ? machine.cells.hashOf(state) : symmetry.hashOf(state);
}
