// The invariants that did not hold: what was promised, by whom, what came instead, and the steps that made it so.

import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { FoundViolation, RecordedRun } from '../recorded-run.ts';
import type { ToldStep } from './changes.ts';
import { type Paint, wrap } from './paint.ts';
import type { Change } from './rows.ts';
import { showTime, tellStep } from './words.ts';

/** More steps than this are no explanation. */
const CAUSES_MAX = 8;

export function violationLines(run: RecordedRun, steps: readonly ToldStep[], paint: Paint): string[] {
  return run.violations.flatMap((violation) => [...oneViolation(violation, run, steps, paint), '']);
}

/** What is said in the place where it happened. */
export function remarkOf({ invariant, isSoft }: FoundViolation, paint: Paint): string {
  const text = `     ^^^^ ${invariant} does not hold any more${isSoft ? ' (soft)' : ''}`;
  return isSoft ? paint.yellow(text) : paint.red(text);
}

function oneViolation(violation: FoundViolation, run: RecordedRun, steps: readonly ToldStep[], paint: Paint): string[] {
  const { invariant, isSoft, subject, message, isAtRest } = violation;
  const { property = '', cites = '' } = INVARIANTS.find(({ name }) => name === invariant) ?? {};
  const head = `${isSoft ? 'SOFT    ' : 'VIOLATED'} ${invariant}, of ${subject}, ${placeOf(violation, run)}`;
  const causes = causesOf(violation, steps);
  return [
    isSoft ? paint.yellow(head) : paint.red(head),
    ...(property ? field('must hold', property) : []),
    ...(cites ? field('promised', cites) : []),
    ...field(isAtRest ? 'at rest' : 'found', message),
    ...(causes.length > 0 ? ['  made so by', ...causes.map(causeLine)] : []),
  ];
}

function placeOf({ step, isAtRest }: FoundViolation, run: RecordedRun): string {
  if (isAtRest) return `at rest after step ${step}`;
  return `after step ${step}${step > run.choices ? ', in the drain' : ''}`;
}

function field(name: string, text: string): string[] {
  const [first = '', ...others] = wrap(text, ' '.repeat(13));
  return [`  ${name.padEnd(10)} ${first.trimStart()}`, ...others];
}

/** The last steps up to the violation that changed something about its subject. */
function causesOf(violation: FoundViolation, steps: readonly ToldStep[]): readonly ToldStep[] {
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

function causeLine({ record, changes }: ToldStep): string {
  const { who, what } = tellStep(record);
  const texts = changes.map(({ text }) => text);
  const head = `    ${String(record.index).padStart(4)} ${showTime(record.now).padStart(9)}  `;
  return texts.includes(what) ? `${head}${what}` : `${head}${who}: ${texts.join('; ')}`;
}
