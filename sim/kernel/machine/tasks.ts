// Tasks on the machine: what sim/kernel/executor.ts and the answers of the simulation do, on records.

import { type Ask, type Outcome, Panic, type Recipe, Rejection, type Start } from '../ask.ts';
import { DONE } from '../executor.ts';
import type { CellId } from './cells.ts';
import { numberOf } from './hash.ts';
import type { Machine } from './machine.ts';
import { type Move, type MoveKind, makeMove } from './move.ts';
import { type Node, Nodes } from './nodes.ts';
import { type End, type LeftRecord, type TaskRecord, textOfTask, type WaitRecord } from './records.ts';

/** A task while it runs, between its answer and its next wait. */
interface Running {
  readonly name: string;
  readonly process: string;
  readonly end: End;
  isDead: boolean;
}

export class Tasks<S extends object> {
  readonly nodes = new Nodes();
  private readonly machine: Machine<S>;
  private readonly told = new Map<string, (outcome: Outcome<unknown>) => void>();
  private readonly running: Running[] = [];

  constructor(machine: Machine<S>) {
    this.machine = machine;
  }

  /** What may happen next to a task. */
  movesOf(actor: CellId, task: TaskRecord): readonly Move[] {
    const { name, process, node, woken } = task;
    const make = (kind: Move['kind'], label: string, run: () => void) =>
      makeMove({ kind, label: `${name}: ${label}`, process, actor, run });
    if (woken !== null) {
      return [make('park', woken.label, () => this.resume(name, { ok: true, value: woken.value }))];
    }
    const { ask } = node;
    switch (ask?.kind) {
      case 'step': {
        const { label, failures, isRead } = ask;
        const run = () => this.resume(name, this.execute(node, isRead));
        const faults = failures.map((failure) =>
          makeMove({
            kind: 'fault',
            label: `fault: ${failure.label} "${name}: ${label}"`,
            process,
            actor,
            fault: failure.kind,
            run: () => {
              if (failure.applied) this.execute(node, isRead);
              this.resume(name, { ok: false, error: failure.error });
            },
          }),
        );
        return [make('step', label, run), ...faults];
      }
      case 'sleep':
        return [make('timer', ask.label, () => this.resume(name, DONE))];
      case 'choose':
        return ask.options.map((option) =>
          make('choice', `${ask.label}: ${option}`, () => this.resume(name, { ok: true, value: option })),
        );
      default:
        return [];
    }
  }

  /** Starts a task from outside of any; `onEnd` is kept by its name. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): void {
    if (onEnd) this.told.set(name, onEnd);
    this.begin(process, name, start, onEnd ? { told: name } : null, '');
  }

  /** The tasks of a process that run at this moment are no more. */
  killRunning(process: string): void {
    for (const task of this.running) if (task.process === process) task.isDead = true;
  }

  /** Starts a task. `by` stands for what it begins from where its start does not say. */
  begin(process: string, base: string, start: Start, end: End, by: string): void {
    const name = this.freeName(base);
    this.machine.processes.concern(process);
    const { made } = start;
    const from = made ? `${nameOf(made.run)} ${JSON.stringify(made.args)}` : `by ${by}`;
    const node = this.nodes.root(`${process} ${base} ${from}`, start);
    this.machine.transition.set(this.taskCell(name), 0);
    this.go({ name, process, end, isDead: false }, node);
  }

  /** Gives a waiting task its answer. */
  resume(name: string, answer: Outcome<unknown>): void {
    const cell = this.taskCell(name);
    const task = this.machine.transition.data<TaskRecord>(cell);
    if (task === undefined) throw new Error(`there is no task "${name}"`);
    this.machine.transition.set(cell, 0);
    const { process, end, node } = task;
    this.go({ name, process, end, isDead: false }, this.nodes.child(node, answer));
  }

  private go(task: Running, from: Node): void {
    this.running.push(task);
    try {
      let node = from;
      while (node.end === undefined) {
        const answer = this.answer(task, node);
        if (answer === undefined || task.isDead) return;
        node = this.nodes.child(node, answer);
      }
      this.ended(task, node.end);
    } finally {
      this.running.splice(this.running.indexOf(task), 1);
    }
  }

  private ended({ process, end }: Running, outcome: Outcome<unknown> | Panic): void {
    if (outcome instanceof Panic) return this.machine.model.panicked(this.machine, process, outcome.message);
    if (end === null) return;
    if ('call' in end) return this.machine.calls.handled(end.call, outcome);
    if ('told' in end) return this.told.get(end.told)?.(outcome);
    const parent = this.machine.transition.data<TaskRecord>(this.taskCell(end.join));
    if (parent?.outcomes == null) return;
    const outcomes = parent.outcomes.with(end.index, outcome);
    const isOver = outcomes.every((one) => one !== null);
    if (isOver) this.wake({ ...parent, outcomes: null }, 'joins', outcomes);
    else this.put({ ...parent, outcomes });
  }

