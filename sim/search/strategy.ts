// What chooses: a strategy is asked for the next event, again and again, and decides nothing else of a run.

import type { Event } from '../kernel/event.ts';
import type { Possible, Scene } from './moves.ts';
import type { Run } from './run.ts';

/** Chooses the next event; `undefined` ends the run's open part, after which it is drained. */
export interface Strategy {
  next(run: Run): Event | undefined;
}

/** What a random strategy drew for the whole of a run, by name; printed as `name=value`. */
export type Drawn = Readonly<Record<string, string | number>>;

/** A strategy that draws, whatever machine it draws for; complete once the run has ended. */
export interface RandomStrategy extends Strategy {
  readonly drawn: Drawn;
  next<E extends Possible>(scene: Scene<E>): E | undefined;
}

/** `depth=3 length=193`. */
export function showDrawn(drawn: Drawn): string {
  return Object.entries(drawn)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
