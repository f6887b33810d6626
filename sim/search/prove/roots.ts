// Who is to blame for what may happen: the tasks that are there, of which those are born that do it.

import { type CellId, type Cells, isActor, type Sort, type ValueId } from '../../kernel/machine/cells.ts';
import type { Offer } from './offer.ts';
import type { Outcome } from './relation.ts';

export class Roots {
  private readonly cells: Cells;
  /** By task, or call: who may give rise to it. */
  private readonly bearers = new Map<CellId, Set<CellId>>();

  constructor(cells: Cells) {
    this.cells = cells;
  }

  /** A step of a task may write this. */
  bear(task: CellId, writes: Outcome['writes']): void {
    const { cells } = this;
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (cell === task || writes[i + 1] === 0 || !isActor(cells.sorts[cell] as Sort)) continue;
      const known = this.bearers.get(cell);
      if (known === undefined) this.bearers.set(cell, new Set([task]));
      else known.add(task);
    }
  }

  /**
   * The tasks on offer outside of a group, by their places, that these are or come from; nothing if one of them comes
   * from something else, or if none is there that could join.
   */
  among({ actors }: Offer, group: readonly number[], tasks: Iterable<CellId>): readonly number[] | undefined {
    const places = new Map<CellId, number>();
    actors.forEach((actor: ValueId, task) => {
      if (actor !== 0 && !group.includes(task)) places.set(this.cells.cellOf[actor] as CellId, task);
    });
    const found = new Set<number>();
    // Those that are added while it is gone through are gone through as well.
    const asked = new Set(tasks);
    for (const cell of asked) {
      const place = places.get(cell);
      const bearers = this.bearers.get(cell);
      if (place !== undefined) found.add(place);
      else if (bearers === undefined) return undefined;
      else for (const bearer of bearers) asked.add(bearer);
    }
    return found.size > 0 ? [...found] : undefined;
  }
}
