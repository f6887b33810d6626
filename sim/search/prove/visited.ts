// The states met so far, by their hash alone (hash compaction, Wolper and Leroy 1993): 64 bits a state, so that a
// hundred million of them fit, at the price of a chance that two states are taken for one. The chance is printed.
//
// One slot is four numbers side by side: the two lanes of the hash, one lane of the hash of a state that it is reached
// from in one step, and the number of steps it takes to get there. Of several such states it is the one with the least
// lane, so that the way back is the same whoever came first. Open addressing with linear probing, by one lane only,
// which is what the way back knows.

export const LANES = 4;
/** Share of slots in use at which the table should be made larger. */
const LOAD_MAX = 0.6;

/**
 * The lane of the number of steps has a bit for states that something has led back to and, where threads share
 * the table, the number of one of them above {@link DEPTH}.
 */
export const RETURN = 1 << 30;
export const DEPTH = (1 << 24) - 1;

/**
 * What {@link Visited.add} answers: the state is new, or was met at that depth or deeper, or at a lesser one; or it was
 * met at that depth by another thread, which leaves it to this one.
 */
export const NEW = 0;
export const LEVEL = 1;
export const OLD = 2;
export const LEFT = 3;
export type Meeting = typeof NEW | typeof LEVEL | typeof OLD | typeof LEFT;

/** A state that something has led back to. */
export interface Return {
  readonly hash: readonly [high: number, low: number];
  readonly depth: number;
}

export class Visited {
  /** States added through this object. */
  count = 0;
  /** The table itself. */
  readonly table: Int32Array;
  /** Keeps {@link touch} from being optimised away. */
  touched = 0;
  protected readonly mask: number;
  /** So many states are too many for this table. */
  protected crowd: number;

  constructor(table: Int32Array) {
    this.table = table;
    this.mask = table.length / LANES - 1;
    this.crowd = this.capacity;
  }

  /** A table with room for so many states. */
  static tableFor(states: number): Int32Array {
    let slots = 1024;
    while (slots * LOAD_MAX < states) slots *= 2;
    return new Int32Array(slots * LANES);
  }

  /** A table twice as large with the same states; nothing where others must be asked. */
  larger(): Visited | undefined {
    const larger = new Visited(Visited.tableFor(2 * this.count));
    larger.fill(this.table);
    return larger;
  }

  /** Whether it is time for a larger table: from here on there is room for as many steps as one state can have. */
  get isCrowded(): boolean {
    return this.count >= this.crowd;
  }

  /** States that the table has room for, whoever adds them. */
  get capacity(): number {
    return Math.floor((this.table.length / LANES) * LOAD_MAX);
  }

  /** It is to be taken for crowded when so many more were added through this object. */
  allow(states: number): void {
    this.crowd = this.count + states;
  }

  /** Adds a state that is reached in `depth` steps, the last of them from the state whose hash has the lane `from`. */
  add(high: number, low: number, from: number, depth: number): Meeting {
    const { table, mask } = this;
    const first = lane(high);
    for (let at = first & mask; ; at = (at + 1) & mask) {
      const base = at * LANES;
      const found = table[base] as number;
      if (found === 0) {
        table[base] = first;
        table[base + 1] = low;
        table[base + 2] = from;
        table[base + 3] = depth + 1;
        this.count++;
        return NEW;
      }
      if (found !== first) continue;
      if (table[base + 1] !== low) continue;
      const known = (table[base + 3] as number) & DEPTH;
      if (known < depth + 1) return OLD;
      if (known === depth + 1 && from < (table[base + 2] as number)) table[base + 2] = from;
      return LEVEL;
    }
  }

  /** Whether a state that was added is for this thread to look at. */
  isOwn(_high: number, _low: number): boolean {
    return true;
  }

  has(high: number, low: number): boolean {
    const { table, mask } = this;
    const first = lane(high);
    for (let at = first & mask; table[at * LANES] !== 0; at = (at + 1) & mask) {
      if (table[at * LANES] === first && table[at * LANES + 1] === low) return true;
    }
    return false;
  }

  /** Keeps in mind that something has led back to this state. */
  noteReturn(high: number, low: number): void {
    const base = this.find(lane(high), (at) => this.table[at + 1] === low);
    this.table[base + 3] = (this.table[base + 3] as number) | RETURN;
  }

  /** The states that something has led back to, the nearest first. */
  returns(): readonly Return[] {
    const { table } = this;
    const found: Return[] = [];
    for (let base = 0; base < table.length; base += LANES) {
      const depth = table[base + 3] as number;
      if ((depth & RETURN) === 0) continue;
      found.push({ hash: [table[base] as number, table[base + 1] as number], depth: (depth & DEPTH) - 1 });
    }
    return found.sort((a, b) => a.depth - b.depth || a.hash[0] - b.hash[0] || a.hash[1] - b.hash[1]);
  }

  /** Brings the slots of so many states, by a lane of their hashes, near the processor. */
  touch(highs: readonly number[], count: number): void {
    const { table, mask } = this;
    let seen = 0;
    for (let i = 0; i < count; i++) seen ^= table[(lane(highs[i] as number) & mask) * LANES] as number;
    this.touched = seen;
  }

  /**
   * The hash of the state before, on the way that leads to this one; none where it began. It is known by one lane only:
   * once in a few million states there is a second one that could be meant.
   */
  before(high: number, low: number): readonly (readonly [high: number, low: number])[] {
    const { table, mask } = this;
    const base = this.find(lane(high), (at) => table[at + 1] === low);
    const depth = (table[base + 3] as number) & DEPTH;
    if (depth === 1) return [];
    const parent = table[base + 2] as number;
    const found: [number, number][] = [];
    for (let slot = parent & mask; table[slot * LANES] !== 0; slot = (slot + 1) & mask) {
      const at = slot * LANES;
      const isOneBefore = ((table[at + 3] as number) & DEPTH) === depth - 1;
      if (table[at] === parent && isOneBefore) found.push([parent, table[at + 1] as number]);
    }
    return found;
  }

  /** Puts the states of another table into this one: all, or those of one part of several. */
  fill(other: Int32Array, part = 0, parts = 1): void {
    const slots = other.length / LANES;
    const end = Math.floor((slots * (part + 1)) / parts) * LANES;
    for (let base = Math.floor((slots * part) / parts) * LANES; base < end; base += LANES) {
      const high = other[base] as number;
      if (high === 0) continue;
      this.take(high, other[base + 1] as number, other[base + 2] as number, other[base + 3] as number);
    }
  }

  /** Takes in a state as another table has it. */
  protected take(high: number, low: number, from: number, lastLane: number): void {
    this.add(high, low, from, (lastLane & DEPTH) - 1);
    if ((lastLane & RETURN) !== 0) this.noteReturn(high, low);
  }

  protected find(first: number, fits: (base: number) => boolean): number {
    const { table, mask } = this;
    for (let at = first & mask; table[at * LANES] !== 0; at = (at + 1) & mask) {
      if (table[at * LANES] === first && fits(at * LANES)) return at * LANES;
    }
    throw new Error('a state that was met is not to be found');
  }
}

/** The first lane as the table keeps it: an empty slot is told by a zero, so no state may have one there. */
export function lane(high: number): number {
  return high === 0 ? 1 : high;
}

/** Chance that at least one of so many states was taken for another, for a hash of 64 bits. */
export function omissionChance(states: number): number {
  return (states * states) / 2 ** 65;
}
