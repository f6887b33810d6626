// Remote calls on the machine: what sim/kernel/network.ts does, on records instead of objects.

import { type CallAsk, DEFERRED, type NetworkError, type Outcome } from '../ask.ts';
import type { Call } from '../event.ts';
import type { CellId } from './cells.ts';
import { numberOf } from './hash.ts';
import type { Machine } from './machine.ts';
import { type Move, makeMove } from './move.ts';
import { type CallRecord, type TaskRecord, textOfCall } from './records.ts';

export class Calls<S extends object> {
  private readonly machine: Machine<S>;
  /** Names by the numbers that models know calls by. */
  private readonly names = new Map<number, string>();

  constructor(machine: Machine<S>) {
    this.machine = machine;
  }

  cell(name: string): CellId {
    return this.machine.cells.cell('call', name);
  }

  /** What may happen next to a call. */
  movesOf(call: CallRecord): Move[] {
    const { name, label, from, to, phase, isLost, caller, hasTimeout } = call;
    const actor = this.cell(name);
    const moves: Move[] = [];
    if (phase === 'request' && !isLost) {
      const unless = from === to ? -1 : this.cut(from, to);
      const request = call.requestLabel;
      const run = () => this.deliverRequest(name);
      moves.push(makeMove({ kind: 'request', label: request, process: to, actor, unless, run }));
      const fault = this.faultMaker(actor, to, request, unless);
      moves.push(fault('drop-request', () => this.drop(name)));
      if (caller !== null) moves.push(fault('duplicate', () => this.duplicate(name)));
      if (from !== to) moves.push(fault('partition', () => this.partition(from, to)));
    }
    if (phase === 'reply' && !(isLost && hasTimeout)) {
      const unless = from === to ? -1 : this.cut(to, from);
      const reply = `${label} reply`;
      const run = () => this.deliverReply(name);
      moves.push(makeMove({ kind: 'reply', label: reply, process: from, actor, unless, run }));
      const fault = this.faultMaker(actor, from, reply, unless);
      if (!isLost) moves.push(fault('drop-reply', () => this.drop(name)));
      if (from !== to) moves.push(fault('partition', () => this.partition(to, from)));
    }
    if (hasTimeout && caller !== null) {
      // A wait that is in vain ends by itself; one that is not, ends by what counts as a fault.
      const fault = isLost ? undefined : 'timeout';
      const run = () => this.timeOut(name);
      const parts = { label: `${label} timeout`, process: from, actor, fault, run };
      moves.push(makeMove({ ...parts, kind: 'timer', isTimeout: true }));
    }
    return moves;
  }

  private faultMaker(actor: CellId, process: string, subject: string, unless: CellId) {
    return (fault: string, run: () => void): Move =>
      makeMove({ kind: 'fault', label: `fault: ${fault} "${subject}"`, process, actor, fault, unless, run });
  }

  /** Sends a task's call; the task itself is parked already. */
  send(task: TaskRecord, ask: CallAsk): void {
    const name = this.post({
      label: `${task.name}: ${ask.label}`,
      from: task.process,
      to: ask.to,
      endpoint: ask.endpoint,
      request: ask.request,
      latencyMs: ask.latencyMs,
      hasTimeout: ask.timeoutMs !== undefined,
      caller: task.name,
    });
    const cell = this.cell(name);
    this.machine.transition.bear(cell, 'request', ask.latencyMs);
    if (ask.timeoutMs !== undefined) this.machine.transition.bear(cell, 'timer', ask.timeoutMs);
  }

  /** The caller of a call that is named by its number has its answer; see `respond` of the kernel. */
  respond(id: number, outcome: Outcome<unknown>): void {
    const name = this.names.get(id);
    const call = name === undefined ? undefined : this.find(name);
    if (call?.phase === 'served') this.answer(call, outcome);
  }

  /** The handler of a call has ended. */
  handled(name: string, outcome: Outcome<unknown>): void {
    if (outcome.ok && outcome.value === DEFERRED) return;
    const call = this.find(name);
    if (call?.phase === 'served') this.answer(call, outcome);
  }

  /** Cuts the conversations of a process that dies. */
  kill(process: string, names: Iterable<string>): void {
    for (const name of names) {
      const call = this.find(name);
      if (call === undefined) continue;
      const left = call.from === process ? this.abandon(call) : call;
      if (left !== undefined && left.to === process && left.phase === 'served') {
        this.answer(left, failure('reset'), this.machine.transition.kills);
      }
    }
  }

  private find(name: string): CallRecord | undefined {
    return this.machine.transition.data<CallRecord>(this.cell(name));
  }

