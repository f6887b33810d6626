// Who concerns a task by what he could do right now: no look at what may come of it all is needed to tell.

import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { writesTheSame } from './footprint.ts';
import type { Gazes } from './gazes.ts';
import type { Marks } from './marks.ts';
import { MODEL_FAULTS, type Offer } from './offer.ts';

export class Clashes {
  private readonly machine: Machine<never>;
  private readonly marks: Marks;
  private readonly gazes: Gazes;

  constructor(machine: Machine<never>, marks: Marks, gazes: Gazes) {
    this.machine = machine;
    this.marks = marks;
    this.gazes = gazes;
  }

  /** The tasks, by their places in the offer, that clash with a task. */
  with(offer: Offer, task: number, state: Int32Array): readonly number[] {
    const { marks, gazes } = this;
    marks.begin();
    marks.gatherMoves(offer, task, state);
    let seers = 0;
    for (let m = offer.starts[task] as number; m < offer.endOf(task); m++) {
      seers |= gazes.seersOf(offer.effectAt(m));
    }
    const found: number[] = [];
    for (let other = 0; other < offer.actors.length; other++) {
      if (other === task || offer.actors[other] === MODEL_FAULTS) continue;
      for (let m = offer.starts[other] as number; m < offer.endOf(other); m++) {
        const effect = offer.effectAt(m);
        // Of one that kills it depends on what is killed.
        if (killsAny(effect)) continue;
        const isClash = marks.isTouchedBy(effect) || gazes.areMindful(seers, effect);
        if (!isClash && !(marks.meet(effect) && this.isTurned(offer, task, state, effect))) continue;
        found.push(other);
        break;
      }
    }
    return found;
  }

  /** Whether a move of the task would come to something else after an effect. */
  private isTurned(offer: Offer, task: number, state: Int32Array, { writes }: Effect): boolean {
    const { machine } = this;
    const after = machine.write(state.slice(), writes);
    for (let m = offer.starts[task] as number; m < offer.endOf(task); m++) {
      if (!writesTheSame(machine.effectOf(offer.moves[m] as Move, after), offer.effectAt(m))) return true;
    }
    return false;
  }
}

function killsAny({ reads }: Effect): boolean {
  for (let i = 0; i < reads.length; i++) if ((reads[i] as number) < 0) return true;
  return false;
}
