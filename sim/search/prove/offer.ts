// What may happen in a state: its enabled moves, task by task.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Delays } from './delays.ts';

/** The faults of the model's own kind, taken as one state of one task. */
export const MODEL_FAULTS: ValueId = 0;

/** What an offer must know of a space. */
interface Terms {
  readonly machine: Machine<never>;
  readonly allows: (fault: string) => boolean;
  readonly faultsLeft: CellId;
  readonly delays?: Delays;
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
  private state: Int32Array = new Int32Array(0);
  /** By move: what it does in the state, once somebody has asked. */
  private readonly effects: (Effect | undefined)[] = [];
  /** Whether the budget of faults has any left. */
  hasFaults = false;

  constructor(terms: Terms) {
    this.terms = terms;
  }

  /** Where the moves of a task end. */
  endOf(task: number): number {
    return this.starts[task + 1] ?? this.moves.length;
  }

  /** How many moves a task has. */
  sizeOf(task: number): number {
    return this.endOf(task) - (this.starts[task] as number);
  }

  /** What a move does, by its place, in the state that was listed last. */
  effectAt(place: number): Effect {
    const known = this.effects[place];
    if (known !== undefined) return known;
    const effect = this.terms.machine.effectOf(this.moves[place] as Move, this.state);
    this.effects[place] = effect;
    return effect;
  }

  /** Lists the enabled moves of the state; true when none of them comes by itself. */
  list(state: Int32Array): boolean {
    const { moves, actors, starts } = this;
    const { machine, allows, faultsLeft } = this.terms;
    // What the lists held before is written over: emptied first, they would grow anew for every state.
    let count = 0;
    let tasks = 0;
    this.state = state;
    this.effects.fill(undefined);
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
    this.terms.delays?.narrow(moves, state);
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
}
