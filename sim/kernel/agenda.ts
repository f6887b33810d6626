// What may happen next, faults aside, in order of creation. It holds what is under way and nothing of the
// past, so no operation on it grows with the length of the run.

import type { Event } from './event.ts';

export type NewEvent = Event extends infer E ? (E extends Event ? Omit<E, 'sequence'> : never) : never;

/** The pending events. */
export class Agenda {
  readonly events: Event[] = [];
  private sequence = 0;

  /** How many events have ever been added: the `sequence` of the last. */
  get count(): number {
    return this.sequence;
  }

  /** Takes the event over and numbers it. */
  add(event: NewEvent): void {
    // Numbered in place: a copy here would be one more object in every step.
    const numbered = event as { sequence?: number };
    numbered.sequence = ++this.sequence;
    this.events.push(event as Event);
  }

  /** Throws when the event is not pending. */
  remove(event: Event): void {
    const index = this.events.indexOf(event);
    if (index < 0) throw new Error(`"${event.label}" is not enabled`);
    this.events.splice(index, 1);
  }

  removeWhere(isUnwanted: (event: Event) => boolean): void {
    let kept = 0;
    for (const event of this.events) {
      if (!isUnwanted(event)) this.events[kept++] = event;
    }
    this.events.length = kept;
  }

  /** `base`, numbered if a pending event has that label: a retry after a timeout meets its first attempt. */
  freeLabel(base: string): string {
    let label = base;
    for (let n = 2; this.events.some((event) => event.label === label); n++) label = `${base} (${n})`;
    return label;
  }
}
