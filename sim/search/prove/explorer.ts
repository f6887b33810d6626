// Explores every state that can be reached, breadth first, so that the first violation met is a shortest one. States
// are told apart by their hash; each is looked at once, at its least depth.

import type { Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { Choice } from './choice.ts';
import { isOfItself } from './cycles.ts';
import { isToBeEnded } from './endless.ts';
import type { Exploration, Tally } from './exploration.ts';
import { Frontier } from './frontier.ts';
import { Log, type Notes } from './log.ts';
import { Offer } from './offer.ts';
import { type Change, changesOf } from './recurrence.ts';
import type { SharedVisited } from './shared-visited.ts';
import { type Hash, keepFirst, type Sighting } from './sighting.ts';
import { hashIn, type Space } from './space.ts';
import { LEFT, lane, NEW, OLD, type Visited } from './visited.ts';

export class Explorer<F> implements Exploration<F> {
  tally: Tally = { transitions: 0, restingStates: 0, cut: 0 };
  readonly sightings = new Map<string, Sighting<F>>();
  depth = 0;
  /** States of the depth under way, in all threads. */
  width = 1;
  visited: Visited;
  private log = new Log();
  private readonly space: Space<F>;
  private readonly machine: Machine<never>;
  private readonly cells: Cells;
  private frontier = new Frontier();
  /** States of the depth under way, and of the next, that others have added, too, and have left to this one. */
  private left = 0;
  private nextLeft = 0;
  private next = new Frontier();
  /** The state that is looked at, and one that a step of it leads to. */
  private state: Int32Array;
  private successor: Int32Array;
  private readonly offer: Offer;
  private readonly choice: Choice | undefined;
  /** What the moves of the state do, and the lanes of where each leads. */
  private readonly effects: Effect[] = [];
  private readonly highs: number[] = [];
  private readonly lows: number[] = [];
  /** By number of an effect: 1 once it has come about. */
  private taken = new Uint8Array(1 << 10);

  constructor(space: Space<F>, visited: Visited) {
    if (space.symmetry && space.memories.length > 0) throw new Error('what invariants remember has no symmetry');
    this.space = space;
    this.visited = visited;
    this.machine = space.machine;
    this.cells = space.machine.cells;
    this.state = space.initial.slice();
    this.successor = space.initial.slice();
    this.offer = new Offer(space);
    this.choice = space.reduction && new Choice(this.offer, space.machine, space.reduction);
  }

  get states(): number {
    return this.visited.count;
  }

  get pending(): number {
    // Those that were left stay on the others' lists; nobody is done before its list is.
    const { count } = this.frontier;
    return Math.max(count - this.left, Math.min(count, 1));
  }

  get waiting(): number {
    return this.next.count - this.nextLeft;
  }

  get bytes(): number {
    return this.frontier.bytes + this.next.bytes;
  }

  get notes(): Notes {
    return this.log.notes;
  }

  /** What the steps change that were taken. */
  changes(): readonly Change[] {
    return changesOf(this.machine, ({ id }) => this.taken[id] === 1);
  }

  /** Begins with the initial state. */
  begin(): void {
    const { high, low } = hashIn(this.space, this.space.initial);
    this.visited.add(high, low, 0, 0);
    this.space.reduction?.recurrences.begin();
    this.frontier.push(this.space.initial);
    for (const { move, effect } of this.space.origin?.steps ?? []) {
      if (move !== undefined) this.log.take(move, 0);
      for (const mark of effect.marks) this.log.reach(mark, 0);
    }
  }

  /**
   * From here on it looks at one of several parts of the states, in a table that is shared. What was counted so far, as
   * in every thread, the first goes on with.
   */
  share(visited: SharedVisited, part: number, parts: number): void {
    const all = this.frontier;
    this.visited = visited;
    this.frontier = new Frontier();
    while (all.shift(this.cells, this.room())) {
      const { high, low } = hashIn(this.space, this.state);
      if ((low >>> 0) % parts !== part) continue;
      visited.own(high, low);
      this.frontier.push(this.state);
    }
    if (part === 0) return;
    this.tally = { transitions: 0, restingStates: 0, cut: 0 };
    this.log = new Log();
  }

  descend(width = this.waiting): void {
    this.width = width;
    this.space.reduction?.recurrences.descend();
    this.frontier = this.next;
    this.next = new Frontier();
    this.left = this.nextLeft;
    this.nextLeft = 0;
    this.depth++;
  }

  /** Stops short where the table is full and others must be asked for a larger one. */
  work(states: number): void {
    for (let done = 0; done < states; done++) {
      if (this.visited.isCrowded) {
        const larger = this.visited.larger();
        if (larger === undefined) return;
        this.visited = larger;
      }
      if (!this.frontier.shift(this.cells, this.room())) return;
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
    const { high, low } = hashIn(space, this.state);
    if (!this.visited.isOwn(high, low)) return;
    const isAtRest = this.offer.list(this.state);
    if (isAtRest) this.tally.restingStates++;
    if (isAtRest || isToBeEnded(this.depth, this.width, low)) {
      for (const found of space.atRest?.(this.state) ?? []) this.sight(found, high, low, this.depth, null);
    }
    if (this.takeChosen(high, low)) this.tally.cut++;
    else this.takeAll(high, low, 0, this.offer.moves.length);
  }

  /** Takes the moves of the tasks that are enough in the state with that hash; false when it takes all. */
  private takeChosen(high: number, low: number): boolean {
    const { offer, space } = this;
    const chosen = this.choice?.of(this.state);
    if (chosen === undefined) return false;
    let isDeeper = false;
    for (const task of chosen) {
      if (this.takeAll(high, low, offer.starts[task] as number, offer.endOf(task))) isDeeper = true;
    }
    // Chosen tasks that only lead back, round in a loop, would put off the others for ever.
    return isDeeper || !chosen.some((task) => space.reduction?.mayLieOnLoop(offer, task));
  }

  /** Takes moves of the state with that hash; false when none of them leads to a deeper state. */
  private takeAll(high: number, low: number, start: number, end: number): boolean {
    const { state, space } = this;
    const { moves, actors, starts } = this.offer;
    const { effects, highs } = this;
    let actor = 0;
    let count = 0;
    for (let m = start; m < end; m++) {
      while ((starts[actor + 1] ?? moves.length) <= m) actor++;
      const move = moves[m] as Move;
      this.log.take(move, this.depth);
      const effect = this.offer.effectAt(m);
      space.reduction?.learn(actors[actor] as ValueId, move, effect, state);
      if (space.isNotingReturns) this.noteTaken(effect);
      effects[count] = effect;
      this.aim(count, effect, high, low);
      count++;
    }
    this.tally.transitions += count;
    // Where they lie in the table is looked up together: the processor waits for memory once, not once for each.
    if (space.after === undefined) this.visited.touch(highs, count);
    let isDeeper = false;
    for (let i = 0; i < count; i++) if (this.reach(moves[start + i] as Move, i, high, low)) isDeeper = true;
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
  private reach(move: Move, place: number, fromHigh: number, fromLow: number): boolean {
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
    // Of two ways to one state, both are looked at for what is wrong on them, the longer one, too.
    if (found !== undefined && found.length > 0) {
      const from: Hash = [lane(fromHigh), fromLow];
      for (const one of found) this.sight(one, high, low, this.depth + 1, from);
    }
    if (meeting === NEW || meeting === LEFT) {
      if (meeting === LEFT) this.nextLeft++;
      if (space.after === undefined) this.copySuccessor(writes);
      this.next.push(this.successor);
    }
    return meeting !== OLD;
  }

  private noteTaken({ id }: Effect): void {
    if (id >= this.taken.length) {
      const larger = new Uint8Array(2 * id);
      larger.set(this.taken);
      this.taken = larger;
    }
    this.taken[id] = 1;
  }

  private sight(found: F, high: number, low: number, depth: number, from: Hash | null): void {
    const kind = this.space.kindOf(found);
    keepFirst(this.sightings, kind, { found, hash: [lane(high), low], depth, from });
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
