// What each step of a run reads and writes. A cell is the path of a record in the rack: `db/vmms/vmm-1`. Writes are the
// patches that the recorder makes anyway; for reads, each recipe is run once more, before it counts, on a copy that
// tells what was looked at.

import { createDraft } from 'immer';
import type { Recipe } from '../../kernel/ask.ts';
import { RecordingStore } from '../../kernel/recorder.ts';

/** How deep the records lie, by the part of the rack: `db/vmms/vmm-1`, `sledAgents/sled-1/runners/vmm-1`. */
const DEPTHS: Readonly<Record<string, number>> = { db: 3, sledAgents: 4, nexuses: 4, propolises: 3, guests: 2 };

/** Bookkeeping that nothing decides by. */
const IGNORED = ['truth', 'ids'];

export interface Footprint {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

/** A recording store that keeps the footprint of each step, in the order of the steps. */
export class TracingStore<S extends object> extends RecordingStore<S> {
  readonly footprints: Footprint[] = [];
  private reads = new Set<string>();

  override apply<R>(recipe: Recipe<S, R>, isRead: boolean): R {
    try {
      recipe(watched(createDraft(this.state) as object, [], this.reads) as S);
    } catch {
      // What it throws, it throws again below, where it counts.
    }
    return super.apply(recipe, isRead);
  }

  override takePatches(): ReturnType<RecordingStore<S>['takePatches']> {
    const patches = super.takePatches();
    const writes = new Set(patches.map(({ path }) => cellOf(path)).filter((cell) => cell !== undefined));
    this.footprints.push({ reads: this.reads, writes });
    this.reads = new Set();
    return patches;
  }
}

/** Whether one of two cells holds the other, or they are the same. */
export function overlap(a: string, b: string): boolean {
  if (a === b) return true;
  return a.length < b.length ? b.startsWith(`${a}/`) : a.startsWith(`${b}/`);
}

function cellOf(path: readonly (string | number)[]): string | undefined {
  const [part = ''] = path;
  if (IGNORED.includes(String(part))) return undefined;
  return path.slice(0, DEPTHS[part] ?? 1).join('/');
}

/** The object, telling which cells are looked at. Asking a table for what is in it reads the table. */
function watched(target: object, path: readonly string[], reads: Set<string>): object {
  const note = (to: readonly string[]) => {
    const cell = cellOf(to);
    if (cell !== undefined) reads.add(cell);
  };
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      if (typeof key === 'symbol') return value;
      const to = [...path, key];
      // The containers on the way down to a record are no reads.
      if (to.length >= (DEPTHS[to[0] as string] ?? 1)) note(to);
      return typeof value === 'object' && value !== null ? watched(value, to, reads) : value;
    },
    has(object, key) {
      if (typeof key === 'string') note([...path, key]);
      return Reflect.has(object, key);
    },
    ownKeys(object) {
      if (path.length > 0) note(path);
      return Reflect.ownKeys(object);
    },
  });
}
