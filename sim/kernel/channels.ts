// One-shot channels between tasks, by key: somebody parks on a key, somebody completes it, in either order.

import type { Task } from './task.ts';

interface Waiter {
  readonly task: Task;
  readonly label: string;
}

interface Left {
  readonly value: unknown;
  /** Who left it; the value dies with that process, so that a restarted one does not find its former self's. */
  readonly process: string;
}

export class Channels {
  private readonly waiters = new Map<string, Waiter>();
  private readonly left = new Map<string, Left>();

  /** The value left for `key`, which is taken away; or `undefined`, and the task waits for one. */
  park(key: string, task: Task, label: string): Left | undefined {
    const left = this.left.get(key);
    if (left !== undefined) {
      this.left.delete(key);
      return left;
    }
    const other = this.waiters.get(key);
    if (other !== undefined) {
      throw new Error(`"${task.name}" and "${other.task.name}" both wait on "${key}": a key wakes one task`);
    }
    this.waiters.set(key, { task, label });
    return undefined;
  }

  /** Whoever waits on `key`, and waits no more; or `undefined`, and the value is left for the next to park. */
  complete(key: string, value: unknown, process: string): Waiter | undefined {
    const waiter = this.waiters.get(key);
    if (waiter === undefined) this.left.set(key, { value, process });
    else this.waiters.delete(key);
    return waiter;
  }

  /** Forgets the waits of a process's tasks and the values they left. */
  kill(process: string): void {
    for (const [key, waiter] of this.waiters) {
      if (waiter.task.process === process) this.waiters.delete(key);
    }
    for (const [key, left] of this.left) {
      if (left.process === process) this.left.delete(key);
    }
  }
}
