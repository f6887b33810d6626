// The model's state as recipes see it: plain objects to look at, cells underneath. Every look is noted, and a record
// is copied when it is first looked at, so that recipes may change it in place as they do elsewhere.

import type { Recipe } from '../ask.ts';
import type { CellId, Cells } from './cells.ts';
import type { Transition } from './transition.ts';

type Path = readonly string[];
type Depths = Readonly<Record<string, number>>;

/** What stands at a path: a record, or a container of such. It stays what it is. */
type Nature = 'record' | 'container';

export class View<S extends object> {
  /** The state. Outside of {@link apply} it may only be read. */
  readonly root: S;
  private readonly cells: Cells;
  private readonly transition: Transition;
  private readonly depths: Depths;
  private readonly isSorting: boolean;
  private readonly natures = new Map<string, Nature>();
  private readonly proxies = new Map<string, object>();
  /** Copies that the recipe under way may change, by cell. */
  private readonly drafts = new Map<CellId, unknown>();
  private isWriting = false;

  constructor(cells: Cells, transition: Transition, depths: Depths, isSorting: boolean) {
    this.cells = cells;
    this.transition = transition;
    this.depths = depths;
    this.isSorting = isSorting;
    this.root = this.container([]) as S;
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
      for (const [cell, draft] of this.drafts) this.transition.set(cell, this.cells.value(cell, draft));
      return plain;
    } finally {
      this.drafts.clear();
      this.isWriting = false;
    }
  }

  private container(path: Path): object {
    const key = path.join('/');
    const known = this.proxies.get(key);
    if (known !== undefined) return known;
    const proxy = new Proxy({}, this.handlerOf(path));
    this.proxies.set(key, proxy);
    return proxy;
  }

  private handlerOf(path: Path): ProxyHandler<object> {
    return {
      get: (_, key) => (typeof key === 'string' ? this.get([...path, key]) : undefined),
      has: (_, key) => typeof key === 'string' && this.get([...path, key]) !== undefined,
      set: (_, key, value) => {
        this.put([...path, String(key)], value);
        return true;
      },
      deleteProperty: (_, key) => {
        this.remove([...path, String(key)]);
        return true;
      },
      ownKeys: () => [...this.keys(path)],
      getOwnPropertyDescriptor: (_, key) => {
        const value = typeof key === 'string' ? this.get([...path, key]) : undefined;
        if (value === undefined) return undefined;
        return { value, writable: true, enumerable: true, configurable: true };
      },
    };
  }

  private get(path: Path): unknown {
    // A container is there from the beginning and for good, so that coming to a record is no look at its neighbours.
    if (this.natures.get(path.join('/')) === 'container') return this.container(path);
    return this.look(this.rowCell(path));
  }

  /** What a cell holds: for a recipe that may write, a copy of its own. */
  private look(cell: CellId): unknown {
    if (this.drafts.has(cell)) return this.drafts.get(cell);
    const data = this.transition.data(cell);
    if (!this.isWriting || data === null || typeof data !== 'object') return data;
    const draft = copy(data);
    this.drafts.set(cell, draft);
    return draft;
  }

  private put(path: Path, value: unknown): void {
    this.refuseOutsideOfRecipes();
    if (value === undefined) return this.remove(path);
    const isRecord = path.length >= this.depthOf(path) || !isObject(value);
    this.claim(path, isRecord ? 'record' : 'container');
    if (isRecord) this.drafts.set(this.rowCell(path), value);
    else {
      this.empty(path);
      this.drafts.set(this.keysCell(path), []);
      for (const [key, item] of Object.entries(value as object)) this.put([...path, key], item);
    }
    this.list(path, true);
  }

  private remove(path: Path): void {
    this.refuseOutsideOfRecipes();
    if (this.natures.get(path.join('/')) === 'container') throw new Error(`${path.join('/')} cannot be removed`);
    this.drafts.set(this.rowCell(path), undefined);
    this.list(path, false);
  }

  private empty(path: Path): void {
    for (const key of [...this.keys(path)]) {
      const child = [...path, key];
      if (this.natures.get(child.join('/')) === 'container') this.empty(child);
      else this.remove(child);
    }
  }

  /**
   * Adds a path to its container's list of keys, or takes it off. The list is in natural order, whatever came first,
   * so that two who do so need not mind which of them is first; or as they came, as in the simulation.
   */
  private list(path: Path, isThere: boolean): void {
    const cell = this.keysCell(path.slice(0, -1));
    const name = path.at(-1) as string;
    const keys = (this.drafts.get(cell) ?? this.transition.blindData(cell) ?? []) as readonly string[];
    if (keys.includes(name) === isThere) return;
    if (!isThere)
      this.drafts.set(
        cell,
        keys.filter((key) => key !== name),
      );
    else if (this.isSorting) this.drafts.set(cell, [...keys, name].sort(byName));
    else this.drafts.set(cell, [...keys, name]);
  }

  private keys(path: Path): readonly string[] {
    return (this.look(this.keysCell(path)) ?? []) as readonly string[];
  }

  private claim(path: Path, nature: Nature): void {
    const key = path.join('/');
    const known = this.natures.get(key);
    if (known === nature) return;
    if (known !== undefined) throw new Error(`${key} is a ${known} of the state and cannot become a ${nature}`);
    this.natures.set(key, nature);
  }

  private depthOf(path: Path): number {
    return this.depths[path[0] as string] ?? 1;
  }

  private rowCell(path: Path): CellId {
    return this.cells.cell('row', path.join('/'));
  }

  private keysCell(path: Path): CellId {
    return this.cells.cell('keys', path.join('/'));
  }

  private refuseOutsideOfRecipes(): void {
    if (!this.isWriting) throw new Error('the state was written by a step that says that it only reads');
  }
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
