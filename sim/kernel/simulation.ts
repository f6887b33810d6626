// The machine: it holds the world and knows what may happen next; strategies say what does. One `take` is one
// step. Everything here is synchronous, and every order is an order of creation.

import { EventEmitter } from 'eventemitter3';
import { type Ask, type Child, DEFERRED, type Outcome, Panic, Rejection, type Start, type StepAsk } from './ask.ts';
import { Digest } from './digest.ts';
import type { Call, Event, ExternalEvent, FaultEvent, MessageEvent } from './event.ts';
import { kernelFaults } from './faults.ts';
import type { Model } from './model.ts';
import type { Announcements, StepRecord } from './observers.ts';
import { MutableStore, RecordingStore, type Store } from './recorder.ts';
import type { Task } from './task.ts';

export interface SimulationOptions {
  /** Keep snapshots, patches and words for every step. */
  readonly isRecording?: boolean;
  /** Hash every step: the label, the time and the whole state. */
  readonly isDigesting?: boolean;
}

type NewEvent = Event extends infer E ? (E extends Event ? Omit<E, 'sequence'> : never) : never;

/** A run in progress of a model with state `S`. */
export class Simulation<S extends object> {
  readonly model: Model<S>;
  readonly observers = new EventEmitter<Announcements<S>>();
  /** How often each mark was reached. */
  readonly marks = new Map<string, number>();
  readonly records: StepRecord<S>[] = [];
  /** Directed links that are cut, as `from>to`. */
  readonly cuts = new Set<string>();
  now = 0;
  stepCount = 0;
  /** True when the last step may have changed the state. */
  isDirty = true;
  private readonly store: Store<S>;
  private readonly digester: Digest | undefined;
  private pending: Event[] = [];
  private readonly tasks = new Map<number, Task>();
  private readonly calls = new Map<number, Call>();
  private readonly liveNames = new Set<string>();
  private readonly waiters = new Map<string, { task: Task; label: string }>();
  private readonly completions = new Map<string, unknown>();
  private details: string[] = [];
  private taskCount = 0;
  private callCount = 0;
  private sequence = 0;

  constructor(model: Model<S>, options: SimulationOptions = {}) {
    this.model = model;
    this.store = options.isRecording ? new RecordingStore(model.initial()) : new MutableStore(model.initial());
    this.digester = options.isDigesting ? new Digest() : undefined;
  }

  get state(): S {
    return this.store.state;
  }

  get isRecording(): boolean {
    return this.store instanceof RecordingStore;
  }

  /** Hash of all steps so far; needs `isDigesting`. */
  get digest(): string {
    if (this.digester === undefined) throw new Error('this simulation was made without isDigesting');
    return this.digester.toString();
  }

  /** What may happen next, faults aside, in order of creation. Messages on cut links wait. */
  enabled(): readonly Event[] {
    if (this.cuts.size === 0) return this.pending;
    return this.pending.filter((event) => {
      if (event.kind === 'request') return !this.cuts.has(`${event.call.from}>${event.call.ask.to}`);
      if (event.kind === 'reply') return !this.cuts.has(`${event.call.ask.to}>${event.call.from}`);
      return true;
    });
  }

  /** Which faults could strike now, whatever the budget: the kernel's and the model's own. */
  faults(): readonly FaultEvent[] {
    return [...kernelFaults(this), ...this.model.faults(this)];
  }

  /** Makes one event happen: the one step of the simulation. */
  take(event: Event): void {
    this.stepCount++;
    this.now = Math.max(this.now, event.at);
    this.isDirty = event.kind !== 'step' || !event.ask.isRead;
    if (event.kind !== 'fault') this.remove(event);
    this.perform(event);
    this.digester?.update(`${event.label}\n${this.now}\n${JSON.stringify(this.state)}`);
    if (this.store instanceof RecordingStore) this.record(event, this.store);
    this.observers.emit('step', event, this.stepCount);
  }

  private perform(event: Event): void {
    switch (event.kind) {
      case 'step': {
        const outcome = this.execute(event.ask);
        if (this.isRecording) this.details.push(...describeStep(event.ask, outcome));
        return this.resume(event.task, outcome);
      }
      case 'park':
        return this.resume(event.task, { ok: true, value: event.value });
      case 'choice':
        this.pending = this.pending.filter((other) => other.kind !== 'choice' || other.task !== event.task);
        return this.resume(event.task, { ok: true, value: event.option });
      case 'request':
        return this.deliverRequest(event.call);
      case 'reply':
        return this.deliverReply(event.call);
      case 'timer':
        if (event.call) return this.settle(event.call, { ok: false, error: { network: 'timeout' } });
        return this.resume(event.task, { ok: true, value: undefined });
      case 'external':
        return event.run();
      case 'fault':
        this.observers.emit('fault', event.fault, event.label);
        return event.run();
      default:
        return event satisfies never;
    }
  }

