// What may come next, by sort: what goes on inside, what comes from outside, and what counts as a fault. Strategies
// that draw an event draw its sort first, because sorts differ much in how many events they have on offer.

import type { Event, ExternalEvent, FaultEvent, TimerEvent } from '../kernel/event.ts';
import type { Random } from '../kernel/random.ts';
import type { FaultKind } from '../rack/scenario.ts';

/** What a random strategy sees of a run. */
export interface Scene {
  enabled(): readonly Event[];
  /** The faults that the budget allows now. */
  faults(): readonly FaultEvent[];
  readonly faultsLeft: number;
  allows(kind: FaultKind): boolean;
  /** Whether the event is one of several requests of which the workload makes one. */
  isOffer(event: Event): boolean;
  /** Charges the budget for a timeout that need not have been. */
  spendFault(): void;
}

export interface Moves {
  readonly inside: readonly Event[];
  /** Requests, ticks, restarts, links that heal. */
  readonly outside: readonly ExternalEvent[];
  /** Timeouts of calls that could still be answered: they are faults, and so no part of `inside`. */
  readonly hasty: readonly TimerEvent[];
}

export function movesOf(enabled: readonly Event[]): Moves {
  const inside: Event[] = [];
  const outside: ExternalEvent[] = [];
  const hasty: TimerEvent[] = [];
  for (const event of enabled) {
    if (event.kind === 'external') outside.push(event);
    else if (event.kind === 'timer' && isHasty(event)) hasty.push(event);
    else inside.push(event);
  }
  return { inside, outside, hasty };
}

/** A timer that means something has gone wrong by firing: it is no sleep, and the wait that it ends is not in vain. */
export function isHasty(event: Event): boolean {
  return event.kind === 'timer' && event.call !== undefined && !event.call.isLost;
}

/** One of the faults that may strike now, hasty timeouts among them; `undefined` when none may. It is charged for. */
export function drawFault(scene: Scene, hasty: readonly TimerEvent[], random: Random): Event | undefined {
  if (scene.faultsLeft <= 0) return undefined;
  const possible: readonly Event[] = [...scene.faults(), ...(scene.allows('timeout') ? hasty : [])];
  if (possible.length === 0) return undefined;
  const event = pickSort(random, possible, sortOf);
  if (event.kind === 'timer') scene.spendFault();
  return event;
}

/** Draws one of the sorts that there are, and then one of that sort: rare sorts come as often as frequent ones. */
export function pickSort<E>(random: Random, items: readonly E[], sortOf: (item: E) => string): E {
  const sort = random.pick([...new Set(items.map(sortOf))]);
  return random.pick(items.filter((item) => sortOf(item) === sort));
}

function sortOf(event: Event): string {
  if (event.kind === 'fault') return event.fault;
  return event.kind === 'external' ? event.source : event.kind;
}
