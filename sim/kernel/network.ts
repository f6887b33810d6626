// Remote calls between processes. The delivery of a request is one event and that of its reply another; what
// may become of either (lost, copied, late, refused, cut off by a crash) is decided here.

import type { Agenda } from './agenda.ts';
import { type CallAsk, DEFERRED, type NetworkError, type Outcome } from './ask.ts';
import type { Call, Event, MessageEvent } from './event.ts';
import type { Executor } from './executor.ts';
import type { Simulation } from './simulation.ts';
import { describeOutcome } from './story.ts';
import type { Task } from './task.ts';

/** The calls under way. A call is kept while a message of it travels or its callee is serving it. */
export class Network<S extends object> {
  /** Directed links that are cut, as `from>to`. */
  readonly cuts = new Set<string>();
  private readonly simulation: Simulation<S>;
  private readonly agenda: Agenda;
  private readonly executor: Executor;
  private readonly calls = new Map<number, Call>();
  private count = 0;

  constructor(simulation: Simulation<S>, agenda: Agenda, executor: Executor) {
    this.simulation = simulation;
    this.agenda = agenda;
    this.executor = executor;
  }

  /** The calls under way, in order of creation. */
  get live(): Iterable<Call> {
    return this.calls.values();
  }

  /** Whether the event is a message that waits for its link to heal. */
  isCut(event: Event): boolean {
    if (this.cuts.size === 0) return false;
    if (event.kind === 'request') return this.cuts.has(`${event.call.from}>${event.call.ask.to}`);
    if (event.kind === 'reply') return this.cuts.has(`${event.call.ask.to}>${event.call.from}`);
    return false;
  }

  send(task: Task, ask: CallAsk): void {
    const call: Call = {
      id: ++this.count,
      label: `${task.name}: ${ask.label}`,
      ask,
      from: task.process,
      caller: task,
      phase: 'request',
      isLost: false,
      outcome: undefined,
    };
    this.post(call, this.simulation.now + ask.latencyMs);
    if (ask.timeoutMs !== undefined) {
      const at = this.simulation.now + ask.timeoutMs;
      this.agenda.add({ kind: 'timer', label: `${call.label} timeout`, at, process: task.process, task, call });
    }
  }

  deliverRequest(call: Call): void {
    const { simulation } = this;
    simulation.observers.emit('message', 'request', call.label);
    call.phase = 'served';
    if (!simulation.model.isUp(simulation.state, call.ask.to)) return this.answer(call, failure('refused'));
    const handler = simulation.model.serve(call);
    this.executor.spawn(call.ask.to, handler.name, handler.body, (outcome) => {
      if (outcome.ok && outcome.value === DEFERRED) return;
      if (call.phase === 'served') this.answer(call, outcome);
    });
  }

  deliverReply(call: Call): void {
    const { simulation } = this;
    const { caller, outcome } = call;
    if (caller === undefined || outcome === undefined) throw new Error(`"${call.label}" has no reply to deliver`);
    simulation.observers.emit('message', 'reply', call.label);
    if (simulation.isRecording) simulation.note(describeOutcome(outcome));
    if (call.ask.timeoutMs !== undefined) {
      this.agenda.removeWhere((event) => event.kind === 'timer' && event.call === call);
    }
    this.forget(call);
    this.executor.resume(caller, { ok: true, value: outcome });
  }

  /** Ends the caller's wait; whatever the callee still does, nobody listens. */
  timeOut(call: Call, caller: Task): void {
    this.abandon(call);
    this.executor.resume(caller, { ok: true, value: failure('timeout') });
  }

  /** Answers a deferred call. An answer to a call that has one, or that is gone, is ignored. */
  respond(id: number, outcome: Outcome<unknown>): void {
    const call = this.calls.get(id);
    if (call?.phase === 'served') this.answer(call, outcome);
  }

  /** Loses the message of a call that is under way. Without a timeout the caller sees a reset in the end. */
  drop(call: Call): void {
    if (call.isLost || (call.phase !== 'request' && call.phase !== 'reply')) {
      throw new Error(`"${call.label}" has no message to lose`);
    }
    this.agenda.removeWhere((event) => isMessageOf(event, call));
    this.simulation.observers.emit('message', 'lost', call.label);
    call.isLost = true;
    if (call.caller === undefined) this.forget(call);
    else if (call.ask.timeoutMs === undefined) this.answer(call, failure('reset'));
  }

  /** Delivers a request and leaves a second copy of it under way; the copy's answer goes nowhere. */
  duplicate(event: MessageEvent): void {
    this.agenda.remove(event);
    const { call } = event;
    const copy: Call = { ...call, id: ++this.count, caller: undefined, label: `${call.label} (copy)` };
    this.post(copy, event.at + copy.ask.latencyMs);
    this.deliverRequest(call);
  }

  /** Cuts the conversations of a process: those it called hear no more of it, its callers see a reset. */
  kill(process: string): void {
    for (const call of this.calls.values()) {
      if (call.from === process) this.abandon(call);
      if (call.ask.to === process && call.phase === 'served') this.answer(call, failure('reset'));
    }
  }

  private post(call: Call, at: number): void {
    this.calls.set(call.id, call);
    const label = this.agenda.freeLabel(`${call.label} request`);
    this.agenda.add({ kind: 'request', label, at, process: call.ask.to, call });
  }

  private answer(call: Call, outcome: Outcome<unknown>): void {
    if (call.caller === undefined) return this.forget(call);
    call.outcome = outcome;
    call.phase = 'reply';
    const at = this.simulation.now + call.ask.latencyMs;
    // The label is free: the caller lives, its name is unique, and it waits for this one reply.
    this.agenda.add({ kind: 'reply', label: `${call.label} reply`, at, process: call.from, call });
  }

  /** The caller waits no more. A request on its way still arrives, and its handler still runs. */
  private abandon(call: Call): void {
    call.caller = undefined;
    if (call.phase === 'reply') this.agenda.removeWhere((event) => isMessageOf(event, call));
    if (call.phase === 'reply' || call.isLost) this.forget(call);
  }

  private forget(call: Call): void {
    call.caller = undefined;
    call.phase = 'done';
    this.calls.delete(call.id);
  }
}

function failure(network: NetworkError['network']): Outcome<never, NetworkError> {
  return { ok: false, error: { network } };
}

function isMessageOf(event: Event, call: Call): boolean {
  return (event.kind === 'request' || event.kind === 'reply') && event.call === call;
}
