// One step under way: what it has read of the state before it, and what it has written over it.

import type { CellId, Cells, ValueId } from './cells.ts';
import type { MoveKind } from './move.ts';

/** What a step comes to. Plain numbers, good for any state in which the step reads the same. */
export interface Effect {
  /** Its number, from 0. */
  readonly id: number;
  /** Cell, value, cell, value... */
  readonly writes: Int32Array;
  /** The cells that decide what comes of it, those of {@link Transition.blindData} left out; scans are below zero. */
  readonly reads: Int32Array;
  /** All that was looked at, in order, and what was there: cell, value, cell, value... and scans with their numbers. */
  readonly looks: Int32Array;
  readonly marks: readonly string[];
  /** The numbers that it gave out, in order: where the machine makes one up, the simulation counts. */
  readonly numbers: readonly Numbered[];
  /** What may happen from now on and could not before, in the order in which it came up. */
  readonly births: readonly Birth[];
  /** Somebody asked what time it is, and was told that it stands still. */
  readonly isTimely: boolean;
}

/**
 * Something that has come up: a move of a cell. Several of one kind, the options of a choice, come up in their order.
 * It may be gone again by the end of the step.
 */
export interface Birth {
  readonly cell: CellId;
  /** What is in the cell at the end of the step. */
  readonly value: ValueId;
  readonly kind: MoveKind;
  /** When it happens in the timed reading: so many ms from now, or after the request in the cell `since`. */
  readonly delayMs: number;
  readonly since: CellId;
  /** Which kill of the step resets the call, from 1. Those of one kill come up in the order of their calls. */
  readonly kill: number;
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
  readonly births: Omit<Birth, 'value'>[] = [];
  isTimely = false;
  /** How many kills the step has been through. */
  kills = 0;
  readonly readCells: CellId[] = [];
  /** What was in them: for cells the index of the value, for scans the number itself. */
  readonly readIndexes: number[] = [];
  private count = 0;
  private readonly cells: Cells;
  private readonly scan: (cell: CellId, state: Int32Array) => ValueId;
  private readonly seen = new Set<CellId>();
  private readonly written = new Map<CellId, ValueId>();
  private readonly concerns = new Set<CellId>();
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
    this.births.length = 0;
    this.isTimely = false;
    this.kills = 0;
    this.readCells.length = 0;
    this.readIndexes.length = 0;
    this.seen.clear();
    this.written.clear();
    this.blind.clear();
    this.concerns.clear();
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

  /** Notes that the step concerns whoever writes a cell, whatever is in it. */
  concern(cell: CellId): void {
    this.concerns.add(cell);
  }

  set(cell: CellId, value: ValueId): void {
    this.written.set(cell, value);
  }

  /** Notes that a move has come up. */
  bear(cell: CellId, kind: MoveKind, delayMs: number, { since = -1, kill = 0 } = {}): void {
    this.births.push({ cell, kind, delayMs, since, kill });
  }

  /** What is in a cell that is only changed, in a way that commutes with every other such change. */
  blindData<T>(cell: CellId): T | undefined {
    const isBlind = !this.written.has(cell) && (!this.seen.has(cell) || this.blind.has(cell));
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
    const reads = Int32Array.from([...this.readCells.filter((cell) => !this.blind.has(cell)), ...this.concerns]);
    const looks = new Int32Array(this.readCells.length * 2);
    for (const [at, cell] of this.readCells.entries()) {
      looks[2 * at] = cell;
      looks[2 * at + 1] = cell < 0 ? (this.readIndexes[at] as number) : (this.base[cell] ?? 0);
    }
    const { isTimely } = this;
    const births = this.births.map((birth) => ({ ...birth, value: this.written.get(birth.cell) ?? 0 }));
    const [marks, numbers] = [[...this.marks], [...this.numbers]];
    return { id: this.count++, writes: Int32Array.from(writes), reads, looks, marks, numbers, births, isTimely };
  }

  private note(cell: CellId, value: ValueId): void {
    if (this.seen.has(cell)) return;
    this.seen.add(cell);
    this.readCells.push(cell);
    this.readIndexes.push(cell < 0 ? value : (this.cells.indexOf[value] as number));
  }
}
