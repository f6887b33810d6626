// Barriers: named points at which events are held until they are released, so that a script can say "exactly between
// the read and the write". A point is named by words of the labels that it holds.

import type { Event } from './event.ts';

/** True when the event is at the point: its label contains the words. */
export function isAt(event: Event, point: string): boolean {
  return event.label.includes(point);
}

/** The points that are held at present. */
export class Barriers {
  private readonly points = new Set<string>();

  hold(point: string): void {
    this.points.add(point);
  }

  /** False when the point was not held. */
  release(point: string): boolean {
    return this.points.delete(point);
  }

  /** True when the event must wait. */
  holds(event: Event): boolean {
    for (const point of this.points) if (isAt(event, point)) return true;
    return false;
  }
}
