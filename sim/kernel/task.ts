// A task: a running generator with a name, on a process. Its local state is a pure function of the answers
// it was given, so (start, answers so far) is the whole of it.

import type { Ask, Op, Outcome, Start } from './ask.ts';

export interface Task {
  readonly id: number;
  /** Unique among the living and stable across runs, e.g. `nexus-1 terminate A`. */
  readonly name: string;
  readonly process: string;
  readonly start: Start;
  readonly body: Op<unknown>;
  /** Told of the end; a detached task has nobody to tell. */
  readonly onEnd: ((outcome: Outcome<unknown>) => void) | undefined;
  /** What it waits for; `undefined` while it runs and after its end. */
  waiting: Ask | undefined;
}
