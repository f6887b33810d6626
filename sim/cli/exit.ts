// How the command ends.

import { textOf } from '../search/thrown.ts';
import type { Verdict } from '../search/verdict.ts';

export const EXIT = { holds: 0, violated: 1, usage: 2, inconclusive: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A search that reached nothing has shown nothing. */
export function exitCodeOf(verdict: Verdict): ExitCode {
  switch (verdict) {
    case 'holds':
      return EXIT.holds;
    case 'violated':
      return EXIT.violated;
    case 'inconclusive':
    case 'vacuous':
      return EXIT.inconclusive;
    default:
      return verdict satisfies never;
  }
}

/** Bad usage or input: the command prints the message, which is one line, and exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was thrown, in one line of printable characters, without what only a debugger wants. */
export function oneLine(error: unknown): string {
  const printable = textOf(error).replace(/\s+/g, ' ').replace(/\p{C}/gu, '\ufffd').trim();
  return printable.length > 500 ? `${printable.slice(0, 500)}...` : printable;
}
