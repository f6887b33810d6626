// The guard that is missing or late, read off the run: which of the two racing steps wrote, whether the other was
// refused, what the one who acted had looked at, and what it did next.

import { ancestors, type Change, isRefused } from './changes.ts';
import { overlap } from './footprints.ts';
import type { Item, Trace } from './trace.ts';

/** Steps by their numbers. */
export type Guard =
  /** The guard works, and refuses the second step: what that was to write had been so since `settled`. */
  | {
      readonly kind: 'late';
      readonly write: number;
      readonly refused: number;
      /** Where the one who wrote had looked at the row before, and who has written it since: nobody, as a rule. */
      readonly look: number | null;
      readonly between: number | null;
      readonly settled: number | null;
      /** What the refused one does next. */
      readonly next: number | null;
    }
  /** The second write goes over the first, of which its task had not known since `look`. */
  | { readonly kind: 'overwrite'; readonly write: number; readonly over: number; readonly look: number | null }
  /** `look` sees what `change` then makes untrue, and `act` goes by it all the same. */
  | { readonly kind: 'stale'; readonly look: number; readonly change: number; readonly act: number | null }
  /** `look` sees what `change` has made of it, and `act` goes by that; nothing holds it back until the other order. */
  | { readonly kind: 'hasty'; readonly look: number; readonly change: number; readonly act: number | null };

/** `null` for a change that is about no two steps, or about ticks of the drain. */
export function guardOf({ items }: Trace, change: Change): Guard | null {
  if (change.kind !== 'order') return null;
  const { first, second, cell, access } = change;
  const step = (at: number | undefined) => (at === undefined ? null : (items[at]?.record?.index ?? null));
  const [one, two] = [step(first), step(second)];
  if (one === null || two === null) return null;
  const row = /^db\//.test(cell);
  if (access === 'write-write' && row && isRefused(items[second] as Item)) {
    const look = lookBefore(items, first, cell);
    return {
      kind: 'late',
      write: one,
      refused: two,
      look: step(look),
      between: step(look === undefined ? undefined : writeBetween(items, look, first, cell)),
      settled: step(settledBefore(items, second, first)),
      next: step(actAfter(items, second)),
    };
  }
  if (access === 'write-write') {
    return { kind: 'overwrite', write: two, over: one, look: step(lookBefore(items, second, cell, first)) };
  }
  if (access === 'read-write') {
    return { kind: 'stale', look: one, change: two, act: step(actAfter(items, first, second)) };
  }
  return { kind: 'hasty', look: two, change: one, act: step(actAfter(items, second)) };
}

/** The last step that led to this one and looked at the cell, before `limit`. */
function lookBefore(items: readonly Item[], at: number, cell: string, limit = at): number | undefined {
  return [...ancestors(items, at)].find((before) => before < limit && touches(items[before] as Item, cell));
}

/** The last step between two that wrote the cell. */
function writeBetween(items: readonly Item[], from: number, to: number, cell: string): number | undefined {
  const isWrite = ({ writes }: Item) => [...writes].some((other) => overlap(other, cell));
  const at = items.findLastIndex((item, index) => index > from && index < to && isWrite(item));
  return at < 0 ? undefined : at;
}

function touches({ reads, writes }: Item, cell: string): boolean {
  return [...reads, ...writes].some((other) => overlap(other, cell));
}

/** The last step that led to `at`, before `limit`, and changed something beside the database on another process. */
function settledBefore(items: readonly Item[], at: number, limit: number): number | undefined {
  const process = items[at]?.record?.process;
  return [...ancestors(items, at)].find((before) => {
    const { record, writes } = items[before] as Item;
    const isReal = [...writes].some((cell) => /^(sledAgents\/[^/]+\/jobs|guests|propolises)/.test(cell));
    return before < limit && record?.process !== process && isReal;
  });
}

/** The first step that this one led to, after `limit`, and that writes a row, or asks or answers somebody else. */
function actAfter(items: readonly Item[], at: number, limit = at): number | undefined {
  const led = new Set([at]);
  for (let later = at + 1; later < items.length; later++) {
    const { cause, record, writes } = items[later] as Item;
    if (!led.has(cause)) continue;
    led.add(later);
    const isAct = record?.kind === 'request' || record?.kind === 'reply' || [...writes].some(isRow);
    if (later > limit && isAct) return later;
  }
  return undefined;
}

function isRow(cell: string): boolean {
  return /^db\/(?!saga)/.test(cell);
}