  private put(call: CallRecord): void {
    const { cells, transition } = this.machine;
    const cell = this.cell(call.name);
    transition.set(cell, cells.value(cell, call, textOfCall(call)));
  }

  private forget(call: CallRecord): void {
    this.machine.transition.set(this.cell(call.name), 0);
  }

  /** Puts a call on its way; its name. */
  private post(parts: Omit<CallRecord, 'name' | 'requestLabel' | 'phase' | 'isLost' | 'outcome'>): string {
    const base = `${parts.label} request`;
    const taken = new Set<string>();
    let name = parts.label;
    // An attempt that timed out may be under way still, or be served.
    for (let n = 2; ; n++) {
      const other = this.find(name);
      if (other === undefined) break;
      if (other.phase === 'request' && !other.isLost) taken.add(other.requestLabel);
      name = `${parts.label} (${n})`;
    }
    let requestLabel = base;
    for (let n = 2; taken.has(requestLabel); n++) requestLabel = `${base} (${n})`;
    this.names.set(numberOf(name), name);
    this.put({ ...parts, name, requestLabel, phase: 'request', isLost: false, outcome: null });
    return name;
  }

  private deliverRequest(name: string): void {
    const { machine } = this;
    const call = this.get(name);
    const served: CallRecord = { ...call, phase: 'served' };
    this.put(served);
    machine.processes.concern(call.to);
    if (!machine.model.isUp(machine.state, call.to)) return this.answer(served, failure('refused'));
    const handler = machine.model.serve(callOf(call));
    const by = `${numberOf(name)} ${call.to} ${call.endpoint} ${JSON.stringify(call.request)}`;
    machine.tasks.begin(call.to, handler.name, handler.body, { call: name }, by);
  }

  private deliverReply(name: string): void {
    const call = this.get(name);
    if (call.caller === null || call.outcome === null) throw new Error(`"${call.label}" has no reply to deliver`);
    this.forget(call);
    this.machine.tasks.resume(call.caller, { ok: true, value: call.outcome });
  }

  private timeOut(name: string): void {
    const call = this.get(name);
    this.abandon(call);
    this.machine.tasks.resume(call.caller as string, { ok: true, value: failure('timeout') });
  }

  private drop(name: string): void {
    const call: CallRecord = { ...this.get(name), isLost: true };
    if (call.caller === null) this.forget(call);
    else if (call.hasTimeout) this.put(call);
    else this.answer(call, failure('reset'));
  }

  private duplicate(name: string): void {
    const { label, from, to, endpoint, request, latencyMs, hasTimeout } = this.get(name);
    const parts = { label: `${label} (copy)`, from, to, endpoint, request, latencyMs, hasTimeout, caller: null };
    this.machine.transition.bear(this.cell(this.post(parts)), 'request', latencyMs, { since: this.cell(name) });
    this.deliverRequest(name);
  }

  private cut(from: string, to: string): CellId {
    return this.machine.cells.cell('cut', `${from}>${to}`);
  }

  private partition(from: string, to: string): void {
    const { machine } = this;
    const cell = this.cut(from, to);
    machine.transition.set(cell, machine.cells.value(cell, true));
    const run = () => machine.transition.set(cell, 0);
    machine.addExternal({ label: `heal ${from} to ${to}`, at: 0, process: '', source: 'heal', run });
  }

  private answer(call: CallRecord, outcome: Outcome<unknown>, kill = 0): void {
    if (call.caller === null) return this.forget(call);
    this.put({ ...call, phase: 'reply', outcome });
    this.machine.transition.bear(this.cell(call.name), 'reply', call.latencyMs, { kill });
  }

  /** The caller waits no more. The call as it is now, unless nothing is left of it. */
  private abandon(call: CallRecord): CallRecord | undefined {
    const left: CallRecord = { ...call, caller: null };
    const isOver = call.phase === 'reply' || call.isLost;
    if (isOver) this.forget(call);
    else this.put(left);
    return isOver ? undefined : left;
  }

  private get(name: string): CallRecord {
    const call = this.find(name);
    if (call === undefined) throw new Error(`there is no call "${name}"`);
    return call;
  }
}

/** What a handler sees of a call. */
function callOf({ name, label, from, to, endpoint, request }: CallRecord): Call {
  const ask: CallAsk = { kind: 'call', label, to, endpoint, request, latencyMs: 0, timeoutMs: undefined };
  return {
    id: numberOf(name),
    label,
    ask,
    from,
    caller: undefined,
    phase: 'served',
    isLost: false,
    outcome: undefined,
  };
}

function failure(network: NetworkError['network']): Outcome<never, NetworkError> {
  return { ok: false, error: { network } };
}
