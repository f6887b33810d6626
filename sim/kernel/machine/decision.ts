// What was learned by doing something once. What a step does depends on nothing but the cells that it reads, and the
// first cell that it reads is always the same; which is next depends on what that one held, and so on. So its outcomes
// hang on a tree of cells and values, and doing it again is a walk down that tree: no generator runs, nothing is
// copied.

import type { CellId, ValueId } from './cells.ts';

/** One fork, or an outcome. */
export class Decision<T> {
  outcome: T | undefined = undefined;
  /** The cell to look at; -1 while nothing is known. Scans have numbers below that. */
  cell: CellId = -1;
  private lastValue: ValueId = -1;
  private last: Decision<T> | undefined = undefined;
  private kids: Map<ValueId, Decision<T>> | undefined = undefined;

  /** Where to go from here when the cell holds `value`. */
  follow(value: ValueId): Decision<T> | undefined {
    if (value === this.lastValue) return this.last;
    const kid = this.kids?.get(value);
    if (kid !== undefined) {
      this.lastValue = value;
      this.last = kid;
    }
    return kid;
  }

  /** Writes down that after these reads, in this order, the outcome is this. */
  learn(cells: readonly CellId[], values: readonly ValueId[], outcome: T): void {
    let place: Decision<T> = this;
    for (const [index, cell] of cells.entries()) {
      if (place.cell === -1) place.cell = cell;
      if (place.cell !== cell) throw new Error('a step of the model does not read the same thing first every time');
      place.kids ??= new Map();
      const value = values[index] as ValueId;
      let kid = place.kids.get(value);
      if (kid === undefined) {
        kid = new Decision<T>();
        place.kids.set(value, kid);
      }
      place = kid;
    }
    place.outcome = outcome;
  }
}
