// Follows labels leniently, as a replay does; where it is told to be calm, what is under way comes to its end first.

import type { Event } from '../../kernel/event.ts';
import { earliest } from '../drain.ts';
import { movesOf } from '../moves.ts';
import { Replay } from '../replay.ts';
import type { Run } from '../run.ts';
import type { Strategy } from '../strategy.ts';
import { CALM } from './changes.ts';

/** Steps that no calm needs. */
const STEPS_MAX = 500;

export class Following implements Strategy {
  /** Replays, with a calm between each and the next. */
  private readonly replays: readonly Replay[];
  private current = 0;
  private isCalming = false;
  private steps = 0;

  constructor(labels: readonly (string | typeof CALM)[]) {
    const parts: string[][] = [[]];
    for (const label of labels) {
      if (label === CALM) parts.push([]);
      else parts.at(-1)?.push(label);
    }
    this.replays = parts.map((part) => new Replay(part, 'alike'));
  }

  next(run: Run): Event | undefined {
    while (this.current < this.replays.length) {
      const event = this.isCalming ? this.calm(run) : this.replays[this.current]?.next(run);
      if (event !== undefined) return event;
      if (this.isCalming || this.current === this.replays.length - 1) this.current++;
      else this.steps = 0;
      this.isCalming = !this.isCalming;
    }
    return undefined;
  }

  private calm(run: Run): Event | undefined {
    return this.steps++ < STEPS_MAX ? earliest(movesOf(run.enabled()).inside) : undefined;
  }
}
