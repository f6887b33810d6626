// The machine: it holds the world and knows what may happen next; strategies say what does. One `take` is one
// step. Everything here is synchronous, and every order is an order of creation.

import { EventEmitter } from 'eventemitter3';
import { Agenda } from './agenda.ts';
import { type Ask, type Outcome, Panic, type Recipe, Rejection, type Start } from './ask.ts';
import { Channels } from './channels.ts';
import { Counts } from './counts.ts';
import { Digest } from './digest.ts';
import type { Call, Event, ExternalEvent, FaultEvent, MessageEvent, StepEvent } from './event.ts';
import { DONE, Executor } from './executor.ts';
import { kernelFaults } from './faults.ts';
import type { Model } from './model.ts';
import { Network } from './network.ts';
import type { Announcements, StepRecord } from './observers.ts';
import { mutableStore, RecordingStore, recordingStore, type Store } from './recorder.ts';
import { Story } from './story.ts';
import type { Task } from './task.ts';
import type { World } from './world.ts';

export interface SimulationOptions {
  /** Keep snapshots, patches and words for every step. */
  readonly isRecording?: boolean;
  /** Hash every step: the label, the time and the whole state. */
  readonly isDigesting?: boolean;
  /** Who holds the state, in the place of the usual store; one that records makes a record of the run. */
  readonly makeStore?: <S extends object>(initial: S) => Store<S>;
}

/** A run in progress of a model with state `S`. */
export class Simulation<S extends object> implements World<S> {
  readonly model: Model<S>;
  readonly observers = new EventEmitter<Announcements<S>>();
  /** How often each mark was reached. */
  readonly marks = new Map<string, number>();
  /** One a step, while recording; empty otherwise. */
  readonly records: readonly StepRecord<S>[];
  /** Directed links that are cut, as `from>to`. */
  readonly cuts: Set<string>;
  /** Virtual time since the start of the run, in ms. */
  now = 0;
  stepCount = 0;
  /** True when the last step may have changed the state. */
  isDirty = true;
  private readonly counts = new Counts();
  private readonly store: Store<S>;
  private readonly story: Story<S> | undefined;
  private readonly digester: Digest | undefined;
  private readonly agenda = new Agenda();
  private readonly channels = new Channels();
  private readonly executor: Executor;
  private readonly network: Network<S>;

  constructor(model: Model<S>, options: SimulationOptions = {}) {
    this.model = model;
    this.store = (options.makeStore ?? (options.isRecording ? recordingStore : mutableStore))(model.initial());
    this.story = this.store instanceof RecordingStore ? new Story(this.store) : undefined;
    this.digester = options.isDigesting ? new Digest() : undefined;
    this.executor = new Executor({
      answer: (task, ask) => this.answer(task, ask),
      panicked: (task, panic) => this.panicked(task, panic),
      unheard: (task, error) => this.story?.tell(`${task.name} ends with ${JSON.stringify(error)}`),
    });
    this.network = new Network(this, this.agenda, this.executor);
    this.records = this.story?.records ?? [];
    this.cuts = this.network.cuts;
  }

  /** The world as it is now. Only recipes may change it. */
  get state(): S {
    return this.store.state;
  }

  get isRecording(): boolean {
    return this.story !== undefined;
  }

  /** Hash of all steps so far; needs `isDigesting`. */
  get digest(): string {
    if (this.digester === undefined) throw new Error('this simulation was made without isDigesting');
    return this.digester.toString();
  }

  /**
   * What may happen next, faults aside, in order of creation. Messages on cut links wait.
   * The array is the live one: it is good until the next change to the simulation.
   */
  enabled(): readonly Event[] {
    const { events } = this.agenda;
    return this.cuts.size === 0 ? events : events.filter((event) => !this.network.isCut(event));
  }

  /** Which faults could strike now, whatever the budget: the kernel's and the model's own. */
  faults(): readonly FaultEvent[] {
    const { model, state } = this;
    return [...kernelFaults(this), ...model.processes(state).flatMap((process) => model.faults(this, process))];
  }

  /**
   * Makes one event happen: the one step of the simulation. Throws when the event is not enabled, and whatever
   * a task throws that is neither a {@link Rejection} nor a {@link Panic}: the model is then defective.
   */
  take(event: Event): void {
    if (event.kind !== 'fault') {
      if (this.network.isCut(event)) throw new Error(`"${event.label}" is not enabled: its link is cut`);
      this.agenda.remove(event);
    }
    this.stepCount++;
    this.now = Math.max(this.now, event.at);
    this.isDirty = false;
    this.story?.open(this.agenda.count);
    this.perform(event);
    // A step that changed nothing leaves the state that the step before has hashed.
    this.digester?.update(`${event.label}\n${this.now}\n${this.isDirty ? JSON.stringify(this.state) : ''}`);
    const record = this.story?.close(event, this.now, this.agenda.count, this.executor.live, this.network.live);
    if (record) this.observers.emit('record', record);
    this.observers.emit('step', event, this.stepCount);
  }