  // --- For models, environments and faults ---------------------------------------------------------------

  /** Changes the state from outside of any task: faults and set-up do. */
  apply<R>(recipe: (state: S) => R): R {
    this.isDirty = true;
    return this.store.apply(recipe, false);
  }

  /** Starts a task on `process`. It runs at once up to its first parking ask. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): Task {
    const task: Task = {
      id: ++this.taskCount,
      name: this.uniqueName(name),
      process,
      start,
      body: start(),
      onEnd,
      waiting: undefined,
    };
    this.tasks.set(task.id, task);
    this.resume(task, { ok: true, value: undefined });
    return task;
  }

  /** Adds an event from outside: a client's operation, a tick, a restart. */
  addExternal(event: Omit<ExternalEvent, 'kind' | 'sequence'>): void {
    this.add({ kind: 'external', ...event });
  }

  /** Removes the events from outside that satisfy the predicate. */
  removeExternals(isUnwanted: (event: ExternalEvent) => boolean): void {
    this.pending = this.pending.filter((event) => event.kind !== 'external' || !isUnwanted(event));
  }

  /** Kills every task of a process and cuts its conversations: callers it was serving see a reset. */
  kill(process: string): void {
    for (const task of [...this.tasks.values()]) {
      if (task.process !== process) continue;
      this.bury(task);
      task.waiting = undefined;
    }
    for (const [key, waiter] of this.waiters) {
      if (waiter.task.process === process) this.waiters.delete(key);
    }
    this.pending = this.pending.filter(
      (event) => event.process !== process || event.kind === 'request' || event.kind === 'external',
    );
    for (const call of [...this.calls.values()]) {
      if (call.from === process) this.forget(call);
      else if (call.ask.to === process && call.phase === 'served') {
        this.answer(call, { ok: false, error: { network: 'reset' } });
      }
    }
  }

  /** Drops the message of a call that is under way. Without a timeout the caller sees a reset in the end. */
  drop(call: Call): void {
    this.pending = this.pending.filter(
      (event) => !((event.kind === 'request' || event.kind === 'reply') && event.call === call),
    );
    this.observers.emit('message', 'lost', call.label);
    call.isLost = true;
    if (call.ask.timeoutMs === undefined) this.answer(call, { ok: false, error: { network: 'reset' } });
  }

  /** Delivers a request and leaves a second copy of it under way; the copy's answer goes nowhere. */
  duplicate(event: MessageEvent): void {
    const copy: Call = { ...event.call, id: ++this.callCount, caller: undefined, label: `${event.call.label} (copy)` };
    this.calls.set(copy.id, copy);
    this.add({
      kind: 'request',
      label: this.freeLabel(`${copy.label} request`),
      at: event.at + copy.ask.latencyMs,
      process: copy.ask.to,
      call: copy,
    });
    this.remove(event);
    this.deliverRequest(event.call);
  }

  /** Hands an error to a task in the place of its step, after its effect or instead of it. */
  fail(event: Event & { kind: 'step' }, failure: { applied: boolean; error: unknown }): void {
    this.remove(event);
    if (failure.applied) this.execute(event.ask);
    this.resume(event.task, { ok: false, error: failure.error });
  }

  /** Adds a sentence to the story of the step under way. */
  note(text: string): void {
    if (this.isRecording) this.details.push(text);
  }

  mark(name: string): void {
    this.marks.set(name, (this.marks.get(name) ?? 0) + 1);
    this.observers.emit('mark', name);
  }

  /** True when a task, timer or message is left that belongs to no event from outside. */
  get isQuiet(): boolean {
    return this.pending.every((event) => event.kind === 'external');
  }

  // --- Tasks ---------------------------------------------------------------------------------------------

  /** Runs a task from an answer up to its next parking ask. */
  private resume(task: Task, input: Outcome<unknown>): void {
    if (!this.tasks.has(task.id)) return;
    task.waiting = undefined;
    let next = input;
    for (;;) {
      let turn: IteratorResult<Ask, unknown>;
      try {
        turn = next.ok ? task.body.next(next.value) : task.body.throw(next.error);
      } catch (error) {
        return this.crashed(task, error);
      }
      if (turn.done) return this.end(task, { ok: true, value: turn.value });
      const ask = turn.value;
      const immediate = this.answerAtOnce(task, ask);
      if (immediate === undefined) {
        // A task may have been killed by what it asked for.
        if (this.tasks.has(task.id)) task.waiting = ask;
        return;
      }
      next = immediate;
    }
  }

