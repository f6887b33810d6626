// What faults, panics and set-up may do to a running system, whichever machine runs it: the simulation of one run, or
// the machine that searches all of them.

import type { Outcome, Recipe, Start } from './ask.ts';
import type { ExternalEvent } from './event.ts';

/** A running system with state `S`. */
export interface World<S extends object> {
  /** The state as it is now. Only recipes may change it. */
  readonly state: S;
  /** Virtual time since the start of the run, in ms. */
  readonly now: number;
  /** Changes the state from outside of any task. */
  apply<R>(recipe: Recipe<S, R>): R;
  /** Starts a task on `process`. It runs at once up to its first parking ask. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): void;
  /** Adds an event from outside: a restart, a link that heals. A label in use gets a number. */
  addExternal(event: Omit<ExternalEvent, 'kind' | 'sequence'>): void;
  /** Kills every task of a process and cuts its conversations. */
  kill(process: string): void;
  /** Counts a mark. */
  mark(name: string): void;
}
