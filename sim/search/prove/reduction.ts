// Partial-order reduction: where several tasks could go on and one of them does what concerns none of the others, now
// or later, it is enough to let that one go on. (Persistent sets: Godefroid, Partial-Order Methods, 1996, chapter 4.)
//
// Whether two moves concern each other is told from what they read and write, down to the record, and from what the
// invariants look at: two writes that one invariant sees do not change places, so that no intermediate violation is
// hidden. What a task may still do *later* is not declared by anybody. It is learned: every state of a task that was
// met is known with the effects of its moves and with the states that those lead to, and what it may still touch is
// the least fixpoint over that graph. While a search teaches something new, it proves nothing; it is made again with
// what is known by then, until one teaches nothing. (Departure from the book, which has the footprints from the
// program's text. That what is learned is enough is argued as there, along the first step that would touch what the
// chosen ones touch: everything before it is there without them, too, so the search comes to it. And it is tested,
// with and without.)
//
// Everything that is learned is kept by what it is made of, not by the numbers that a machine has given it: so several
// machines, in several threads, can tell one another, and what a search makes use of does not depend on who learned it.
//
// Faults share a budget, which would make each concern every other. It does not: whoever spends it first, the sum is
// the same, and a task whose step may fail may always succeed as well.

import type { CellId, Cells, Sort, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { type Fact, type Future, Futures, type Stage } from './futures.ts';

/** What the faults of the model's own kind may touch, taken as one state of one task. */
export const MODEL_FAULTS: ValueId = 0;

const PAGE_BITS = 8;

/** What a move touches, spelled out once. */
interface Footprint {
  readonly reads: readonly CellId[];
  readonly writes: readonly CellId[];
  /** Which invariants see it: a bit each. */
  readonly seenBy: number;
  /** By state of a task, in pages: 1 if nothing that the task may still do concerns this move, 2 if something does. */
  readonly concerns: (Uint8Array | undefined)[];
}

/** What was learned, as one thread tells another: cells are numbered by their place in `cells`. Plain data. */
export interface Facts {
  readonly cells: readonly (readonly [Sort, name: string])[];
  readonly facts: readonly Fact[];
  /** For each invariant: what it looks at. */
  readonly gazes: readonly (readonly CellId[])[];
}

export class Reduction {
  private readonly machine: Machine<never>;
  private readonly looksAt: () => readonly ReadonlySet<CellId>[];
  private readonly ignored: ReadonlySet<CellId>;
  /** What the invariants were known to look at when the search began. */
  private readonly gazes: Set<CellId>[] = [];
  private readonly futures = new Futures();
  private readonly learned = new Map<ValueId, Set<Effect>>();
  private readonly footprints = new Map<Effect, Footprint>();
  /** What was learned and not made use of yet: a search uses what was known when it began. */
  private readonly fresh: { readonly actor: ValueId; readonly effect: Effect }[] = [];

  /**
   * `looksAt` is what each invariant looks at so far, `ignored` the cells that everybody may touch: the budgets of
   * faults.
   */
  constructor(machine: Machine<never>, looksAt: () => readonly ReadonlySet<CellId>[], ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.looksAt = looksAt;
    this.ignored = ignored;
  }

  /** A move of a task in state `actor` was seen to do this. */
  learn(actor: ValueId, effect: Effect): void {
    const known = this.learned.get(actor);
    if (known?.has(effect)) return;
    if (known === undefined) this.learned.set(actor, new Set([effect]));
    else known.add(effect);
    this.fresh.push({ actor, effect });
  }

  /** How many facts are made use of. */
  get factCount(): number {
    return this.futures.facts.size;
  }

  /**
   * Makes use of what was learned, here and by others; false when that changes nothing: another search would come to
   * the same.
   */
  settle(others: readonly Facts[] = []): boolean {
    let hasNews = false;
    for (const { actor, effect } of this.fresh.splice(0)) {
      if (this.futures.add(this.factOf(actor, effect))) hasNews = true;
    }
    // What an invariant has begun to look at joins moves as well.
    if (this.gaze(this.looksAt())) hasNews = true;
    for (const { cells, facts, gazes } of others) {
      const own = cells.map(([sort, name]) => this.machine.cells.cell(sort, name));
      const here = (numbers: readonly CellId[]) => numbers.map((number) => own[number] as CellId);
      for (const { stage, reads, writes, next } of facts) {
        if (this.futures.add({ stage, reads: here(reads), writes: here(writes), next })) hasNews = true;
      }
      if (this.gaze(gazes.map(here))) hasNews = true;
    }
    this.footprints.clear();
    return hasNews;
  }

  /** What is made use of, for another thread, save so many facts that it has been told. */
  tell(told: number): Facts {
    const { names, sorts } = this.machine.cells;
    const cells: [Sort, string][] = [];
    const numbers = new Map<CellId, number>();
    const there = (own: Iterable<CellId>) =>
      Array.from(own, (cell) => {
        const number = numbers.get(cell) ?? cells.push([sorts[cell] as Sort, names[cell] as string]) - 1;
        numbers.set(cell, number);
        return number;
      });
    const facts = [...this.futures.facts.values()]
      .slice(told)
      .map(({ stage, reads, writes, next }) => ({ stage, reads: there(reads), writes: there(writes), next }));
    return { cells, facts, gazes: this.gazes.map(there) };
  }

  /** True when nothing that a task in state `other` may ever do concerns this effect. */
  isIndependent(effect: Effect, other: ValueId): boolean {
    const footprint = this.footprintOf(effect);
    const page = footprint.concerns[other >> PAGE_BITS] ?? new Uint8Array(1 << PAGE_BITS);
    footprint.concerns[other >> PAGE_BITS] = page;
    const at = other & ((1 << PAGE_BITS) - 1);
    if (page[at] === 0) {
      const future = this.futures.of(this.stageOf(other));
      page[at] = future !== undefined && this.touches(future, footprint) ? 2 : 1;
    }
    return page[at] === 1;
  }

  private touches(future: Future, { reads, writes, seenBy }: Footprint): boolean {
    const { sorts } = this.machine.cells;
    for (const cell of writes) {
      if (future.reads.has(cell)) return true;
      // Additions to a list of keys, and removals, may change places.
      if (sorts[cell] !== 'keys' && future.writes.has(cell)) return true;
    }
    for (const cell of reads) if (future.writes.has(cell)) return true;
    return seenBy !== 0 && (seenBy & this.seenByOf(future.writes)) !== 0;
  }

  private seenByOf(cells: Iterable<CellId>): number {
    const { gazes } = this;
    let seenBy = 0;
    for (const cell of cells) {
      for (let i = 0; i < gazes.length; i++) if ((gazes[i] as Set<CellId>).has(cell)) seenBy |= 1 << i;
    }
    return seenBy;
  }

  private footprintOf(effect: Effect): Footprint {
    const known = this.footprints.get(effect);
    if (known !== undefined) return known;
    const { reads, writes } = this.touchedBy(effect);
    const footprint: Footprint = { reads, writes, seenBy: this.seenByOf(writes), concerns: [] };
    this.footprints.set(effect, footprint);
    return footprint;
  }

  private touchedBy(effect: Effect): { readonly reads: CellId[]; readonly writes: CellId[] } {
    const { processes } = this.machine;
    const reads: CellId[] = [];
    const writes: CellId[] = [];
    for (const cell of effect.reads) {
      // To kill a process is to write that it lives, for whoever does anything on it.
      if (cell < 0) writes.push(processes.lifeOf(processes.processOfScan(cell)));
      else if (!this.ignored.has(cell)) reads.push(cell);
    }
    for (let i = 0; i < effect.writes.length; i += 2) {
      const cell = effect.writes[i] as CellId;
      if (!this.ignored.has(cell)) writes.push(cell);
    }
    return { reads, writes };
  }

  private factOf(actor: ValueId, effect: Effect): Fact {
    const { cells } = this.machine;
    const { reads, writes } = this.touchedBy(effect);
    const next: Stage[] = [];
    for (let i = 0; i < effect.writes.length; i += 2) {
      const value = effect.writes[i + 1] as ValueId;
      if (value !== 0 && isActor(cells, effect.writes[i] as CellId)) next.push(this.stageOf(value));
    }
    return { stage: this.stageOf(actor), reads, writes, next };
  }

  private stageOf(value: ValueId): Stage {
    const { high, low } = this.machine.cells;
    return `${high[value]} ${low[value]}`;
  }

  /** True when somebody looks at something new. */
  private gaze(looksAt: readonly Iterable<CellId>[]): boolean {
    let isNew = false;
    for (const [invariant, cells] of looksAt.entries()) {
      const known = this.gazes[invariant] ?? new Set<CellId>();
      this.gazes[invariant] = known;
      const before = known.size;
      for (const cell of cells) known.add(cell);
      if (known.size > before) isNew = true;
    }
    return isNew;
  }
}

function isActor(cells: Cells, cell: CellId): boolean {
  const sort = cells.sorts[cell];
  return sort === 'task' || sort === 'call' || sort === 'external';
}
