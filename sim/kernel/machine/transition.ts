// One step under way: what it has read of the state before it, and what it has written over it.

import type { CellId, Cells, ValueId } from './cells.ts';

/** What a step comes to. Plain numbers, good for any state in which the step reads the same. */
export interface Effect {
  /** Cell, value, cell, value... */
  readonly writes: Int32Array;
  /** The cells that decide what comes of it, those of {@link Transition.blindData} left out; scans are below zero. */
  readonly reads: Int32Array;
  readonly marks: readonly string[];
  /** The numbers that it gave out, in order: where the machine makes one up, the simulation counts. */
  readonly numbers: readonly Numbered[];
}

/** A number of a sort. */
export interface Numbered {
  readonly sort: string;
  readonly number: number;
}

/** Values that are looked up by more than one cell have numbers from here downwards. */
export const FIRST_SCAN = -2;

export class Transition {
  /** The state that the step starts from. It is not changed. */
  base: Int32Array = new Int32Array(0);
  readonly marks: string[] = [];
  readonly numbers: Numbered[] = [];
  readonly readCells: CellId[] = [];
  /** What was in them: for cells the index of the value, for scans the number itself. */
  readonly readIndexes: number[] = [];
  private readonly cells: Cells;
  private readonly scan: (cell: CellId, state: Int32Array) => ValueId;
  private readonly seen = new Set<CellId>();
  private readonly written = new Map<CellId, ValueId>();
  /** Of those seen: the ones that nobody has really looked at. */
  private readonly blind = new Set<CellId>();

  constructor(cells: Cells, scan: (cell: CellId, state: Int32Array) => ValueId) {
    this.cells = cells;
    this.scan = scan;
  }

  begin(base: Int32Array): void {
    this.base = base;
    this.marks.length = 0;
    this.numbers.length = 0;
    this.readCells.length = 0;
    this.readIndexes.length = 0;
    this.seen.clear();
    this.written.clear();
    this.blind.clear();
  }

  get(cell: CellId): ValueId {
    const own = this.written.get(cell);
    if (own !== undefined) return own;
    this.blind.delete(cell);
    const value = this.base[cell] ?? 0;
    this.note(cell, value);
    return value;
  }

  /** Looks at all that concerns a process; see `Machine.kill`. */
  look(scan: CellId): void {
    if (!this.seen.has(scan)) this.note(scan, this.scan(scan, this.base));
  }

  set(cell: CellId, value: ValueId): void {
    this.written.set(cell, value);
  }

  /** What is in a cell that is only changed, in a way that commutes with every other such change. */
  blindData<T>(cell: CellId): T | undefined {
    const isBlind = !this.written.has(cell) && !this.seen.has(cell);
    const data = this.data<T>(cell);
    if (isBlind) this.blind.add(cell);
    return data;
  }

  /** What is in the cell, whatever its sort. */
  data<T>(cell: CellId): T | undefined {
    return this.cells.data[this.get(cell)] as T | undefined;
  }

  /** The cells written so far. */
  get changed(): Iterable<CellId> {
    return this.written.keys();
  }

  end(): Effect {
    const writes: number[] = [];
    for (const [cell, value] of this.written) {
      // A cell that was read and is what it was needs no writing; of one written unread that cannot be told.
      if (!this.seen.has(cell) || (this.base[cell] ?? 0) !== value) writes.push(cell, value);
    }
    const reads = Int32Array.from(this.readCells.filter((cell) => !this.blind.has(cell)));
    return { writes: Int32Array.from(writes), reads, marks: [...this.marks], numbers: [...this.numbers] };
  }

  private note(cell: CellId, value: ValueId): void {
    if (this.seen.has(cell)) return;
    this.seen.add(cell);
    this.readCells.push(cell);
    this.readIndexes.push(cell < 0 ? value : (this.cells.indexOf[value] as number));
  }
}
