// The steps that made a violation so: those that changed something about its subject.

import type { FoundViolation } from '../recorded-run.ts';
import type { ToldStep } from './changes.ts';
import type { Change } from './rows.ts';

/** More steps than this are no explanation. */
const CAUSES_MAX = 8;

/** The last steps up to the violation that changed something about its subject. */
export function causesOf(violation: FoundViolation, steps: readonly ToldStep[]): readonly ToldStep[] {
  return steps
    .filter(({ record }) => record.index <= violation.step)
    .map(({ record, changes }) => ({ record, changes: changes.filter((change) => explains(change, violation)) }))
    .filter(({ changes }) => changes.length > 0)
    .slice(-CAUSES_MAX);
}

/** Small changes explain only what is said of them. */
function explains(change: Change, { subject, message }: FoundViolation): boolean {
  if (!concerns(subject, change.subjects)) return false;
  if (!change.isMinor) return true;
  const [, word] = /^(reservation|charge)\b/.exec(change.text) ?? ['', 'lock'];
  return new RegExp(`\\b${word}|CPUs`).test(message);
}

/** A subject that is no thing of the rack's (`rack`) is everything. */
function concerns(subject: string, subjects: readonly string[]): boolean {
  return subject === 'rack' || subjects.some((one) => one !== '' && ` ${subject} `.includes(` ${one} `));
}
