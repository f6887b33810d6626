// Steps that a reader may skip: they change no row that matters and tell nothing that another step does not.

import type { ToldStep } from './changes.ts';
import { pointOf } from './words.ts';

/** What a bookkeeping step is counted as, or `undefined` for one that is told in full. */
export function bookkeepingOf({ record, changes }: ToldStep): string | undefined {
  const { kind, label, details } = record;
  const point = pointOf(label);
  if (changes.length > 0 || details.some(isWorthTelling)) return undefined;
  switch (kind) {
    case 'request':
      return isRoutine(point) || record.process.startsWith('nexus-') ? 'delivery' : undefined;
    case 'reply':
      return isRoutine(point) && !details.some((text) => text.startsWith('error: ')) ? 'delivery' : undefined;
    case 'park':
      return 'wake-up';
    case 'step':
      return SORTS.find(([pattern]) => pattern.test(point))?.[1];
    case 'choice':
    case 'timer':
    case 'external':
    case 'fault':
      return undefined;
    default:
      return kind satisfies never;
  }
}

/** How many of each sort there are: `delivery x2, look-up`. */
export function sortsOf(steps: readonly ToldStep[]): string {
  const counts = new Map<string, number>();
  for (const step of steps) {
    const sort = bookkeepingOf(step) ?? '';
    counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  return Array.from(counts, ([sort, count]) => (count > 1 ? `${sort} x${count}` : sort)).join(', ');
}

const SORTS: readonly (readonly [RegExp, string])[] = [
  [/^(log|create saga-\d+) /, 'saga log'],
  [/^look up /, 'look-up'],
  [/^(list|find) /, 'listing'],
  [/^takes its next message/, 'queue'],
  [/^polls Propolis/, 'poll'],
  [/^write the report of /, 'old news'],
];

/** Messages whose handler or effect is a step of its own. */
function isRoutine(point: string): boolean {
  return /^(push to |ensure|Propolis |sled-\d+ get-state )/.test(point);
}

function isWorthTelling(text: string): boolean {
  if (/^finds (?!none)/.test(text)) return !text.startsWith('finds vmm-');
  const [, is, says] = /^superseded: \S+ is (.+), the report says (.+)$/.exec(text) ?? [];
  // The same news twice, by the reply and by the push: the report's migrations are in rows of their own.
  if (is !== undefined) return is !== says?.replace(/ \(migration .*\)$/, '');
  return /superseded|refused|panics|logs that|is not|lock moved|somebody else|ends with/.test(text);
}
