// The table of states that several threads fill together. It is that of visited.ts in shared memory, without locks: a
// slot belongs to whoever puts the first lane there, and is complete once the number of steps is there, which is
// written last. Whoever meets a first lane of its own waits for that, a few instructions long, before it compares.
//
// Which of the threads comes first makes no difference. All of them look at states of one depth at a time, so a state
// is known at a lesser depth, or not, whatever the others are about; of those of the next depth it is added once, and
// of the states that it is reached from the one with the least lane is kept.
//
// A state is to be looked at by one thread, whose number is with it: the one that was first to come to it, or a later
// one that has fewer states waiting and comes to it before the depth is over. So no thread runs dry for long.

import type { Board } from './board.ts';
import { DEPTH, LANES, LEFT, LEVEL, lane, type Meeting, NEW, OLD, RETURN, Visited } from './visited.ts';

/** A thread, and what tells how many states wait for each. */
interface Place {
  readonly part: number;
  readonly board: Board;
}

/** Threads that a table can tell apart. */
export const THREADS_MAX = 64;
const OWNER = (THREADS_MAX - 1) * (DEPTH + 1);
/** The sign: a state has been left to another thread than the first. */
const TAKEN = 1 << 31;

export class SharedVisited extends Visited {
  private readonly place: Place;
  /** The number of this thread, as the table has it. */
  private readonly owner: number;

  constructor(table: Int32Array, place: Place) {
    super(table);
    this.place = place;
    this.owner = place.part * (DEPTH + 1);
  }

  /** A shared table with room for so many states. */
  static override tableFor(states: number): Int32Array {
    const { byteLength } = Visited.tableFor(states);
    return new Int32Array(new SharedArrayBuffer(byteLength));
  }

  /** All threads must agree on a larger one. */
  override larger(): undefined {
    return undefined;
  }

  override add(high: number, low: number, from: number, depth: number): Meeting {
    const base = this.put(high, low, from, (depth + 1) | this.owner);
    if (base < 0) return NEW;
    const lastLane = Atomics.load(this.table, base + 3);
    const known = lastLane & DEPTH;
    if (known < depth + 1) return OLD;
    if (known > depth + 1) return LEVEL;
    this.lessen(base + 2, from);
    const { board, part } = this.place;
    const owner = (lastLane & OWNER) / (DEPTH + 1);
    // Only once: it must not come back to one that has it on its list already.
    if (lastLane < 0 || owner === part || !board.isPoorer(part, owner)) return LEVEL;
    const taken = (lastLane & ~OWNER) | this.owner | TAKEN;
    return Atomics.compareExchange(this.table, base + 3, lastLane, taken) === lastLane ? LEFT : LEVEL;
  }

  override isOwn(high: number, low: number): boolean {
    const base = this.find(lane(high), (at) => this.table[at + 1] === low);
    return (Atomics.load(this.table, base + 3) & OWNER) === this.owner;
  }

  /** Takes a state that was added, whose ever it is. */
  own(high: number, low: number): void {
    const base = this.find(lane(high), (at) => this.table[at + 1] === low) + 3;
    Atomics.and(this.table, base, ~OWNER);
    Atomics.or(this.table, base, this.owner);
  }

  /** As it is: whose it is, is with it. */
  protected override take(high: number, low: number, from: number, lastLane: number): void {
    this.put(high, low, from, lastLane);
  }

  /** Puts a state where there is none like it: -1; otherwise where that one is. */
  private put(high: number, low: number, from: number, lastLane: number): number {
    const { table, mask } = this;
    const first = lane(high);
    for (let at = first & mask; ; at = (at + 1) & mask) {
      const base = at * LANES;
      let found = Atomics.load(table, base);
      if (found === 0) found = Atomics.compareExchange(table, base, 0, first);
      if (found === 0) {
        table[base + 1] = low;
        table[base + 2] = from;
        Atomics.store(table, base + 3, lastLane);
        this.count++;
        return -1;
      }
      if (found !== first) continue;
      while (Atomics.load(table, base + 3) === 0);
      if (table[base + 1] === low) return base;
    }
  }

  override noteReturn(high: number, low: number): void {
    const base = this.find(lane(high), (at) => this.table[at + 1] === low);
    Atomics.or(this.table, base + 3, RETURN);
  }

  /** Puts a number where there is a larger one. */
  private lessen(at: number, number: number): void {
    const { table } = this;
    for (let known = Atomics.load(table, at); number < known; ) {
      const found = Atomics.compareExchange(table, at, known, number);
      if (found === known) return;
      known = found;
    }
  }
}
