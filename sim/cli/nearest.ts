// Names that somebody typed.

import { distance } from 'fastest-levenshtein';
import { UsageError } from './exit.ts';

/** The valid name that was probably meant. A name that contains what was typed is nearer than any other. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const tail = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const cost = (name: string) =>
    name.includes(typed) ? 0 : Math.min(distance(typed, name), distance(typed, tail(name)));
  return names.toSorted((a, b) => cost(a) - cost(b))[0];
}

/** Throws the message for a name that does not exist. */
export function unknownName(sort: string, typed: string, names: readonly string[]): never {
  throw new UsageError(`no ${sort} "${typed}"; the nearest is "${nearest(typed, names)}"`);
}
