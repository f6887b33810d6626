// Random walk: any enabled event may be next; now and then something comes from outside, or a fault strikes.
// The untimed reading: timers may fire whenever they are armed, but a client's timeout of a call that could still be
// answered is a fault, and counts as one.
//
// A walk that draws evenly among all events spends its requests and ticks in the first steps, because they are all on
// offer from the beginning and outnumber what goes on inside. So it draws the sort first, and then the event.

import type { Event } from '../kernel/event.ts';
import { Random } from '../kernel/random.ts';
import { earliest } from './drain.ts';
import type { Run, Strategy } from './run.ts';

/** Chance of a fault at a step while the budget lasts. */
const FAULT_CHANCE = 0.04;
/** Chance that something comes from outside while there is anything to do inside. */
const OUTSIDE_CHANCE = 0.1;

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
      if (faults.length > 0) return this.pickSort(faults, (fault) => fault.fault);
    }
    const mayTimeOut = run.allows('timeout') && this.random.chance(FAULT_CHANCE);
    const inside = enabled.filter(
      (event) => event.kind !== 'external' && (event.kind !== 'timer' || mayTimeOut || isFree(event)),
    );
    const outside = enabled.filter((event) => event.kind === 'external');
    if (outside.length > 0 && (inside.length === 0 || this.random.chance(OUTSIDE_CHANCE))) {
      return this.pickSort(outside, (event) => event.source);
    }
    return inside.length > 0 ? this.pickInside(run, inside) : earliest(enabled);
  }

  private pickInside(run: Run, events: readonly Event[]): Event {
    const event = this.random.pick(events);
    if (event.kind === 'timer' && !isFree(event)) run.faultsLeft--;
    return event;
  }

  /** Draws one of the sorts that there are, and then one of that sort: rare sorts come as often as frequent ones. */
  private pickSort<E extends Event>(events: readonly E[], sortOf: (event: E) => string): E {
    const sort = this.random.pick([...new Set(events.map(sortOf))]);
    return this.random.pick(events.filter((event) => sortOf(event) === sort));
  }
}

/** A timer that means nothing has gone wrong by firing: a sleep, or the end of a wait that is in vain. */
function isFree(event: Event): boolean {
  return event.kind !== 'timer' || event.call === undefined || event.call.isLost;
}
