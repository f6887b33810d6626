// What the moves of some tasks read and write, marked on the cells, to tell whether a step of another concerns them.

import type { CellId, Sort, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { livesIn } from './footprint.ts';
import type { Offer } from './offer.ts';
import type { Outcome } from './relation.ts';
import { Stamps } from './stamps.ts';

export class Marks {
  private readonly machine: Machine<never>;
  private readonly ignored: ReadonlySet<CellId>;
  private readonly sorts: readonly Sort[];
  private readonly read = new Stamps();
  private readonly written = new Stamps();

  /** `ignored` are the cells that everybody may touch. */
  constructor(machine: Machine<never>, ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.ignored = ignored;
    this.sorts = machine.cells.sorts;
  }

  /** Forgets what was marked before. */
  begin(): void {
    this.read.clear();
    this.written.clear();
  }

  /** Marks what an effect touches. */
  private gather({ reads, writes }: Effect, state: Int32Array): void {
    const { processes } = this.machine;
    const { read, written } = this;
    for (const cell of reads) {
      // To kill a process is to write that it lives, for whoever does anything on it.
      if (cell < 0) written.add(processes.lifeOf(processes.processOfScan(cell)));
      else if (!this.ignored.has(cell)) read.add(cell);
    }
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (this.ignored.has(cell)) continue;
      written.add(cell);
      for (const life of livesIn(this.machine, state, cell, writes[i + 1] as ValueId)) read.add(life);
    }
  }

  /** Marks what the moves of a task on offer touch. */
  gatherMoves(offer: Offer, task: number, state: Int32Array): void {
    const { machine } = this;
    for (let m = offer.starts[task] as number; m < offer.endOf(task); m++) {
      this.gather(offer.effectAt(m), state);
    }
    // A message may be held up, and one that is may get through later.
    for (const { unless } of machine.movesOf(offer.actors[task] as ValueId)) if (unless >= 0) this.written.add(unless);
  }

  readonly isWritten = (cell: CellId): boolean => this.written.has(cell);

  /** Whether a step reads or writes what is marked as written, or kills what is marked at all. */
  clash(outcome: Outcome): boolean {
    const { read, written } = this;
    const { kills } = outcome;
    for (let i = 0; i < kills.length; i++) {
      const life = kills[i] as CellId;
      if (written.has(life) || read.has(life)) return true;
    }
    return this.isTouchedBy(outcome);
  }

  /** Whether somebody who kills nobody reads or writes what is marked as written. */
  isTouchedBy({ reads, writes }: Pick<Outcome | Effect, 'reads' | 'writes'>): boolean {
    const { sorts, written } = this;
    for (let i = 0; i < reads.length; i++) if (written.has(reads[i] as CellId)) return true;
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      // Additions to a list of keys, and removals, may change places.
      if (written.has(cell) && sorts[cell] !== 'keys') return true;
    }
    return false;
  }

  /** Whether a step writes what is marked as read. */
  meet({ writes }: Pick<Outcome | Effect, 'writes'>): boolean {
    for (let i = 0; i < writes.length; i += 2) if (this.read.has(writes[i] as CellId)) return true;
    return false;
  }
}
