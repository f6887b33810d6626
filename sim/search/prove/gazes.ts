// What the invariants look at, as far as it is known: two steps that one of them sees may come to something else for it
// in another order.

import type { CellId } from '../../kernel/machine/cells.ts';
import type { Possible } from './guess.ts';

/** The invariants, as far as an order of steps could hide a violation from them. */
export interface Onlookers {
  /** What each has looked at so far. */
  readonly gazes: readonly ReadonlySet<CellId>[];
  /** Whether an invariant remembers what was: two steps that it sees must not change places. */
  isMindful(invariant: number): boolean;
  /**
   * True when whatever an invariant that remembers nothing could object to while these writes wait, it would object
   * to after them as well: for all values that the cells of a state may have.
   */
  isUnmoved(invariant: number, writes: Int32Array, state: Int32Array, possible: Possible): boolean;
}

export class Gazes {
  /** By invariant: what it was known to look at when the depth under way was begun. */
  readonly cells: Set<CellId>[] = [];
  private readonly onlookers: Onlookers;
  /** By cell: the invariants that look at it, a bit each. */
  private readonly seers: number[] = [];
  /** The invariants that remember what was, a bit each. */
  private mindful = 0;

  constructor(onlookers: Onlookers) {
    this.onlookers = onlookers;
  }

  /** True when somebody looks at something new. */
  learn(looksAt: readonly Iterable<CellId>[]): boolean {
    let isNew = false;
    for (const [invariant, cells] of looksAt.entries()) {
      const known = this.cells[invariant] ?? new Set<CellId>();
      this.cells[invariant] = known;
      if (this.onlookers.isMindful(invariant)) this.mindful |= 1 << invariant;
      for (const cell of cells) {
        if (known.has(cell)) continue;
        known.add(cell);
        while (this.seers.length <= cell) this.seers.push(0);
        this.seers[cell] = (this.seers[cell] as number) | (1 << invariant);
        isNew = true;
      }
    }
    return isNew;
  }

  /** The invariants that look at what is written, a bit each. */
  seersOf({ writes }: { readonly writes: ArrayLike<number> }): number {
    const { seers } = this;
    let all = 0;
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (cell < seers.length) all |= seers[cell] as number;
    }
    return all;
  }

  /** Whether one of these invariants, a bit each, sees a step as well, and remembers what was. */
  areMindful(seers: number, step: { readonly writes: ArrayLike<number> }): boolean {
    const mindful = seers & this.mindful;
    return mindful !== 0 && (mindful & this.seersOf(step)) !== 0;
  }
}
