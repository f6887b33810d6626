// What the moves of some tasks read and write, marked on the cells, to tell whether a step of another concerns them.

import type { CellId, Sort, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { livesIn } from './footprint.ts';
import type { Outcome } from './relation.ts';

export class Marks {
  private readonly machine: Machine<never>;
  private readonly ignored: ReadonlySet<CellId>;
  private readonly sorts: readonly Sort[];
  /** By cell: when it was last marked as read, and as written. */
  private readonly readBy: number[] = [];
  private readonly writtenBy: number[] = [];
  /** Counts the times that it was begun. */
  private turn = 0;

  /** `ignored` are the cells that everybody may touch. */
  constructor(machine: Machine<never>, ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.ignored = ignored;
    this.sorts = machine.cells.sorts;
  }

  /** Forgets what was marked before. */
  begin(): void {
    this.turn++;
  }

  /** Marks what an effect touches. */
  gather({ reads, writes }: Effect, state: Int32Array): void {
    const { processes } = this.machine;
    const { readBy, writtenBy, turn } = this;
    for (const cell of reads) {
      // To kill a process is to write that it lives, for whoever does anything on it.
      if (cell < 0) writtenBy[processes.lifeOf(processes.processOfScan(cell))] = turn;
      else if (!this.ignored.has(cell)) readBy[cell] = turn;
    }
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (this.ignored.has(cell)) continue;
      writtenBy[cell] = turn;
      for (const life of livesIn(this.machine, state, cell, writes[i + 1] as ValueId)) readBy[life] = turn;
    }
  }

  /** Marks a cell as written. */
  write(cell: CellId): void {
    this.writtenBy[cell] = this.turn;
  }

  readonly isWritten = (cell: CellId): boolean => this.writtenBy[cell] === this.turn;

  /** Whether a step reads or writes what is marked as written, or kills what is marked at all. */
  clash({ reads, writes, kills }: Outcome): boolean {
    const { sorts } = this;
    const { readBy, writtenBy, turn } = this;
    for (let i = 0; i < reads.length; i++) if (writtenBy[reads[i] as CellId] === turn) return true;
    for (let i = 0; i < kills.length; i++) {
      const life = kills[i] as CellId;
      if (writtenBy[life] === turn || readBy[life] === turn) return true;
    }
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      // Additions to a list of keys, and removals, may change places.
      if (writtenBy[cell] === turn && sorts[cell] !== 'keys') return true;
    }
    return false;
  }

  /** Whether a step writes what is marked as read. */
  meet({ writes }: Outcome): boolean {
    const { readBy, turn } = this;
    for (let i = 0; i < writes.length; i += 2) if (readBy[writes[i] as CellId] === turn) return true;
    return false;
  }
}
