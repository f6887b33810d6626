// Explores every state that can be reached, breadth first, so that the first violation met is a shortest one. States
// are told apart by their hash; each is looked at once, at its least depth.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Lanes } from '../../kernel/machine/hash.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { isOfItself } from './cycles.ts';
import { Frontier } from './frontier.ts';
import { type Level, Log } from './log.ts';
import { Offer } from './offer.ts';
import type { Reduction } from './reduction.ts';
import type { Symmetry } from './symmetry.ts';
import { lane, NEW, OLD, Visited } from './visited.ts';

/** What is explored, and what is looked for. `F` is what can be found wrong. */
export interface Space<F> {
  readonly machine: Machine<never>;
  readonly initial: Int32Array;
  /** Whether faults of a kind may strike at all. */
  readonly allows: (fault: string) => boolean;
  /** The cell that counts the faults left; -1 when they are not counted. */
  readonly faultsLeft: CellId;
  /** Looks at a state after a step has led to it; may bring what it remembers up to date, in the `memories`. */
  readonly after?: (effect: Effect, state: Int32Array) => readonly F[];
  readonly memories: readonly CellId[];
  /** What sort of thing is wrong. Only the first of each is kept. */
  readonly kindOf: (found: F) => string;
  /** Looks at a state in which nothing goes on by itself. */
  readonly atRest?: (state: Int32Array) => readonly F[];
  readonly reduction?: Reduction;
  /** Who is interchangeable. Not together with memories. */
  readonly symmetry?: Symmetry;
  /** Keep in mind where steps lead back to, for loops to be looked for. */
  readonly isNotingReturns?: boolean;
}

/** The hash of a state. */
export type Hash = readonly [high: number, low: number];

/** Something found wrong, and in which state; of several of a kind, the one of the least depth and hash. */
export interface Sighting<F> {
  readonly found: F;
  readonly hash: Hash;
  readonly depth: number;
  readonly isAtRest: boolean;
}

/** What an explorer has done so far. */
export interface Tally {
  transitions: number;
  /** States in which nothing goes on by itself. */
  restingStates: number;
  /** States in which the steps of one task were enough. */
  cut: number;
}

export class Explorer<F> {
  readonly tally: Tally = { transitions: 0, restingStates: 0, cut: 0 };
  readonly log = new Log();
  /** By kind. */
  readonly sightings = new Map<string, Sighting<F>>();
  /** Number of steps to the states that are being looked at. */
  depth = 0;
  visited: Visited;
  private readonly space: Space<F>;
  private readonly machine: Machine<never>;
  private readonly cells: Cells;
  private frontier = new Frontier();
  private next = new Frontier();
  /** The state that is looked at, and one that a step of it leads to. */
  private state: Int32Array;
  private successor: Int32Array;
  private readonly offer: Offer;
  /** What the moves of the state do, and the lanes of where each leads. */
  private readonly effects: Effect[] = [];
  private readonly highs: number[] = [];
  private readonly lows: number[] = [];

  constructor(space: Space<F>, visited: Visited) {
    if (space.symmetry && space.memories.length > 0) throw new Error('what invariants remember has no symmetry');
    this.space = space;
    this.visited = visited;
    this.machine = space.machine;
    this.cells = space.machine.cells;
    this.state = space.initial.slice();
    this.successor = space.initial.slice();
    this.offer = new Offer(space);
  }

  /** States of the depth under way that are still to be looked at. */
  get pending(): number {
    return this.frontier.count;
  }

  /** States of the next depth. */
  get waiting(): number {
    return this.next.count;
  }

  get bytes(): number {
    return this.frontier.bytes + this.next.bytes;
  }

  /** What was met at each depth, the one under way included. */
  get levels(): readonly Level[] {
    return this.log.levelsWith(this.tally, this.pending, this.waiting);
  }

  /** Begins with the initial state. */
  begin(): void {
    const { high, low } = hashIn(this.space, this.space.initial);
    this.visited.add(high, low, 0, 0);
    this.frontier.push(this.space.initial);
  }

  /** Goes on to the next depth. */
  descend(): void {
    this.log.descend(this.tally, this.next.count);
    this.frontier = this.next;
    this.next = new Frontier();
    this.depth++;
  }

  /** Looks at up to so many states of the depth under way. */
  work(states: number): void {
    for (let done = 0; done < states; done++) {
      if (!this.frontier.shift(this.cells, this.room())) return;
      if (this.visited.isCrowded) this.visited = Visited.larger(this.visited);
      this.expand();
    }
  }

  /** The buffer of the state, long enough for every cell there is. */
  private room(): Int32Array {
    if (this.state.length < this.cells.cellCount) {
      this.state = new Int32Array(this.cells.cellCount * 2);
      this.successor = new Int32Array(this.cells.cellCount * 2);
    }
    return this.state;
  }

  private expand(): void {
    const { space } = this;
    const isAtRest = this.offer.list(this.state);
    const { high, low } = hashIn(space, this.state);
    if (isAtRest) {
      this.tally.restingStates++;
      for (const found of space.atRest?.(this.state) ?? []) this.sight(found, high, low, this.depth, true);
    }
    const chosen = this.offer.choose(this.state);
    // A chosen task that only leads back would put off the others for ever.
    if (chosen >= 0 && this.takeAll(high, low, this.offer.starts[chosen] as number, this.offer.endOf(chosen))) {
      this.tally.cut++;
      return;
    }
    this.takeAll(high, low, 0, this.offer.moves.length);
  }