  private answer(task: Running, node: Node): Outcome<unknown> | undefined {
    const ask = node.ask as Ask;
    const { name, process, end } = task;
    const parked: TaskRecord = { name, process, node, end, woken: null, outcomes: null };
    switch (ask.kind) {
      case 'memory':
        return this.execute(node, false);
      case 'step':
        this.put(parked, 'step', ask.latencyMs);
        return undefined;
      case 'sleep':
        this.put(parked, 'timer', ask.ms);
        return undefined;
      case 'choose':
        if (ask.options.length === 0) throw new Error(`"${name}: ${ask.label}" has no options to choose from`);
        this.put(parked, 'choice', 0, ask.options.length);
        return undefined;
      case 'call':
        this.put(parked);
        this.machine.calls.send(parked, ask);
        return undefined;
      case 'respond':
        this.machine.calls.respond(ask.call, ask.outcome);
        return DONE;
      case 'park':
        this.park(parked, ask.key, ask.label);
        return undefined;
      case 'complete':
        this.complete(process, ask.key, ask.value);
        return DONE;
      case 'spawn': {
        const { start } = this.nodes.fresh(node) as typeof ask;
        this.begin(ask.process ?? process, ask.name, start, null, node.key);
        return DONE;
      }
      case 'succeed': {
        const { start } = this.nodes.fresh(node) as typeof ask;
        task.isDead = true;
        this.begin(process, ask.name, start, end, node.key);
        return undefined;
      }
      case 'all':
        this.fork(task, parked);
        return undefined;
      case 'kill':
        this.machine.kill(ask.process);
        return DONE;
      case 'mark':
        this.machine.mark(ask.name);
        return DONE;
      case 'note':
        return DONE;
      case 'fresh':
        return { ok: true, value: this.fresh(ask.of, name) };
      case 'now':
        this.machine.transition.isTimely = true;
        return { ok: true, value: this.machine.now };
      default:
        return ask satisfies never;
    }
  }

  /**
   * A number that depends on who asks and how often it has done so, and not on what others ask meanwhile, so that it
   * does not matter who asks first; or the next number, as in the simulation, where the machine counts.
   */
  private fresh(sort: string, name: string): number {
    const { cells, transition, isCounting } = this.machine;
    const cell = cells.cell('counter', isCounting ? `${sort} numbers` : `${sort} numbers of ${name}`);
    const count = (transition.data<number>(cell) ?? 0) + 1;
    transition.set(cell, cells.value(cell, count));
    const number = isCounting ? count : numberOf(`${sort} ${name} ${count}`);
    transition.numbers.push({ sort, number });
    return number;
  }

  private fork(task: Running, parked: TaskRecord): void {
    const ask = this.nodes.fresh(parked.node);
    if (ask.kind !== 'all') return;
    this.put({ ...parked, outcomes: ask.children.map(() => null) });
    for (const [index, child] of ask.children.entries()) {
      // An earlier child may have taken the whole process down with it.
      if (task.isDead) return;
      const end = { join: parked.name, index };
      this.begin(parked.process, `${parked.name}/${child.name}`, child.start, end, `${parked.node.key} ${index}`);
    }
  }

  private park(parked: TaskRecord, key: string, label: string): void {
    const { cells, transition } = this.machine;
    const leftCell = cells.cell('left', key);
    const left = transition.data<LeftRecord>(leftCell);
    if (left !== undefined) {
      transition.set(leftCell, 0);
      return this.wake(parked, label, left.value);
    }
    const waitCell = cells.cell('wait', key);
    const other = transition.data<WaitRecord>(waitCell);
    if (other !== undefined) {
      throw new Error(`"${parked.name}" and "${other.task}" both wait on "${key}": a key wakes one task`);
    }
    const wait: WaitRecord = { task: parked.name, process: parked.process };
    transition.set(waitCell, cells.value(waitCell, wait));
    this.put(parked);
  }

  private complete(process: string, key: string, value: unknown): void {
    const { cells, transition } = this.machine;
    const waitCell = cells.cell('wait', key);
    const wait = transition.data<WaitRecord>(waitCell);
    if (wait === undefined) {
      const leftCell = cells.cell('left', key);
      const left: LeftRecord = { value, process };
      transition.set(leftCell, cells.value(leftCell, left));
      this.machine.processes.concern(process);
      return;
    }
    transition.set(waitCell, 0);
    const task = transition.data<TaskRecord>(this.taskCell(wait.task));
    const ask = task?.node.ask;
    if (task !== undefined && ask?.kind === 'park') this.wake(task, ask.label, value);
  }

  private execute(node: Node, isRead: boolean): Outcome<unknown> {
    const ask = this.nodes.fresh(node);
    if (ask.kind !== 'memory' && ask.kind !== 'step') throw new Error(`an ask "${ask.kind}" has no recipe`);
    try {
      return { ok: true, value: this.machine.view.apply(ask.recipe as Recipe<S, unknown>, isRead) };
    } catch (error) {
      if (error instanceof Rejection || error instanceof Panic) return { ok: false, error };
      throw error;
    }
  }

  private wake(task: TaskRecord, label: string, value: unknown): void {
    this.put({ ...task, woken: { label, value } }, 'park', 0);
  }

  /** Keeps a task, which goes on by so many moves of that kind, if by any. */
  private put(task: TaskRecord, kind?: MoveKind, delayMs = 0, moves = 1): void {
    const { cells, transition } = this.machine;
    const cell = this.taskCell(task.name);
    transition.set(cell, cells.value(cell, task, textOfTask(task)));
    if (kind !== undefined) for (let n = 0; n < moves; n++) transition.bear(cell, kind, delayMs);
  }

  private taskCell(name: string): CellId {
    return this.machine.cells.cell('task', name);
  }

  private freeName(base: string): string {
    const isTaken = (name: string) =>
      this.machine.transition.get(this.taskCell(name)) !== 0 ||
      this.running.some((task) => task.name === name && !task.isDead);
    let name = base;
    for (let n = 2; isTaken(name); n++) name = `${base} #${n}`;
    return name;
  }
}

function nameOf(run: unknown): string {
  return typeof run === 'function' ? run.name : '';
}
