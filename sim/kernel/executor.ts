// Runs the tasks: gives each its answers, up to the next ask that parks it, and sees to how it ends.

import { type Ask, type Child, type Op, type Outcome, Panic, Rejection, type Start } from './ask.ts';
import type { Task } from './task.ts';

/** The answer of asks that are only orders. The task never sees this object, so one serves for all. */
export const DONE: Outcome<undefined> = { ok: true, value: undefined };

/** A task that asks this often without ever waiting is in an endless loop. */
const ASKS_PER_STEP_MAX = 1_000_000;

/** What the executor leaves to the simulation. */
export interface Host {
  /** The answer to an ask, or `undefined` after arranging for the task to be resumed later. */
  readonly answer: (task: Task, ask: Ask) => Outcome<unknown> | undefined;
  readonly panicked: (task: Task, panic: Panic) => void;
  /** A task that nobody waits for was rejected. */
  readonly unheard: (task: Task, error: unknown) => void;
}

/** The living tasks. */
export class Executor {
  private readonly host: Host;
  private readonly tasks = new Map<number, Task>();
  private readonly liveNames = new Set<string>();
  private count = 0;

  constructor(host: Host) {
    this.host = host;
  }

  /** The living tasks, in order of creation. */
  get live(): Iterable<Task> {
    return this.tasks.values();
  }

  /** Starts a task, which runs at once up to its first parking ask. */
  spawn(process: string, name: string, start: Start, onEnd?: (outcome: Outcome<unknown>) => void): Task {
    const body: Op<unknown> = start();
    const id = ++this.count;
    const task: Task = { id, name: this.uniqueName(name), process, start, body, onEnd, waiting: undefined };
    this.tasks.set(id, task);
    this.resume(task, DONE);
    return task;
  }

  /** Ends a task and starts another in its place; whoever waits for the first waits for the second. */
  succeed(task: Task, name: string, start: Start): void {
    this.bury(task);
    this.spawn(task.process, name, start, task.onEnd);
  }

  /** Runs the children and hands over their outcomes, in order, once the last has ended. */
  fork(parent: Task, children: readonly Child[], onJoin: (outcomes: readonly Outcome<unknown>[]) => void): void {
    const outcomes = new Array<Outcome<unknown>>(children.length);
    let open = children.length;
    if (open === 0) return onJoin(outcomes);
    for (const [index, child] of children.entries()) {
      // An earlier child may have taken the whole process down with it.
      if (!this.tasks.has(parent.id)) return;
      this.spawn(parent.process, `${parent.name}/${child.name}`, child.start, (outcome) => {
        outcomes[index] = outcome;
        if (--open === 0) onJoin(outcomes);
      });
    }
  }

  /** Runs a task from an answer up to its next parking ask. Throws what the task throws, if it is a defect. */
  resume(task: Task, input: Outcome<unknown>): void {
    let answer: Outcome<unknown> | undefined = input;
    // Whoever is killed by what it asked for hears no answer: hence the look at each turn.
    for (let asks = 0; answer !== undefined && this.tasks.has(task.id); asks++) {
      if (asks > ASKS_PER_STEP_MAX) throw new Error(`"${task.name}" asks for ever without waiting`);
      let turn: IteratorResult<Ask, unknown>;
      try {
        turn = answer.ok ? task.body.next(answer.value) : task.body.throw(answer.error);
      } catch (error) {
        return this.crashed(task, error);
      }
      if (turn.done) return this.end(task, { ok: true, value: turn.value });
      task.waiting = turn.value;
      answer = this.host.answer(task, turn.value);
    }
  }

  /** Ends every task of a process, wherever it stands; nobody is told. */
  kill(process: string): void {
    for (const task of this.tasks.values()) {
      if (task.process === process) this.bury(task);
    }
  }

  private crashed(task: Task, error: unknown): void {
    if (error instanceof Rejection) return this.end(task, { ok: false, error: error.reason });
    if (!(error instanceof Panic)) throw error;
    this.bury(task);
    this.host.panicked(task, error);
  }

  private end(task: Task, outcome: Outcome<unknown>): void {
    this.bury(task);
    if (task.onEnd) task.onEnd(outcome);
    else if (!outcome.ok) this.host.unheard(task, outcome.error);
  }

  private bury(task: Task): void {
    this.tasks.delete(task.id);
    this.liveNames.delete(task.name);
    task.waiting = undefined;
  }

  /** Several tasks of one name can live at once (two retries of one push): number the later. */
  private uniqueName(base: string): string {
    let name = base;
    for (let n = 2; this.liveNames.has(name); n++) name = `${base} #${n}`;
    this.liveNames.add(name);
    return name;
  }
}
