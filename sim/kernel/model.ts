// What a model tells the kernel about itself. The kernel knows processes by name and nothing else of them.

import type { Op } from './ask.ts';
import type { Call, FaultEvent } from './event.ts';
import type { Simulation } from './simulation.ts';

/** A system to simulate, with state `S`: plain objects and arrays, no class instances, no cycles. */
export interface Model<S extends object> {
  /** A fresh state; the only thing that outlives it is what the tasks do to it. */
  readonly initial: () => S;
  /** False while a process is down: calls to it are refused. */
  readonly isUp: (state: S, process: string) => boolean;
  /**
   * The handler of a delivered request, which runs as a task of the callee. Its return value is the answer,
   * a Rejection the error; `DEFERRED` means that somebody will `respond` later.
   */
  readonly serve: (call: Call) => { readonly name: string; readonly body: () => Op<unknown> };
  /** Faults of the model's own kind that could strike now (crashes, hangs), whatever the budget. */
  readonly faults: (simulation: Simulation<S>) => readonly FaultEvent[];
  /**
   * A task on `process` panicked: take down what dies with it, by `kill`. The task itself is gone already, and
   * whoever waits for it would otherwise wait for ever.
   */
  readonly panicked: (simulation: Simulation<S>, process: string, message: string) => void;
}
