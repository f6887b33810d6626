// Which of the steps that are known by now can lie on a loop (recurrence.ts). Only there may a chosen task lead back
// for ever and put off the others; a step that can lie on no loop needs no look at where it leads. (Departure from
// Bosnacki and Holzmann, Improving Spin's Partial-Order Reduction for Breadth-First Search, 2005, who look at it for
// every step: whatever led to a state that is no deeper had all moves taken.)

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { type Change, recurrentSteps } from './recurrence.ts';
import type { Deed, Relation } from './relation.ts';
import type { Holding } from './steps.ts';

/** Once so many times the steps are known, it is found out anew. */
const GROWTH = 1.25;

export class Recurrences {
  private readonly cells: Pick<Cells, 'cellOf'>;
  private readonly relation: Relation;
  /** What the steps write that can lie on a loop. */
  private writes = new Set<string>();
  /** Of how many steps that is. */
  private stepCount = 0;
  /** By number of an effect: whether its step can. */
  private known: (boolean | undefined)[] = [];

  constructor(cells: Pick<Cells, 'cellOf'>, relation: Relation) {
    this.cells = cells;
    this.relation = relation;
  }

  /** To be called at the beginning of an exploration: one that teaches nothing new must know all of them. */
  begin(): void {
    if (this.relation.deeds.size !== this.stepCount) this.find();
  }

  /** To be called at each depth, when all threads know the same. */
  descend(): void {
    if (this.relation.deeds.size > GROWTH * this.stepCount) this.find();
  }

  /** Whether the step that has this effect can lie on a loop. */
  has({ id, writes }: Effect): boolean {
    const known = this.known[id];
    if (known !== undefined) return known;
    const isRecurrent = this.writes.has(writes.join());
    this.known[id] = isRecurrent;
    return isRecurrent;
  }

  private find(): void {
    // Faults spend a budget.
    const deeds = [...this.relation.deeds.values()].filter(({ isFault }) => !isFault);
    const recurrent = recurrentSteps(deeds.map((deed, key) => this.changeOf(deed, key)));
    this.writes = new Set(deeds.filter((_, key) => recurrent.has(key)).map(({ writes }) => writes.join()));
    this.stepCount = this.relation.deeds.size;
    this.known = [];
  }

  private changeOf({ actor, looks, writes }: Deed, key: number): Change {
    const before = new Map<CellId, ValueId>();
    if (actor !== 0) before.set(this.cells.cellOf[actor] as CellId, actor);
    for (let i = 0; i < looks.length; i += 2) before.set(looks[i] as CellId, looks[i + 1] as ValueId);
    const needs: Holding[] = [];
    const gives: Holding[] = [];
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      const after = writes[i + 1] as ValueId;
      gives.push(holding(cell, after));
      const known = before.get(cell);
      if (known !== undefined && known !== after) needs.push(holding(cell, known));
    }
    return { key, needs, gives, isOfRows: true };
  }
}

/** Tells a cell with a value from all others. */
function holding(cell: CellId, value: ValueId): Holding {
  return value === 0 ? -1 - cell : value;
}