  private perform(event: Event): void {
    switch (event.kind) {
      case 'step': {
        const outcome = this.execute(event.ask.recipe as Recipe<S, unknown>, event.ask.isRead);
        this.story?.tellStep(event.ask, outcome);
        return this.executor.resume(event.task, outcome);
      }
      case 'park':
        return this.executor.resume(event.task, { ok: true, value: event.value });
      case 'choice':
        this.agenda.removeWhere((other) => other.kind === 'choice' && other.task === event.task);
        return this.executor.resume(event.task, { ok: true, value: event.option });
      case 'request':
        return this.network.deliverRequest(event.call);
      case 'reply':
        return this.network.deliverReply(event.call);
      case 'timer':
        if (event.call) return this.network.timeOut(event.call, event.task);
        return this.executor.resume(event.task, DONE);
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

  apply<R>(recipe: Recipe<S, R>): R {
    this.isDirty = true;
    return this.store.apply(recipe, false);
  }

  /** Starts a task on `process`. It runs at once up to its first parking ask. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): Task {
    return this.executor.spawn(process, name, start, onEnd);
  }

  /** Adds an event from outside: a client's operation, a tick, a restart. A label in use gets a number. */
  addExternal(event: Omit<ExternalEvent, 'kind' | 'sequence'>): void {
    this.agenda.add({ ...event, kind: 'external', label: this.agenda.freeLabel(event.label) });
  }

  /** Removes the events from outside that satisfy the predicate. */
  removeExternals(isUnwanted: (event: ExternalEvent) => boolean): void {
    this.agenda.removeWhere((event) => event.kind === 'external' && isUnwanted(event));
  }

  /**
   * Kills every task of a process and cuts its conversations: callers it was serving see a reset. Requests on
   * their way to it, replies it has sent and events from outside stay.
   */
  kill(process: string): void {
    this.executor.kill(process);
    this.channels.kill(process);
    this.agenda.removeWhere(
      (event) => event.process === process && event.kind !== 'request' && event.kind !== 'external',
    );
    this.network.kill(process);
  }

  /** Drops the message of a call under way, or throws. Without a timeout the caller sees a reset in the end. */
  drop(call: Call): void {
    this.network.drop(call);
  }

  /** Delivers a request and leaves a second copy of it under way; the copy's answer goes nowhere. */
  duplicate(event: MessageEvent): void {
    this.network.duplicate(event);
  }

  /** Hands an error to a task in the place of its step, after its effect or instead of it. */
  fail(event: StepEvent, failure: { applied: boolean; error: unknown }): void {
    this.agenda.remove(event);
    if (failure.applied) this.execute(event.ask.recipe as Recipe<S, unknown>, event.ask.isRead);
    this.executor.resume(event.task, { ok: false, error: failure.error });
  }

  /** Adds a sentence to the story of the step under way. Kept only while recording. */
  note(text: string): void {
    this.story?.tell(text);
  }

  mark(name: string): void {
    this.marks.set(name, (this.marks.get(name) ?? 0) + 1);
    this.observers.emit('mark', name);
  }

  // --- What tasks ask for --------------------------------------------------------------------------------

  /** The answer to an ask that does not park, or `undefined` after arranging for the task to be woken. */
  private answer(task: Task, ask: Ask): Outcome<unknown> | undefined {
    const { name, process } = task;
    switch (ask.kind) {
      case 'memory':
        return this.execute(ask.recipe as Recipe<S, unknown>, false);
      case 'spawn':
        this.executor.spawn(ask.process ?? process, ask.name, ask.start);
        return DONE;
      case 'succeed':
        this.executor.succeed(task, ask.name, ask.start);
        return undefined;
      case 'respond':
        this.network.respond(ask.call, ask.outcome);
        return DONE;
      case 'kill':
        this.kill(ask.process);
        return DONE;
      case 'complete': {
        const waiter = this.channels.complete(ask.key, ask.value, process);
        if (waiter) this.wake(waiter.task, waiter.label, ask.value);
        return DONE;
      }
      case 'mark':
        this.mark(ask.name);
        return DONE;
      case 'note':
        this.note(ask.text);
        return DONE;
      case 'fresh':
        return { ok: true, value: this.counts.next(ask.of) };
      case 'now':
        return { ok: true, value: this.now };
      case 'step': {
        const at = this.now + ask.latencyMs;
        this.agenda.add({ kind: 'step', label: `${name}: ${ask.label}`, at, process, task, ask });
        return undefined;
      }
      case 'sleep': {
        const at = this.now + ask.ms;
        this.agenda.add({ kind: 'timer', label: `${name}: ${ask.label}`, at, process, task, call: undefined });
        return undefined;
      }
      case 'choose':
        if (ask.options.length === 0) throw new Error(`"${name}: ${ask.label}" has no options to choose from`);
        for (const option of ask.options) {
          const label = `${name}: ${ask.label}: ${option}`;
          this.agenda.add({ kind: 'choice', label, at: this.now, process, task, option });
        }
        return undefined;
      case 'call':
        this.network.send(task, ask);
        return undefined;
      case 'park': {
        const left = this.channels.park(ask.key, task, ask.label);
        if (left) this.wake(task, ask.label, left.value);
        return undefined;
      }
      case 'all':
        // The join is a wake-up like any other: the parent runs in its own step, never inside a child's.
        this.executor.fork(task, ask.children, (outcomes) => this.wake(task, 'joins', outcomes));
        return undefined;
      default:
        return ask satisfies never;
    }
  }

  private wake(task: Task, label: string, value: unknown): void {
    const { process } = task;
    this.agenda.add({ kind: 'park', label: `${task.name}: ${label}`, at: this.now, process, task, value });
  }

  /** Applies a task's recipe; one that refuses by a {@link Rejection} has changed nothing. */
  private execute(recipe: Recipe<S, unknown>, isRead: boolean): Outcome<unknown> {
    if (!isRead) this.isDirty = true;
    try {
      return { ok: true, value: this.store.apply(recipe, isRead) };
    } catch (error) {
      if (error instanceof Rejection || error instanceof Panic) return { ok: false, error };
      throw error;
    }
  }

  private panicked(task: Task, panic: Panic): void {
    this.note(`${task.process} panics: ${panic.message}`);
    this.model.panicked(this, task.process, panic.message);
  }
}
