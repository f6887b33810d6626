// What may happen in a state: its enabled moves, task by task, and the task whose moves are enough.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import { MODEL_FAULTS, type Reduction } from './reduction.ts';

/** What an offer must know of a space. */
interface Terms {
  readonly machine: Machine<never>;
  readonly allows: (fault: string) => boolean;
  readonly faultsLeft: CellId;
  readonly reduction?: Reduction;
}

export class Offer {
  /** The enabled moves: those of task `actors[i]` begin at `starts[i]`. */
  readonly moves: Move[] = [];
  readonly actors: ValueId[] = [];
  readonly starts: number[] = [];
  /** The states of those who have no enabled move because a link is cut. */
  readonly blocked: ValueId[] = [];
  private readonly terms: Terms;
  private readonly faults: Move[] = [];
  private hasFaults = false;

  constructor(terms: Terms) {
    this.terms = terms;
  }

  /** Where the moves of a task end. */
  endOf(task: number): number {
    return this.starts[task + 1] ?? this.moves.length;
  }

  /** Lists the enabled moves of the state; true when none of them comes by itself. */
  list(state: Int32Array): boolean {
    const { moves, actors, starts } = this;
    const { machine, allows, faultsLeft } = this.terms;
    // What the lists held before is written over: emptied first, they would grow anew for every state.
    let count = 0;
    let tasks = 0;
    this.hasFaults = faultsLeft < 0 || state[faultsLeft] !== 0;
    let isAtRest = true;
    this.blocked.length = 0;
    for (const cell of machine.cells.actors) {
      const value = (state[cell] as number) | 0;
      if (value === 0) continue;
      const start = count;
      let isCut = false;
      for (const move of machine.movesOf(value)) {
        if (move.unless >= 0 && ((state[move.unless] as number) | 0) !== 0) {
          isCut = true;
          continue;
        }
        if (move.fault !== undefined) {
          if (!this.hasFaults || !allows(move.fault)) continue;
        } else if (move.kind !== 'external') isAtRest = false;
        moves[count++] = move;
      }
      if (count === start) {
        if (isCut) this.blocked.push(value);
        continue;
      }
      actors[tasks] = value;
      starts[tasks++] = start;
    }
    if (this.hasFaults) {
      const start = count;
      count = this.listModelFaults(state, count);
      if (count > start) {
        actors[tasks] = MODEL_FAULTS;
        starts[tasks++] = start;
      }
    }
    if (moves.length > count) moves.length = count;
    if (actors.length > tasks) {
      actors.length = tasks;
      starts.length = tasks;
    }
    return isAtRest;
  }

  /** Lists the faults of the model's own kind from a place on; where they end. */
  private listModelFaults(state: Int32Array, start: number): number {
    const { faults } = this;
    const found = this.terms.machine.faultsIn(state, faults);
    let count = start;
    for (let i = 0; i < found; i++) {
      const move = faults[i] as Move;
      if (this.terms.allows(move.fault as string)) this.moves[count++] = move;
    }
    return count;
  }

  /** The task, by its place in the list, whose moves are enough in the listed state; -1 when it takes all. */
  choose(state: Int32Array): number {
    const { actors, starts, moves, blocked } = this;
    const { machine, reduction } = this.terms;
    if (reduction === undefined) return -1;
    let best = -1;
    let bestMoves = 0;
    let bestHash = 0;
    for (let i = 0; i < actors.length; i++) {
      const actor = actors[i] as ValueId;
      const start = starts[i] as number;
      const end = this.endOf(i);
      // Only tasks that go on by themselves: what comes from outside may not come at all.
      if (actor === MODEL_FAULTS || (moves[start] as Move).kind === 'external') continue;
      if ((moves[start] as Move).fault !== undefined || end - start === moves.length) continue;
      const hash = machine.cells.high[actor] as number;
      // Among several, one that does not depend on the order in which cells were numbered.
      if (best >= 0 && (end - start > bestMoves || (end - start === bestMoves && hash > bestHash))) continue;
      const candidate = { moves, start, end, actors, blocked, index: i };
      // A fault that cannot strike now may be able to later.
      if (!reduction.isAlone(candidate, state, this.hasFaults)) continue;
      best = i;
      bestMoves = end - start;
      bestHash = hash;
    }
    return best;
  }
}
