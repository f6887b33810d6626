// Random walk: any enabled event may be next, each with the same chance; now and then a fault strikes.
// The untimed reading: timers may fire whenever they are armed, but a client's timeout of a call that could still be
// answered is a fault, and counts as one.

import type { Event } from '../kernel/event.ts';
import { Random } from '../kernel/random.ts';
import { earliest } from './drain.ts';
import type { Run, Strategy } from './run.ts';

/** Chance of a fault at a step while the budget lasts. */
const FAULT_CHANCE = 0.04;

export class Walk implements Strategy {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  next(run: Run): Event | undefined {
    const enabled = run.enabled();
    if (enabled.length === 0) return undefined;
    if (run.faultsLeft > 0 && this.random.chance(FAULT_CHANCE)) {
      const faults = run.faults();
      if (faults.length > 0) return this.random.pick(faults);
    }
    const mayTimeOut = run.allows('timeout') && this.random.chance(FAULT_CHANCE);
    const free = enabled.filter((event) => event.kind !== 'timer' || mayTimeOut || isFree(event));
    if (free.length > 0) return this.pick(run, free);
    return earliest(enabled);
  }

  private pick(run: Run, events: readonly Event[]): Event {
    const event = this.random.pick(events);
    if (event.kind === 'timer' && !isFree(event)) run.faultsLeft--;
    return event;
  }
}

/** A timer that means nothing has gone wrong by firing: a sleep, or the end of a wait that is in vain. */
function isFree(event: Event): boolean {
  return event.kind !== 'timer' || event.call === undefined || event.call.isLost;
}