  /** Applies a step's recipe; a statement that refuses by a Rejection has changed nothing. */
  private execute(ask: StepAsk): Outcome<unknown> {
    try {
      return { ok: true, value: this.store.apply(ask.recipe as (state: S) => unknown, ask.isRead) };
    } catch (error) {
      if (error instanceof Rejection) return { ok: false, error };
      throw error;
    }
  }

  private crashed(task: Task, error: unknown): void {
    if (error instanceof Rejection) return this.end(task, { ok: false, error: error.reason });
    if (error instanceof Panic) {
      this.note(`${task.process} panics: ${error.message}`);
      return this.model.panicked(this, task.process, error.message);
    }
    throw error;
  }

  private end(task: Task, outcome: Outcome<unknown>): void {
    this.bury(task);
    if (!outcome.ok && !task.onEnd) this.note(`${task.name} ends with ${JSON.stringify(outcome.error)}`);
    task.onEnd?.(outcome);
  }

  private bury(task: Task): void {
    this.tasks.delete(task.id);
    this.liveNames.delete(task.name);
  }

  /** The answer to an ask that does not park, or `undefined` after arranging for the task to be woken. */
  private answerAtOnce(task: Task, ask: Ask): Outcome<unknown> | undefined {
    switch (ask.kind) {
      case 'memory':
        this.isDirty = true;
        return { ok: true, value: this.store.apply(ask.recipe as (state: S) => unknown, false) };
      case 'spawn':
        this.spawn(ask.process ?? task.process, ask.name, ask.start);
        return { ok: true, value: undefined };
      case 'respond': {
        const call = this.calls.get(ask.call);
        if (call?.phase === 'served') this.answer(call, ask.outcome);
        return { ok: true, value: undefined };
      }
      case 'kill':
        this.kill(ask.process);
        return { ok: true, value: undefined };
      case 'complete':
        this.complete(ask.key, ask.value);
        return { ok: true, value: undefined };
      case 'mark':
        this.mark(ask.name);
        return { ok: true, value: undefined };
      case 'note':
        this.note(ask.text);
        return { ok: true, value: undefined };
      case 'now':
        return { ok: true, value: this.now };
      case 'step':
        this.add({
          kind: 'step',
          label: `${task.name}: ${ask.label}`,
          at: this.now + ask.latencyMs,
          process: task.process,
          task,
          ask,
        });
        return undefined;
      case 'sleep':
        this.add({
          kind: 'timer',
          label: `${task.name}: ${ask.label}`,
          at: this.now + ask.ms,
          process: task.process,
          task,
          call: undefined,
        });
        return undefined;
      case 'choose':
        for (const option of ask.options) {
          const label = `${task.name}: ${ask.label}: ${option}`;
          this.add({ kind: 'choice', label, at: this.now, process: task.process, task, option });
        }
        return undefined;
      case 'call':
        this.send(task, ask);
        return undefined;
      case 'park':
        this.park(task, ask);
        return undefined;
      case 'all':
        this.fork(task, ask.children);
        return undefined;
      default:
        return ask satisfies never;
    }
  }

  private park(task: Task, ask: { key: string; label: string }): void {
    if (!this.completions.has(ask.key)) {
      this.waiters.set(ask.key, { task, label: ask.label });
      return;
    }
    const value = this.completions.get(ask.key);
    this.completions.delete(ask.key);
    this.wake(task, ask.label, value);
  }

  private complete(key: string, value: unknown): void {
    const waiter = this.waiters.get(key);
    if (waiter === undefined) {
      this.completions.set(key, value);
      return;
    }
    this.waiters.delete(key);
    this.wake(waiter.task, waiter.label, value);
  }

  private wake(task: Task, label: string, value: unknown): void {
    this.add({ kind: 'park', label: `${task.name}: ${label}`, at: this.now, process: task.process, task, value });
  }

  private fork(task: Task, children: readonly Child[]): void {
    const outcomes: (Outcome<unknown> | undefined)[] = children.map(() => undefined);
    let open = children.length;
    if (open === 0) return this.wake(task, 'joins', []);
    children.forEach((child, index) => {
      this.spawn(task.process, `${task.name}/${child.name}`, child.start, (outcome) => {
        outcomes[index] = outcome;
        // The join is a wake-up like any other: the parent runs in its own step, never inside a child's.
        if (--open === 0) this.wake(task, 'joins', outcomes);
      });
    });
  }

  // --- Calls ---------------------------------------------------------------------------------------------

