// The table of states that several threads fill together. It is that of visited.ts in shared memory, without locks: a
// slot belongs to whoever puts the first lane there, and is complete once the number of steps is there, which is
// written last. Whoever meets a first lane of its own waits for that, a few instructions long, before it compares.
//
// Which of the threads comes first makes no difference. All of them look at states of one depth at a time, so a state
// is known at a lesser depth, or not, whatever the others are about; of those of the next depth it is added once, and
// of the states that it is reached from the one with the least lane is kept.

import { LANES, LEVEL, lane, type Meeting, NEW, OLD, RETURN, Visited } from './visited.ts';

export class SharedVisited extends Visited {
  /** A shared table with room for so many states. */
  static override tableFor(states: number): Int32Array {
    const { byteLength } = Visited.tableFor(states);
    return new Int32Array(new SharedArrayBuffer(byteLength));
  }

  /** One's part of the states of another table, in this one. */
  static from(table: Int32Array, other: Int32Array, part: number, parts: number): SharedVisited {
    const visited = new SharedVisited(table);
    visited.fill(other, part, parts);
    return visited;
  }

  /** All threads must agree on a larger one. */
  override larger(): undefined {
    return undefined;
  }

  override add(high: number, low: number, from: number, depth: number): Meeting {
    const { table, mask } = this;
    const first = lane(high);
    for (let at = first & mask; ; at = (at + 1) & mask) {
      const base = at * LANES;
      let found = Atomics.load(table, base);
      if (found === 0) found = Atomics.compareExchange(table, base, 0, first);
      if (found === 0) {
        table[base + 1] = low;
        table[base + 2] = from;
        Atomics.store(table, base + 3, depth + 1);
        this.count++;
        return NEW;
      }
      if (found !== first) continue;
      let known = Atomics.load(table, base + 3);
      while (known === 0) known = Atomics.load(table, base + 3);
      if (table[base + 1] !== low) continue;
      known &= ~RETURN;
      if (known < depth + 1) return OLD;
      if (known === depth + 1) this.lessen(base + 2, from);
      return LEVEL;
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
