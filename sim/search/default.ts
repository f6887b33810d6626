// The default strategy: one fair, deterministic schedule in the timed reading. The earliest event is next.

import type { Event } from '../kernel/event.ts';
import { earliest } from './drain.ts';
import type { Run } from './run.ts';
import type { Strategy } from './strategy.ts';

export const defaultStrategy: Strategy = {
  next: (run: Run): Event | undefined => earliest(run.enabled()),
};
