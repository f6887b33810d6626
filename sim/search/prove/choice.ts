// Which of the tasks that could go on are enough: one that nothing else concerns, or else the smallest group found that
// nothing outside of it concerns. A group is begun with one task, and for as long as something outside concerns it, one
// of those that do joins it. (Godefroid, Partial-Order Methods, 1996, section 4.4, and for the choice among those
// that could join, Valmari's stubborn sets. Departure: what concerns what is learned, see reduction.ts.)

import type { ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import { MODEL_FAULTS, type Offer } from './offer.ts';
import type { Reduction } from './reduction.ts';

export class Choice {
  private readonly offer: Offer;
  private readonly machine: Machine<never>;
  private readonly reduction: Reduction;
  /** Tasks that may come first, by their places in the offer. */
  private readonly candidates: number[] = [];

  constructor(offer: Offer, machine: Machine<never>, reduction: Reduction) {
    this.offer = offer;
    this.machine = machine;
    this.reduction = reduction;
  }

  /** The tasks, by their places in the offer, whose moves are enough in the state; nothing when it takes all. */
  of(state: Int32Array): readonly number[] | undefined {
    const { candidates, offer, reduction } = this;
    this.findCandidates();
    for (const task of candidates) if (reduction.isAlone(offer, task, state)) return [task];
    let best: readonly number[] | undefined;
    let movesMax = offer.moves.length - 1;
    for (const task of candidates) {
      const group = this.grow(task, state, movesMax);
      if (group === undefined) continue;
      best = group;
      movesMax = this.sizeOf(group) - 1;
    }
    return best;
  }

  /**
   * The tasks with the fewest moves come first; among several, in an order that does not depend on the one in which
   * cells were numbered.
   */
  private findCandidates(): void {
    const { offer, candidates } = this;
    const { actors, moves, starts } = offer;
    candidates.length = 0;
    for (let task = 0; task < actors.length; task++) {
      const first = moves[starts[task] as number] as Move;
      // Only tasks that go on by themselves: what comes from outside may not come at all.
      if (actors[task] === MODEL_FAULTS || first.kind === 'external' || first.fault !== undefined) continue;
      if (offer.sizeOf(task) < moves.length) candidates.push(task);
    }
    candidates.sort((one, other) => this.compare(one, other));
  }

  /** A group with this task in it that is enough, if there is one with no more than so many moves. */
  private grow(task: number, state: Int32Array, movesMax: number): readonly number[] | undefined {
    const { offer, reduction } = this;
    const group = [task];
    while (this.sizeOf(group) <= movesMax) {
      const rivals = reduction.rivalsOf(offer, group, state);
      if (rivals === undefined) return undefined;
      if (rivals.length === 0) return group;
      group.push(rivals.reduce((one, other) => (this.compare(one, other) <= 0 ? one : other)));
    }
    return undefined;
  }

  private compare(one: number, other: number): number {
    const { offer, machine } = this;
    const hashOf = (task: number) => machine.cells.high[offer.actors[task] as ValueId] as number;
    return offer.sizeOf(one) - offer.sizeOf(other) || hashOf(one) - hashOf(other);
  }

  private sizeOf(group: readonly number[]): number {
    let size = 0;
    for (const task of group) size += this.offer.sizeOf(task);
    return size;
  }
}
