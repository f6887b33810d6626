// What a task may ask of the kernel. A task changes nothing by itself: it yields one of these and is
// handed the answer. Asks that park the task (step, call, park, sleep, choose, all) are the only places
// where the world may change under it; the others are answered at once, inside the same step.

/** A model function written as a generator: straight-line code whose every `yield*` may interleave. */
export type Op<T> = Generator<Ask, T, unknown>;

/**
 * Starts a task's body. Called again to rebuild the task, so it must close over immutable values only. One made by
 * {@link start} says what it is made of, so that two tasks that begin alike can be told to be the same.
 */
export interface Start<T = unknown> {
  (): Op<T>;
  /** The function, and its arguments. */
  readonly made?: { readonly run: unknown; readonly args: readonly unknown[] };
}

/** A change to the state. It must be synchronous, deterministic, and return nothing it will mutate later. */
export type Recipe<S, R> = (state: S) => R;

type AnyRecipe = (state: never) => unknown;

/** One way in which a step can fail, offered to strategies as a fault. */
export interface StepFailure {
  /** The fault kind it is budgeted under, e.g. `database-error`. */
  readonly kind: string;
  /** Whether the recipe's effect happens before the task is handed the error. */
  readonly applied: boolean;
  readonly label: string;
  /** Thrown into the task. */
  readonly error: Rejection;
}

export interface StepAsk {
  readonly kind: 'step';
  readonly label: string;
  readonly recipe: AnyRecipe;
  /** True when the recipe only reads: safety checks and patches are skipped for it. */
  readonly isRead: boolean;
  readonly latencyMs: number;
  readonly failures: readonly StepFailure[];
  /** Says in words what came of it; called only while recording. */
  readonly describe: ((result: never, state: never) => string) | undefined;
}

export interface CallAsk {
  readonly kind: 'call';
  readonly label: string;
  readonly to: string;
  readonly endpoint: string;
  readonly request: unknown;
  readonly latencyMs: number;
  /** Client-side limit; `undefined` waits for ever, as several of the modelled clients do. */
  readonly timeoutMs: number | undefined;
}

export type Ask =
  | StepAsk
  | CallAsk
  | { readonly kind: 'memory'; readonly recipe: AnyRecipe }
  | { readonly kind: 'respond'; readonly call: number; readonly outcome: Outcome<unknown> }
  | { readonly kind: 'park'; readonly key: string; readonly label: string }
  | { readonly kind: 'complete'; readonly key: string; readonly value: unknown }
  | { readonly kind: 'sleep'; readonly label: string; readonly ms: number }
  | { readonly kind: 'choose'; readonly label: string; readonly options: readonly string[] }
  | { readonly kind: 'spawn'; readonly name: string; readonly start: Start; readonly process: string | undefined }
  | { readonly kind: 'succeed'; readonly name: string; readonly start: Start }
  | { readonly kind: 'all'; readonly children: readonly Child[] }
  | { readonly kind: 'kill'; readonly process: string }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'fresh'; readonly of: string }
  | { readonly kind: 'now' };

/** One branch of {@link all}. */
export interface Child<T = unknown> {
  readonly name: string;
  readonly start: Start<T>;
}

/** How a fallible thing ended. `error` is whatever was rejected with. */
export type Outcome<T, E = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** The errors that the network itself makes, as opposed to those an endpoint answers. */
export type NetworkError = { readonly network: 'timeout' | 'refused' | 'reset' };

/**
 * An expected failure travelling up a task, as `Err` does in the modelled code. Anything else that a task
 * throws is a defect of the model and stops the simulation.
 */
export class Rejection<R = unknown> {
  readonly reason: R;
  constructor(reason: R) {
    this.reason = reason;
  }
}

