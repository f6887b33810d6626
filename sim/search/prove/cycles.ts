// The ways round in a circle: the strongly connected components of what goes on by itself (Tarjan 1972), from states
// that a search has come back to. Every order is looked at, whatever the search has left out.
//
// Faults, requests and ticks are taken no more: their budgets are spent for good, so no circle needs them.

import type { CellId, Cells } from '../../kernel/machine/cells.ts';
import type { Lanes } from '../../kernel/machine/hash.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Space } from './space.ts';
import { Steps } from './steps.ts';
import type { Visited } from './visited.ts';

/** What must be known of a space. */
type Terms = Pick<Space<unknown>, 'machine' | 'after'>;

/** A step within a circle. */
export interface Way {
  readonly move: Move;
  readonly effect: Effect;
  readonly to: Place;
}

/** A state that lies in a circle. */
export interface Place {
  readonly state: Int32Array;
  readonly hash: Lanes;
  /** The tasks, messages and the like of which something may happen by itself. */
  readonly active: ReadonlySet<CellId>;
  /** What may happen by itself, and leads to a state of the same component. In an order that depends on labels only. */
  readonly ways: readonly Way[];
}

/** A place while it is looked at. */
interface OpenPlace extends Place {
  ways: Way[];
  readonly moves: readonly Move[];
  readonly index: number;
  low: number;
  /** The next of its moves to be taken. */
  next: number;
}

/** What happens sooner or later, whoever wants it: no fault, and nothing that a client or a timetable asks for. */
export function isOfItself(move: Move): boolean {
  return move.fault === undefined && move.source !== 'operation' && move.source !== 'tick';
}

/** What may happen by itself in a state. */
export function movesOfItself(machine: Machine<never>, state: Int32Array): Move[] {
  const moves: Move[] = [];
  for (const cell of machine.cells.actors) {
    const value = (state[cell] as number) | 0;
    if (value === 0) continue;
    for (const move of machine.movesOf(value)) {
      if (!isOfItself(move) || (move.unless >= 0 && ((state[move.unless] as number) | 0) !== 0)) continue;
      moves.push(move);
    }
  }
  return moves;
}

export class Cycles {
  /** Places looked at. */
  count = 0;
  private readonly terms: Terms;
  private readonly recurrent: ReadonlySet<number>;
  private readonly steps: Steps;
  private readonly within: Visited | undefined;
  private readonly cells: Cells;
  /** By hash; `null` for what has been left for good. */
  private readonly places = new Map<string, OpenPlace | null>();
  private readonly open: OpenPlace[] = [];

  /**
   * Takes only steps that can lie on a loop, those with `recurrent` keys; and goes to no states but those `within`, if
   * these are given: there may be no end to the others.
   */
  constructor(terms: Terms, recurrent: ReadonlySet<number>, within?: Visited) {
    this.terms = terms;
    this.recurrent = recurrent;
    this.within = within;
    this.cells = terms.machine.cells;
    this.steps = new Steps(this.cells);
  }

  knows(hash: Lanes): boolean {
    return this.places.has(keyOf(hash));
  }

  /**
   * Looks at all that can be reached from a state by what goes on by itself, and was not looked at before; `found` is
   * told of each component that has a way round. Yields after each step.
   */
  *from(state: Int32Array, found: (component: readonly Place[]) => void): Generator<void, void, unknown> {
    const hash = this.cells.hashOf(state);
    if (this.knows(hash)) return;
    const path: OpenPlace[] = [this.enter(state, hash)];
    for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
      const move = place.moves[place.next++];
      if (move !== undefined) {
        const deeper = this.take(place, move);
        if (deeper !== undefined) path.push(deeper);
      } else {
        path.pop();
        const before = path.at(-1);
        if (before !== undefined) before.low = Math.min(before.low, place.low);
        if (place.low === place.index) this.close(place, found);
      }
      yield;
    }
  }

  private take(place: OpenPlace, move: Move): OpenPlace | undefined {
    const { machine, after } = this.terms;
    const effect = machine.effectOf(move, place.state);
    if (!this.recurrent.has(this.steps.keyOf(move, effect))) return undefined;
    const state = machine.after(place.state, effect);
    after?.(effect, state);
    const hash = this.cells.hashOf(state);
    const known = this.places.get(keyOf(hash));
    if (known === null) return undefined;
    if (known === undefined && this.within?.has(hash.high, hash.low) === false) return undefined;
    const to = known ?? this.enter(state, hash);
    place.ways.push({ move, effect, to });
    if (known === undefined) return to;
    place.low = Math.min(place.low, known.index);
    return undefined;
  }

  private enter(state: Int32Array, hash: Lanes): OpenPlace {
    const index = this.count++;
    const moves = movesOfItself(this.terms.machine, state);
    const active = new Set(moves.map(({ actor }) => actor));
    const place: OpenPlace = { state, hash, active, ways: [], moves, index, low: index, next: 0 };
    this.places.set(keyOf(hash), place);
    this.open.push(place);
    return place;
  }

  private close(root: OpenPlace, found: (component: readonly Place[]) => void): void {
    const component = this.open.splice(this.open.lastIndexOf(root));
    const own = new Set<Place>(component);
    for (const place of component) {
      place.ways = place.ways.filter(({ to }) => own.has(to)).sort((a, b) => (a.move.label < b.move.label ? -1 : 1));
      this.places.set(keyOf(place.hash), null);
    }
    if (component.some(({ ways }) => ways.length > 0)) found(component);
  }
}

function keyOf({ high, low }: Lanes): string {
  return `${high} ${low}`;
}
