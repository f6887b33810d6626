// What a model tells the kernel about itself. The kernel knows processes by name and nothing else of them.

import type { Start } from './ask.ts';
import type { Call, FaultEvent } from './event.ts';
import type { World } from './world.ts';

/** A system to simulate, with state `S`: plain objects and arrays, no class instances, no cycles. */
export interface Model<S extends object> {
  /** A fresh state; the only thing that outlives it is what the tasks do to it. */
  readonly initial: () => S;
  /**
   * How deep the records lie under each top-level key of the state: `{rows: 3}` for `state.rows[table][id]`. A record
   * is read and written as a whole; the default is 1, the value itself. An exhaustive search tells apart what two
   * steps touch by record, and sees those of a container in the order of their names.
   */
  readonly depths?: Readonly<Record<string, number>>;
  /** False while a process is down: calls to it are refused. */
  readonly isUp: (state: S, process: string) => boolean;
  /**
   * The handler of a delivered request, which runs as a task of the callee. Its return value is the answer,
   * a Rejection the error; `DEFERRED` means that somebody will `respond` later.
   */
  readonly serve: (call: Call) => { readonly name: string; readonly body: Start };
  /** The processes that a fault of the model's own kind could strike, up or down. */
  readonly processes: (state: S) => readonly string[];
  /** Faults of the model's own kind that could strike a process now (crashes, hangs), whatever the budget. */
  readonly faults: (world: World<S>, process: string) => readonly FaultEvent[];
  /**
   * A task on `process` panicked: take down what dies with it, by `kill`. The task itself is gone already, and
   * whoever waits for it would otherwise wait for ever.
   */
  readonly panicked: (world: World<S>, process: string, message: string) => void;
}
