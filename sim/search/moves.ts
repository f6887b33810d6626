// What may come next, by sort: what goes on inside, what comes from outside, and what counts as a fault. Strategies
// that draw an event draw its sort first, because sorts differ much in how many events they have on offer.

import type { Event } from '../kernel/event.ts';
import type { Random } from '../kernel/random.ts';
import type { NexusId } from '../rack/ids.ts';
import type { BackgroundTask, RackConfig } from '../rack/rack.ts';
import type { FaultKind } from '../rack/scenario.ts';

/** Something that may happen next, as far as strategies look at it: an event, or what a machine has in its place. */
export interface Possible {
  readonly kind: Event['kind'];
  readonly label: string;
  readonly at: number;
  readonly sequence: number;
  /** Of something from outside. */
  readonly source?: string | undefined;
  /** Of a fault. */
  readonly fault?: string | undefined;
  /** Of a choice: whose. */
  readonly task?: { readonly id: number };
  /** Of a message, and of a timeout. */
  readonly call?: { readonly isLost: boolean } | undefined;
}

/** What a run may come to next. */
export interface Prospect<E extends Possible> {
  enabled(): readonly E[];
  /** The faults that the budget allows now. */
  faults(): readonly E[];
  readonly faultsLeft: number;
  allows(kind: FaultKind): boolean;
  /** Charges the budget for a timeout that need not have been. */
  spendFault(): void;
}

/** What a random strategy sees of a run. */
export interface Scene<E extends Possible> extends Prospect<E> {
  readonly config: RackConfig;
  /** The labels of all choices so far. */
  readonly labels: readonly string[];
  /** The faults that could strike now, whatever the budget. */
  everyFault(): readonly E[];
  /** Whether the event is one of several requests of which the workload makes one. */
  isOffer(event: E): boolean;
  /** Puts a tick on offer that the scenario does not have. */
  offerTick(nexus: NexusId, task: BackgroundTask): void;
  /** The outline of the rack; `undefined` where the last step changed nothing. */
  outline(): number | undefined;
}

export interface Moves<E> {
  readonly inside: readonly E[];
  /** Requests, ticks, restarts, links that heal. */
  readonly outside: readonly E[];
  /** Timeouts of calls that could still be answered: they are faults, and so no part of `inside`. */
  readonly hasty: readonly E[];
}

export function movesOf<E extends Possible>(enabled: readonly E[]): Moves<E> {
  // Most of the time nothing but what is inside may happen.
  if (enabled.every(isInside)) return { inside: enabled, outside: [], hasty: [] };
  const inside: E[] = [];
  const outside: E[] = [];
  const hasty: E[] = [];
  for (const event of enabled) {
    if (event.kind === 'external') outside.push(event);
    else if (isHasty(event)) hasty.push(event);
    else inside.push(event);
  }
  return { inside, outside, hasty };
}

function isInside(event: Possible): boolean {
  return event.kind !== 'external' && !isHasty(event);
}

/** A timer that means something has gone wrong by firing: it is no sleep, and the wait that it ends is not in vain. */
export function isHasty(event: Possible): boolean {
  return event.kind === 'timer' && event.call !== undefined && !event.call.isLost;
}

/** One of the faults that may strike now, hasty timeouts among them; `undefined` when none may. It is charged for. */
export function drawFault<E extends Possible>(scene: Prospect<E>, hasty: readonly E[], random: Random): E | undefined {
  if (scene.faultsLeft <= 0) return undefined;
  const possible = [...scene.faults(), ...(scene.allows('timeout') ? hasty : [])];
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

function sortOf({ kind, fault, source }: Possible): string {
  return fault ?? source ?? kind;
}
