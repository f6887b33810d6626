// The model's state as recipes see it: plain objects to look at, cells underneath. Every look is noted, and a record
// is copied when it is first looked at, so that recipes may change it in place as they do elsewhere.

import type { Recipe } from '../ask.ts';
import type { CellId, Cells } from './cells.ts';
import type { Transition } from './transition.ts';

type Depths = Readonly<Record<string, number>>;

/** Somewhere in the state: a record, or a container of such. Which it is, is so for good. */
class Place {
  readonly path: string;
  readonly name: string;
  readonly parent: Place | undefined;
  /** How many names lead here. */
  readonly depth: number;
  nature: 'record' | 'container' | undefined = undefined;
  /** What recipes see of a container. */
  proxy: object | undefined = undefined;
  private readonly cells: Cells;
  private readonly children = new Map<string, Place>();
  private rowCell: CellId = -1;
  private keysCell: CellId = -1;

  constructor(cells: Cells, name: string, parent?: Place) {
    this.cells = cells;
    this.name = name;
    this.parent = parent;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.path = parent === undefined || parent.depth === 0 ? name : `${parent.path}/${name}`;
  }

  child(name: string): Place {
    const known = this.children.get(name);
    if (known !== undefined) return known;
    const child = new Place(this.cells, name, this);
    this.children.set(name, child);
    return child;
  }

  /** Somebody has looked for a record here. */
  get isLookedAt(): boolean {
    return this.rowCell >= 0;
  }

  /** The cell of what is here. */
  get row(): CellId {
    if (this.rowCell < 0) this.rowCell = this.cells.cell('row', this.path);
    return this.rowCell;
  }

  /** The cell of the names of what is in here. */
  get keys(): CellId {
    if (this.keysCell < 0) this.keysCell = this.cells.cell('keys', this.path);
    return this.keysCell;
  }
}

/** What a recipe may change, and what it was before, if that is known. */
interface Draft {
  readonly now: unknown;
  readonly before: unknown;
}

export class View<S extends object> {
  /** The state. Outside of {@link apply} it may only be read. */
  readonly root: S;
  private readonly cells: Cells;
  private readonly transition: Transition;
  private readonly depths: Depths;
  private readonly isSorting: boolean;
  /** What the recipe under way may change, by cell. */
  private readonly drafts = new Map<CellId, Draft>();
  private isWriting = false;

  /** Keys are in their natural order with `isSorting`, and otherwise in the order in which they came. */
  constructor(cells: Cells, transition: Transition, depths: Depths, isSorting: boolean) {
    this.cells = cells;
    this.transition = transition;
    this.depths = depths;
    this.isSorting = isSorting;
    this.root = this.container(new Place(cells, '')) as S;
  }

  /** Puts a whole state in the place of nothing. */
  load(state: S): void {
    this.apply((root: S) => {
      Object.assign(root, state);
    }, false);
  }

  /** Runs a recipe. One that throws has changed nothing. */
  apply<R>(recipe: Recipe<S, R>, isRead: boolean): R {
    if (this.isWriting) throw new Error('a recipe runs another');
    this.isWriting = !isRead;
    try {
      const result = recipe(this.root);
      const plain = isRead ? result : copy(result);
      for (const [cell, { now, before }] of this.drafts) {
        // Most records are only looked at, and comparing is faster than making a text.
        if (before === undefined || !isSame(now, before)) this.transition.set(cell, this.cells.value(cell, now));
      }
      return plain;
    } finally {
      this.drafts.clear();
      this.isWriting = false;
    }
  }

  private container(place: Place): object {
    place.proxy ??= new Proxy({}, this.handlerOf(place));
    return place.proxy;
  }

  private handlerOf(place: Place): ProxyHandler<object> {
    return {
      get: (_, key) => (typeof key === 'string' ? this.get(place.child(key)) : undefined),
      has: (_, key) => typeof key === 'string' && this.get(place.child(key)) !== undefined,
      set: (_, key, value) => {
        this.put(place.child(String(key)), value);
        return true;
      },
      deleteProperty: (_, key) => {
        this.remove(place.child(String(key)));
        return true;
      },
      ownKeys: () => [...this.keys(place)],
      getOwnPropertyDescriptor: (_, key) => {
        const value = typeof key === 'string' ? this.get(place.child(key)) : undefined;
        if (value === undefined) return undefined;
        return { value, writable: true, enumerable: true, configurable: true };
      },
    };
  }