/** A process-wide abort, as a Rust panic under `panic = abort`. The model decides what dies with it. */
export class Panic {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** Returned by an endpoint that answers later, by {@link respond}. */
export const DEFERRED = Symbol('deferred');

export interface StepOptions<R> {
  readonly isRead?: boolean;
  readonly latencyMs?: number;
  readonly failures?: readonly StepFailure[];
  /** What came of it, in words; `state` is that after the step. */
  readonly describe?: (result: R, state: never) => string;
}

/**
 * A task's beginning as data: a function and its arguments. They are all that it depends on, so `run` closes over
 * constants only. Arguments are plain data; a handle among them says by `toJSON` which one it is, and a function is
 * taken for a constant of the model.
 */
export function start<A extends readonly unknown[], T>(run: (...args: A) => Op<T>, ...args: A): Start<T> {
  return Object.assign(() => run(...args), { made: { run, args } });
}

/** One atomic change or read of shared state: a database statement, a lock, one turn of a device. */
export function* step<S, R>(label: string, recipe: Recipe<S, R>, options: StepOptions<R> = {}): Op<R> {
  return (yield {
    kind: 'step',
    label,
    recipe: recipe as AnyRecipe,
    isRead: options.isRead ?? false,
    latencyMs: options.latencyMs ?? 1,
    failures: options.failures ?? [],
    describe: options.describe as ((result: never, state: never) => string) | undefined,
  }) as R;
}

/** Changes or reads the task's own component's memory. Offers no interleaving point. */
export function* memory<S, R>(recipe: Recipe<S, R>): Op<R> {
  return (yield { kind: 'memory', recipe: recipe as AnyRecipe }) as R;
}

/** A remote call: the request's delivery is one step, the reply's another. Never throws: read the outcome. */
export function* call<T, E = unknown>(
  to: string,
  endpoint: string,
  request: unknown,
  options: { label?: string; timeoutMs?: number; latencyMs?: number } = {},
): Op<Outcome<T, E | NetworkError>> {
  return (yield {
    kind: 'call',
    label: options.label ?? `${to} ${endpoint}`,
    to,
    endpoint,
    request,
    latencyMs: options.latencyMs ?? 1,
    timeoutMs: options.timeoutMs,
  }) as Outcome<T, E | NetworkError>;
}

/** Answers a call whose endpoint returned {@link DEFERRED}. A second answer to one call is ignored. */
export function* respond(callId: number, outcome: Outcome<unknown>): Op<void> {
  yield { kind: 'respond', call: callId, outcome };
}

/** Waits until somebody {@link complete}s `key`; taking the value is a step. A key has one waiter at a time. */
export function* park<T>(key: string, label: string): Op<T> {
  return (yield { kind: 'park', key, label }) as T;
}

/** Hands `value` to whoever waits on `key`, now or later. It is lost if the completing process dies before. */
export function* complete(key: string, value: unknown): Op<void> {
  yield { kind: 'complete', key, value };
}

/** Waits `ms` milliseconds of virtual time. */
export function* sleep(label: string, ms: number): Op<void> {
  yield { kind: 'sleep', label, ms };
}

/** Leaves a decision of the model to the strategy. The options differ, and there is at least one. */
export function* choose<T extends string>(label: string, options: readonly T[]): Op<T> {
  return (yield { kind: 'choose', label, options }) as T;
}

/** Starts a task that nobody waits for, on the same process unless another is named. */
export function* spawn(name: string, start: Start, process?: string): Op<void> {
  yield { kind: 'spawn', name, start, process };
}

/**
 * Ends this task and starts another in its place, which may bear its name. A loop that lives long takes each of its
 * turns as a fresh task in this way, so that answers never pile up. Nothing after it runs, and whoever waits for this
 * task waits for the next.
 */
export function* succeed(name: string, start: Start): Op<void> {
  yield { kind: 'succeed', name, start };
}

/** Runs the children concurrently and waits for every one, whatever became of the others. */
export function* all<T extends readonly Child[]>(
  ...children: T
): Op<{ [K in keyof T]: T[K] extends Child<infer V> ? Outcome<V> : never }> {
  // A join of nothing waits for nothing.
  if (children.length === 0) return [] as never;
  return (yield { kind: 'all', children }) as never;
}

/** Ends every task of a process at once, as halting a zone does. A task that kills its own hears no answer. */
export function* kill(process: string): Op<void> {
  yield { kind: 'kill', process };
}

/** Records that something worth covering happened (a *sometimes* property). */
export function* mark(name: string): Op<void> {
  yield { kind: 'mark', name };
}

/** Adds a sentence to the story of the current step. Kept only while recording. */
export function* note(text: string): Op<void> {
  yield { kind: 'note', text };
}

/**
 * A number that nothing else of a sort bears: 1, 2... in a run, as upstream's random ids would read if they were
 * counted. Which number it is must not matter to anybody.
 */
export function* fresh(sort: string): Op<number> {
  return (yield { kind: 'fresh', of: sort }) as number;
}

/** Virtual time in milliseconds since the start of the run. */
export function* now(): Op<number> {
  return (yield { kind: 'now' }) as number;
}

/** Runs `op`, turning a {@link Rejection} into an outcome; defects and panics pass through. */
export function* attempt<T, E = unknown>(op: Op<T>): Op<Outcome<T, E>> {
  try {
    return { ok: true, value: yield* op };
  } catch (error) {
    if (error instanceof Rejection) return { ok: false, error: error.reason as E };
    throw error;
  }
}

/** The opposite of {@link attempt}: the value, or a {@link Rejection} thrown. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Rejection(outcome.error);
}