  private send(task: Task, ask: Ask & { kind: 'call' }): void {
    const call: Call = {
      id: ++this.callCount,
      label: `${task.name}: ${ask.label}`,
      ask,
      from: task.process,
      caller: task,
      phase: 'request',
      isLost: false,
      outcome: undefined,
    };
    this.calls.set(call.id, call);
    const label = this.freeLabel(`${call.label} request`);
    this.add({ kind: 'request', label, at: this.now + ask.latencyMs, process: ask.to, call });
    if (ask.timeoutMs !== undefined) {
      const at = this.now + ask.timeoutMs;
      this.add({ kind: 'timer', label: `${call.label} timeout`, at, process: task.process, task, call });
    }
  }

  private deliverRequest(call: Call): void {
    this.observers.emit('message', 'request', call.label);
    call.phase = 'served';
    if (!this.model.isUp(this.state, call.ask.to)) {
      return this.answer(call, { ok: false, error: { network: 'refused' } });
    }
    const handler = this.model.serve(call);
    this.spawn(call.ask.to, handler.name, handler.body, (outcome) => {
      if (outcome.ok && outcome.value === DEFERRED) return;
      if (call.phase === 'served') this.answer(call, outcome);
    });
  }

  private answer(call: Call, outcome: Outcome<unknown>): void {
    call.outcome = outcome;
    call.phase = 'reply';
    if (call.caller === undefined) return this.forget(call);
    const label = this.freeLabel(`${call.label} reply`);
    this.add({ kind: 'reply', label, at: this.now + call.ask.latencyMs, process: call.from, call });
  }

  private deliverReply(call: Call): void {
    this.observers.emit('message', 'reply', call.label);
    if (this.isRecording) this.details.push(describeOutcome(call.outcome));
    this.settle(call, call.outcome as Outcome<unknown>);
  }

  /** Ends the caller's wait; whatever the callee still does, nobody listens. */
  private settle(call: Call, outcome: Outcome<unknown>): void {
    const task = call.caller;
    call.caller = undefined;
    this.pending = this.pending.filter(
      (event) => !((event.kind === 'timer' || event.kind === 'reply') && event.call === call),
    );
    if (call.phase === 'reply') this.forget(call);
    if (task) this.resume(task, { ok: true, value: outcome });
  }

  private forget(call: Call): void {
    call.caller = undefined;
    if (call.phase === 'reply') {
      call.phase = 'done';
      this.calls.delete(call.id);
      this.pending = this.pending.filter((event) => !(event.kind === 'reply' && event.call === call));
    }
  }

  // --- Bookkeeping ---------------------------------------------------------------------------------------

  private add(event: NewEvent): void {
    this.pending.push({ ...event, sequence: ++this.sequence } as Event);
  }

  private remove(event: Event): void {
    const index = this.pending.indexOf(event);
    if (index < 0) throw new Error(`"${event.label}" is not enabled`);
    this.pending.splice(index, 1);
  }

  /** Several tasks of one name can live at once (two retries of one push): number the later. */
  private uniqueName(base: string): string {
    let name = base;
    for (let n = 2; this.liveNames.has(name); n++) name = `${base} #${n}`;
    this.liveNames.add(name);
    return name;
  }

  /** Two copies of one message can be under way at once (a retry after a timeout): number the later. */
  private freeLabel(base: string): string {
    let label = base;
    for (let n = 2; this.pending.some((event) => event.label === label); n++) label = `${base} (${n})`;
    return label;
  }

  private record(event: Event, store: RecordingStore<S>): void {
    const record: StepRecord<S> = {
      index: this.stepCount,
      label: event.label,
      kind: event.kind,
      process: event.process,
      now: this.now,
      details: this.details,
      patches: store.takePatches(),
      snapshot: this.state,
      tasks: [...this.tasks.values()].map((task) => ({
        name: task.name,
        process: task.process,
        waitingFor: task.waiting === undefined ? '' : describeAsk(task.waiting),
      })),
      calls: [...this.calls.values()].map((call) => ({
        label: call.label,
        from: call.from,
        to: call.ask.to,
        phase: call.phase,
      })),
    };
    this.details = [];
    this.records.push(record);
    this.observers.emit('record', record);
  }
}

function describeStep(ask: StepAsk, outcome: Outcome<unknown>): string[] {
  if (!outcome.ok) return [`refused: ${JSON.stringify((outcome.error as Rejection).reason)}`];
  return ask.describe ? [ask.describe(outcome.value as never)] : [];
}

function describeAsk(ask: Ask): string {
  if ('label' in ask) return ask.label;
  return ask.kind;
}

function describeOutcome(outcome: Outcome<unknown> | undefined): string {
  if (outcome === undefined) return '';
  return outcome.ok ? `answer: ${JSON.stringify(outcome.value)}` : `error: ${JSON.stringify(outcome.error)}`;
}