  private get(place: Place): unknown {
    // A container is there from the beginning and for good, so that coming to a record is no look at its neighbours.
    return place.nature === 'container' ? this.container(place) : this.look(place.row);
  }

  /** What a cell holds: for a recipe that may write, a copy of its own. */
  private look(cell: CellId): unknown {
    const known = this.drafts.get(cell);
    if (known !== undefined) return known.now;
    const data = this.transition.data(cell);
    if (!this.isWriting || data === null || typeof data !== 'object') return data;
    const now = copy(data);
    this.drafts.set(cell, { now, before: data });
    return now;
  }

  private put(place: Place, value: unknown): void {
    this.refuseOutsideOfRecipes();
    if (value === undefined) return this.remove(place);
    const isRecord = place.depth >= this.depthOf(place) || !isObject(value);
    claim(place, isRecord ? 'record' : 'container');
    if (isRecord) this.draft(place.row, value);
    else {
      this.empty(place);
      this.draft(place.keys, []);
      for (const [key, item] of Object.entries(value as object)) this.put(place.child(key), item);
    }
    this.list(place, true);
  }

  private remove(place: Place): void {
    this.refuseOutsideOfRecipes();
    if (place.nature === 'container') throw new Error(`${place.path} cannot be removed`);
    this.draft(place.row, undefined);
    this.list(place, false);
  }

  private empty(place: Place): void {
    for (const key of [...this.keys(place)]) {
      const child = place.child(key);
      if (child.nature === 'container') this.empty(child);
      else this.remove(child);
    }
  }

  /**
   * Adds a place to its container's list of keys, or takes it off. The list is in natural order, whatever came first,
   * so that two who do so need not mind which of them is first; or as they came, as in the simulation.
   */
  private list({ parent, name }: Place, isThere: boolean): void {
    if (parent === undefined) return;
    const cell = parent.keys;
    const draft = this.drafts.get(cell);
    const keys = ((draft === undefined ? this.transition.blindData(cell) : draft.now) ?? []) as readonly string[];
    if (keys.includes(name) === isThere) return;
    if (!isThere)
      this.draft(
        cell,
        keys.filter((key) => key !== name),
      );
    else if (this.isSorting) this.draft(cell, [...keys, name].sort(byName));
    else this.draft(cell, [...keys, name]);
  }

  private draft(cell: CellId, now: unknown): void {
    this.drafts.set(cell, { now, before: undefined });
  }

  private keys(place: Place): readonly string[] {
    return (this.look(place.keys) ?? []) as readonly string[];
  }

  private depthOf({ path }: Place): number {
    const end = path.indexOf('/');
    return this.depths[end < 0 ? path : path.slice(0, end)] ?? 1;
  }

  private refuseOutsideOfRecipes(): void {
    if (!this.isWriting) throw new Error('the state was written by a step that says that it only reads');
  }
}

function claim(place: Place, nature: 'record' | 'container'): void {
  // Whoever has looked before has read a cell that nobody will read again.
  if (nature === 'container' && place.nature === undefined && place.isLookedAt) {
    throw new Error(`${place.path} is a container of the state and must be there from the beginning`);
  }
  place.nature ??= nature;
  if (place.nature === nature) return;
  throw new Error(`${place.path} is a ${place.nature} of the state and cannot become a ${nature}`);
}

/** Whether two pieces of plain data are the same to the order of their keys; at worst they are not known to be. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    if (key !== others[i] || !isSame((a as never)[key], (b as never)[key])) return false;
  }
  return true;
}

/** A copy of plain data; what else there is (an error, a symbol) goes through as it is. */
function copy<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copy) as T;
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) result[key] = copy(item);
  return result as T;
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** `vmm-2` before `vmm-10`, and words by their letters. */
function byName(a: string, b: string): number {
  const [headA, numberA] = splitName(a);
  const [headB, numberB] = splitName(b);
  if (headA !== headB) return headA < headB ? -1 : 1;
  return numberA - numberB;
}

function splitName(name: string): readonly [string, number] {
  const digits = /\d+$/.exec(name)?.[0] ?? '';
  return [name.slice(0, name.length - digits.length), digits === '' ? -1 : Number(digits)];
}
