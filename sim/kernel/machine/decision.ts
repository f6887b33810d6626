// What was learned by doing something once. What a step does depends on nothing but the cells that it reads, and the
// first cell that it reads is always the same; which is next depends on what that one held, and so on. So its outcomes
// hang on a tree of cells and values, and doing it again is a walk down that tree: no generator runs, nothing is
// copied.

import type { CellId } from './cells.ts';

/** One fork, or an outcome. */
export class Decision<T> {
  outcome: T | undefined = undefined;
  /** The cell to look at; -1 while nothing is known. Scans have numbers below that. */
  cell: CellId = -1;
  /** Where to go from here, by the index of what the cell holds. */
  readonly ways: (Decision<T> | undefined)[] = [];

  /** Writes down that after these reads, in this order, the outcome is this. What is in `given` goes without saying. */
  learn(cells: readonly CellId[], indexes: readonly number[], outcome: T, given: CellId = -1): void {
    let place: Decision<T> = this;
    for (const [at, cell] of cells.entries()) {
      if (cell === given) continue;
      if (place.cell === -1) place.cell = cell;
      if (place.cell !== cell) throw new Error('a step of the model does not read the same thing first every time');
      const index = indexes[at] as number;
      const way = place.ways[index] ?? new Decision<T>();
      place.ways[index] = way;
      place = way;
    }
    place.outcome = outcome;
  }

  /** All outcomes that are known. */
  *outcomes(): Generator<T, void, void> {
    if (this.outcome !== undefined) yield this.outcome;
    for (const way of this.ways) if (way !== undefined) yield* way.outcomes();
  }
}
