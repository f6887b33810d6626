// The world in pieces. A cell is the smallest thing that a step reads or writes: a row, a list of keys, a task, a call
// under way. A state is one value a cell; equal values of a cell are one number, so a state is a vector of numbers and
// two states are equal where their vectors are. (Collapse compression, Holzmann 1997, taken to the record.)
//
// The hash of a state is the sum of its values' hashes, each made from the cell's name and the value's text. So it
// follows a step in a few additions, and does not depend on the order in which anything was numbered: two machines, in
// two threads, give one state one hash.

import { hashText, type Lanes } from './hash.ts';

/** What a cell holds. Moves come from tasks, calls and externals. */
export type Sort = 'row' | 'keys' | 'task' | 'call' | 'wait' | 'left' | 'external' | 'cut' | 'counter' | 'memory';

/** Sorts of cells whose records belong to processes, and go with them. */
export type MortalSort = 'task' | 'call' | 'wait' | 'left';

export function isMortal(sort: Sort): sort is MortalSort {
  return sort === 'task' || sort === 'call' || sort === 'wait' || sort === 'left';
}

/** Sorts of cells whose values have moves. */
export function isActor(sort: Sort): boolean {
  return sort === 'task' || sort === 'call' || sort === 'external';
}

/** Number of a cell, from 0. */
export type CellId = number;
/** Number of a value of some cell, unique among all cells'; 0 is nothing at all, in any cell. */
export type ValueId = number;

const GROWTH = 2;

/** All cells and values met so far. Both only ever grow. */
export class Cells {
  readonly names: string[] = [];
  readonly sorts: Sort[] = [];
  /** The cells that moves come from. */
  readonly actors: CellId[] = [];
  /** The cells that belong to processes: what a kill must look at. */
  readonly mortals: CellId[] = [];
  /** By value: what it is, frozen. */
  readonly data: unknown[] = [undefined];
  /** By value: the cell that it is a value of. */
  cellOf = new Int32Array(1024);
  /** By value: which it is of its cell's, from 1; 0 is nothing. */
  indexOf = new Int32Array(1024);
  /** By value: the lanes of its hash. */
  high = new Int32Array(1024);
  low = new Int32Array(1024);
  private readonly cellIds = new Map<string, CellId>();
  private readonly valueIds: Map<string, ValueId>[] = [];
  /** By value: what tells it from the others of its cell. */
  private readonly texts: string[] = [''];
  /** The values that no move of this machine has led to. */
  private readonly unseen = new Set<ValueId>();

  get cellCount(): number {
    return this.names.length;
  }

  get valueCount(): number {
    return this.data.length;
  }

  /** How many values a cell has had. */
  variety(cell: CellId): number {
    return this.valueIds[cell]?.size ?? 0;
  }

  /** The cell of that name, which is new if there was none. */
  cell(sort: Sort, name: string): CellId {
    const key = `${sort} ${name}`;
    const known = this.cellIds.get(key);
    if (known !== undefined) return known;
    const cell = this.names.length;
    this.names.push(name);
    this.sorts.push(sort);
    this.valueIds.push(new Map());
    this.cellIds.set(key, cell);
    if (isActor(sort)) this.actors.push(cell);
    if (isMortal(sort)) this.mortals.push(cell);
    return cell;
  }

  /** The number of a value. `text` tells it from the others of its cell; `undefined` is nothing. */
  value(cell: CellId, data: unknown, text = JSON.stringify(data)): ValueId {
    if (data === undefined) return 0;
    const ids = this.valueIds[cell] as Map<string, ValueId>;
    const known = ids.get(text);
    if (known !== undefined) {
      if (this.unseen.delete(known)) this.data[known] = freeze(data);
      return known;
    }
    const value = this.data.length;
    this.data.push(freeze(data));
    this.texts.push(text);
    ids.set(text, value);
    if (value >= this.cellOf.length) this.grow();
    const { high, low } = hashText(`${this.sorts[cell]} ${this.names[cell]} ${text}`);
    this.cellOf[value] = cell;
    this.indexOf[value] = ids.size;
    this.high[value] = high;
    this.low[value] = low;
    return value;
  }

  /** What tells a value from the others of its cell. */
  textOf(value: ValueId): string {
    return this.texts[value] as string;
  }

  /** The number of a value that another machine has met; `data` is as much of it as a text says. */
  foreign(cell: CellId, text: string, data: unknown): ValueId {
    const known = this.valueIds[cell]?.get(text);
    if (known !== undefined) return known;
    const value = this.value(cell, data, text);
    this.unseen.add(value);
    return value;
  }

  /** The hash of a state. */
  hashOf(state: Int32Array): Lanes {
    let high = 0;
    let low = 0;
    for (let cell = 0; cell < state.length; cell++) {
      const value = state[cell] as ValueId;
      if (value === 0) continue;
      high = (high + (this.high[value] as number)) | 0;
      low = (low + (this.low[value] as number)) | 0;
    }
    return { high, low };
  }

  private grow(): void {
    const larger = (old: Int32Array) => {
      const next = new Int32Array(old.length * GROWTH);
      next.set(old);
      return next;
    };
    this.cellOf = larger(this.cellOf);
    this.indexOf = larger(this.indexOf);
    this.high = larger(this.high);
    this.low = larger(this.low);
  }
}

/** Freezes plain data through and through: what a recipe or a task is handed again must be what it was. */
export function freeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return value;
  for (const item of Object.values(value)) freeze(item);
  return Object.freeze(value);
}
