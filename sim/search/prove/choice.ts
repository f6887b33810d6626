// Which of the tasks that could go on are enough: one that nothing else concerns, or else the smallest group found that
// nothing outside of it concerns. A group is begun with one task, and for as long as something outside concerns it, one
// of those that do joins it. (Godefroid, Partial-Order Methods, 1996, section 4.4, and for the choice among those
// that could join, Valmari's stubborn sets. Departure: what concerns what is learned, see reduction.ts.)

import type { CellId, Sort, ValueId } from '../../kernel/machine/cells.ts';
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
  /** By task: those that it cannot come first without, because of what they could do right now; none if not asked. */
  private readonly concerned: (readonly number[])[] = [];
  /** The groups that were looked at. */
  private readonly tried = new Set<string>();

  constructor(offer: Offer, machine: Machine<never>, reduction: Reduction) {
    this.offer = offer;
    this.machine = machine;
    this.reduction = reduction;
  }

  /** The tasks, by their places in the offer, whose moves are enough in the state; nothing when it takes all. */
  of(state: Int32Array): readonly number[] | undefined {
    const { candidates, offer, reduction } = this;
    this.findCandidates();
    this.concerned.length = 0;
    for (const task of candidates) {
      if (this.concernedBy(task, state).length === 0 && reduction.isAlone(offer, task, state)) return [task];
    }
    this.tried.clear();
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

  /** Those that a task cannot come first without, because of what they could do right now. */
  private concernedBy(task: number, state: Int32Array): readonly number[] {
    const known = this.concerned[task];
    if (known !== undefined) return known;
    const found = this.reduction.clashes.with(this.offer, task, state);
    this.concerned[task] = found;
    return found;
  }

  /**
   * Who may go round in a loop comes last: he would be chosen again and again, and who leads back puts off the others,
   * so that all moves are taken. Then the tasks with the fewest moves come first; among several, in the order of their
   * names, which is the same in every state: what does not concern each other comes in one order everywhere, so that
   * ways meet again soon. The last name comes first: in a rack those are the parts that answer, before those that ask.
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

  /** A group with this task in it that is enough and was not tried, if there is one with no more than so many moves. */
  private grow(task: number, state: Int32Array, movesMax: number): readonly number[] | undefined {
    const { offer, reduction, tried } = this;
    const group = [task];
    for (;;) {
      // Those that join are gone through as well.
      for (const member of group) {
        for (const other of this.concernedBy(member, state)) if (!group.includes(other)) group.push(other);
      }
      if (this.sizeOf(group) > movesMax) return undefined;
      group.sort((one, other) => this.compare(one, other));
      const text = group.join();
      if (tried.has(text)) return undefined;
      tried.add(text);
      const rivals = reduction.rivalsOf(offer, group, state);
      if (rivals === undefined) return undefined;
      if (rivals.length === 0) return group;
      group.push(rivals.reduce((one, other) => (this.compare(one, other) <= 0 ? one : other)));
    }
  }

  private compare(one: number, other: number): number {
    const { offer, machine, reduction } = this;
    const { names, sorts, cellOf } = machine.cells;
    const [cell, otherCell] = [
      cellOf[offer.actors[one] as ValueId] as CellId,
      cellOf[offer.actors[other] as ValueId] as CellId,
    ];
    return (
      Number(reduction.mayLieOnLoop(offer, one)) - Number(reduction.mayLieOnLoop(offer, other)) ||
      offer.sizeOf(one) - offer.sizeOf(other) ||
      backwards(names[cell] as string, names[otherCell] as string) ||
      backwards(sorts[cell] as Sort, sorts[otherCell] as Sort)
    );
  }

  private sizeOf(group: readonly number[]): number {
    let size = 0;
    for (const task of group) size += this.offer.sizeOf(task);
    return size;
  }
}

function backwards(text: string, other: string): number {
  return text === other ? 0 : text < other ? 1 : -1;
}
