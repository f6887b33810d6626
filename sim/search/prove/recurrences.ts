// Which of the steps that are known by now can lie on a loop (recurrence.ts). Only there may a chosen task lead back
// for ever and put off the others; a step that can lie on no loop needs no look at where it leads. (Departure from
// Bosnacki and Holzmann, Improving Spin's Partial-Order Reduction for Breadth-First Search, 2005, who look at it for
// every step: whatever led to a state that is no deeper had all moves taken.)

import type { CellId, Cells } from '../../kernel/machine/cells.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { type Change, exchangeOf, recurrentSteps } from './recurrence.ts';
import type { Deed, Relation } from './relation.ts';
import { Steps } from './steps.ts';

/** Once so many times the steps are known, it is found out anew. */
const GROWTH = 1.25;

export class Recurrences {
  private readonly steps: Steps;
  private readonly relation: Relation;
  private readonly areFaultsCounted: boolean;
  /** What the steps write that can lie on a loop. */
  private writes = new Set<string>();
  /** Of how many steps that is. */
  private stepCount = 0;
  /** By number of an effect: whether its step can. */
  private known: (boolean | undefined)[] = [];

  /** With `areFaultsCounted` every fault spends a budget. */
  constructor(cells: Cells, relation: Relation, areFaultsCounted: boolean) {
    this.steps = new Steps(cells);
    this.relation = relation;
    this.areFaultsCounted = areFaultsCounted;
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
    let deeds = [...this.relation.deeds.values()];
    // What spends a budget is on no loop.
    if (this.areFaultsCounted) deeds = deeds.filter(({ isFault }) => !isFault);
    const recurrent = recurrentSteps(deeds.map((deed, key) => this.changeOf(deed, key)));
    this.writes = new Set(deeds.filter((_, key) => recurrent.has(key)).map(({ writes }) => writes.join()));
    this.stepCount = this.relation.deeds.size;
    this.known = [];
  }

  /** On a loop on which no row changes, too, the others would wait for ever. */
  private changeOf({ actor, looks, writes }: Deed, key: number): Change {
    const own = actor === 0 ? [] : [this.steps.cells.cellOf[actor] as CellId, actor];
    return { key, ...exchangeOf(this.steps, [...own, ...looks], writes), isOfRows: true };
  }
}
