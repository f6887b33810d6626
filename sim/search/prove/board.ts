// What all threads of a proof look at while they work: whether to pause, and how far each is. In shared memory.

import type { Exploration } from './exploration.ts';

/** Numbers for each thread, after the one that is for all. */
const LANES = 3;

export class Board {
  readonly lanes: Int32Array;

  constructor(lanes: Int32Array) {
    this.lanes = lanes;
  }

  static for(threads: number): Board {
    return new Board(new Int32Array(new SharedArrayBuffer((1 + LANES * threads) * Int32Array.BYTES_PER_ELEMENT)));
  }

  get isPaused(): boolean {
    return Atomics.load(this.lanes, 0) !== 0;
  }

  set isPaused(isPaused: boolean) {
    Atomics.store(this.lanes, 0, isPaused ? 1 : 0);
  }

  /** The thread of that number has added so many states, and so many are still to be looked at: now, and next. */
  note(part: number, { states, pending, waiting }: Pick<Exploration<never>, 'states' | 'pending' | 'waiting'>): void {
    const at = 1 + LANES * part;
    Atomics.store(this.lanes, at, states);
    Atomics.store(this.lanes, at + 1, pending);
    Atomics.store(this.lanes, at + 2, waiting);
  }

  /** Whether one thread has fewer states of the next depth than another. */
  isPoorer(part: number, than: number): boolean {
    return Atomics.load(this.lanes, 3 + LANES * part) < Atomics.load(this.lanes, 3 + LANES * than);
  }

  /** Nobody has done anything yet. */
  clear(): void {
    this.lanes.fill(0);
  }

  /** What was noted of all but the leader, added up. */
  get others(): { readonly states: number; readonly pending: number } {
    let states = 0;
    let pending = 0;
    for (let at = 1 + LANES; at < this.lanes.length; at += LANES) {
      states += Atomics.load(this.lanes, at);
      pending += Atomics.load(this.lanes, at + 1) + Atomics.load(this.lanes, at + 2);
    }
    return { states, pending };
  }
}