  /** Takes moves of the state with that hash; false when none of them leads to a deeper state. */
  private takeAll(high: number, low: number, start: number, end: number): boolean {
    const { machine, state, space } = this;
    const { moves, actors, starts } = this.offer;
    const { effects, highs } = this;
    let actor = 0;
    let count = 0;
    for (let m = start; m < end; m++) {
      while ((starts[actor + 1] ?? moves.length) <= m) actor++;
      const move = moves[m] as Move;
      if (move.fault !== undefined || move.source !== undefined) this.log.take(move, this.depth);
      const effect = machine.effectOf(move, state);
      space.reduction?.learn(actors[actor] as ValueId, effect);
      effects[count] = effect;
      this.aim(count, effect, high, low);
      count++;
    }
    this.tally.transitions += count;
    // Where they lie in the table is looked up together: the processor waits for memory once, not once for each.
    if (space.after === undefined) this.visited.touch(highs, count);
    let isDeeper = false;
    for (let i = 0; i < count; i++) if (this.reach(moves[start + i] as Move, i, high)) isDeeper = true;
    return isDeeper;
  }

  /** Keeps where an effect leads from a state with that hash, the memories of invariants aside. */
  private aim(place: number, { writes }: Effect, fromHigh: number, fromLow: number): void {
    const { state } = this;
    const { symmetry } = this.space;
    if (symmetry !== undefined) {
      const hash = symmetry.hashAfter(writes);
      this.highs[place] = hash.high;
      this.lows[place] = hash.low;
      return;
    }
    const { high: highs, low: lows } = this.cells;
    let high = fromHigh;
    let low = fromLow;
    for (let i = 0; i < writes.length; i += 2) {
      // A cell that is younger than the buffer holds nothing in it.
      const before = (state[writes[i] as number] as number) | 0;
      const after = writes[i + 1] as number;
      high = (high + (highs[after] as number) - (highs[before] as number)) | 0;
      low = (low + (lows[after] as number) - (lows[before] as number)) | 0;
    }
    this.highs[place] = high;
    this.lows[place] = low;
  }

  /** Goes where a move of the state leads; false when that is no deeper than the state itself. */
  private reach(move: Move, place: number, fromHigh: number): boolean {
    const { cells, space } = this;
    const effect = this.effects[place] as Effect;
    let high = this.highs[place] as number;
    let low = this.lows[place] as number;
    const { writes, marks } = effect;
    if (marks.length > 0) for (const mark of marks) this.log.reach(mark, this.depth + 1);
    let found: readonly F[] | undefined;
    if (space.after !== undefined) {
      this.copySuccessor(writes);
      found = space.after(effect, this.successor);
      for (const cell of space.memories) {
        const before = this.state[cell] as number;
        const after = this.successor[cell] as number;
        if (before === after) continue;
        high = (high + (cells.high[after] as number) - (cells.high[before] as number)) | 0;
        low = (low + (cells.low[after] as number) - (cells.low[before] as number)) | 0;
      }
    }
    const meeting = this.visited.add(high, low, lane(fromHigh), this.depth + 1);
    // Without a step to a state no deeper than the one it comes from there is no way round in a circle.
    if (meeting === OLD && space.isNotingReturns && isOfItself(move)) this.visited.noteReturn(high, low);
    // Whoever meets it first: of two ways to one state, both are looked at for what is wrong on them.
    if (meeting !== OLD && found !== undefined) {
      for (const one of found) this.sight(one, high, low, this.depth + 1, false);
    }
    if (meeting === NEW) {
      if (space.after === undefined) this.copySuccessor(writes);
      this.next.push(this.successor);
    }
    return meeting !== OLD;
  }

  private sight(found: F, high: number, low: number, depth: number, isAtRest: boolean): void {
    const kind = this.space.kindOf(found);
    const known = this.sightings.get(kind);
    const sighting: Sighting<F> = { found, hash: [high, low], depth, isAtRest };
    if (known === undefined || isBefore(sighting, known)) this.sightings.set(kind, sighting);
  }

  private copySuccessor(writes: Int32Array): void {
    if (this.successor.length < this.cells.cellCount) {
      const larger = new Int32Array(this.cells.cellCount * 2);
      larger.set(this.state);
      this.state = larger;
      this.successor = larger.slice();
    } else this.successor.set(this.state);
    for (let i = 0; i < writes.length; i += 2) this.successor[writes[i] as number] = writes[i + 1] as number;
  }
}

/** The hash by which a space tells its states apart. */
export function hashIn({ machine, symmetry }: Pick<Space<never>, 'machine' | 'symmetry'>, state: Int32Array): Lanes {
  return symmetry === undefined ? machine.cells.hashOf(state) : symmetry.hashOf(state);
}

/** An order of sightings in which nothing depends on who saw them. */
export function isBefore<F>(a: Sighting<F>, b: Sighting<F>): boolean {
  if (a.depth !== b.depth) return a.depth < b.depth;
  return a.hash[0] !== b.hash[0] ? a.hash[0] < b.hash[0] : a.hash[1] < b.hash[1];
}
