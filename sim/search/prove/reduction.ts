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
// Faults share a budget, which would make each concern every other. It does not: whoever spends it first, the sum is
// the same, and a task whose step may fail may always succeed as well.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';

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

/** What a task in one state may do, now and later. */
class Future {
  readonly reads = new Set<CellId>();
  readonly writes = new Set<CellId>();
  readonly next = new Set<ValueId>();
  readonly before = new Set<ValueId>();
}

export class Reduction {
  /** What was learned since the last {@link settle}, and how much the invariants looked at until then. */
  private news = 0;
  private gazed = 0;
  private readonly machine: Machine<never>;
  private readonly gazes: () => readonly ReadonlySet<CellId>[];
  private readonly ignored: ReadonlySet<CellId>;
  private readonly futures = new Map<ValueId, Future>();
  private readonly learned = new Map<ValueId, Set<Effect>>();
  private readonly footprints = new Map<Effect, Footprint>();
  /** What was learned and not made use of yet: a search uses what was known when it began. */
  private readonly fresh: { readonly actor: ValueId; readonly effect: Effect }[] = [];

  /** `gazes` are what the invariants look at, `ignored` the cells that everybody may touch: the budgets of faults. */
  constructor(machine: Machine<never>, gazes: () => readonly ReadonlySet<CellId>[], ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.gazes = gazes;
    this.ignored = ignored;
  }

  /** A move of a task in state `actor` was seen to do this. */
  learn(actor: ValueId, effect: Effect): void {
    const known = this.learned.get(actor);
    if (known?.has(effect)) return;
    if (known === undefined) this.learned.set(actor, new Set([effect]));
    else known.add(effect);
    this.fresh.push({ actor, effect });
    this.news++;
  }

  /** Makes use of what was learned; false when there was nothing. */
  settle(): boolean {
    // What an invariant has begun to look at joins moves as well.
    const gazed = this.gazes().reduce((sum, cells) => sum + cells.size, 0);
    const hasNews = this.news > 0 || gazed !== this.gazed;
    this.news = 0;
    this.gazed = gazed;
    for (const { actor, effect } of this.fresh.splice(0)) this.takeIn(actor, effect);
    this.footprints.clear();
    return hasNews;
  }

  /** True when nothing that a task in state `other` may ever do concerns this effect. */
  isIndependent(effect: Effect, other: ValueId): boolean {
    const footprint = this.footprintOf(effect);
    const page = footprint.concerns[other >> PAGE_BITS] ?? new Uint8Array(1 << PAGE_BITS);
    footprint.concerns[other >> PAGE_BITS] = page;
    const at = other & ((1 << PAGE_BITS) - 1);
    if (page[at] === 0) {
      const future = this.futures.get(other);
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
    const gazes = this.gazes();
    let seenBy = 0;
    for (const cell of cells) {
      for (let i = 0; i < gazes.length; i++) if ((gazes[i] as ReadonlySet<CellId>).has(cell)) seenBy |= 1 << i;
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

  private takeIn(actor: ValueId, effect: Effect): void {
    const { reads, writes } = this.touchedBy(effect);
    this.add(actor, reads, writes);
    const { cells } = this.machine;
    for (let i = 0; i < effect.writes.length; i += 2) {
      const value = effect.writes[i + 1] as ValueId;
      if (value !== 0 && isActor(cells, effect.writes[i] as CellId)) this.link(actor, value);
    }
  }

  private link(actor: ValueId, next: ValueId): void {
    const from = this.futureOf(actor);
    if (from.next.has(next)) return;
    from.next.add(next);
    const to = this.futureOf(next);
    to.before.add(actor);
    this.add(actor, to.reads, to.writes);
  }

  /** Adds to what a task in a state may do, and to all that leads there. */
  private add(actor: ValueId, reads: Iterable<CellId>, writes: Iterable<CellId>): void {
    const pending: [ValueId, CellId[], CellId[]][] = [[actor, [...reads], [...writes]]];
    for (let work = pending.pop(); work !== undefined; work = pending.pop()) {
      const [at, maybeReads, maybeWrites] = work;
      const future = this.futureOf(at);
      const newReads = maybeReads.filter((cell) => !future.reads.has(cell));
      const newWrites = maybeWrites.filter((cell) => !future.writes.has(cell));
      if (newReads.length === 0 && newWrites.length === 0) continue;
      for (const cell of newReads) future.reads.add(cell);
      for (const cell of newWrites) future.writes.add(cell);
      for (const before of future.before) pending.push([before, newReads, newWrites]);
    }
  }

  private futureOf(actor: ValueId): Future {
    const known = this.futures.get(actor);
    if (known !== undefined) return known;
    const future = new Future();
    this.futures.set(actor, future);
    return future;
  }
}

function isActor(cells: Cells, cell: CellId): boolean {
  const sort = cells.sorts[cell];
  return sort === 'task' || sort === 'call' || sort === 'external';
}
