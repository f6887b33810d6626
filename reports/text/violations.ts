// The invariants that did not hold: what was promised, by whom, what came instead, and the steps that made it so.

import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { FoundViolation, RecordedRun } from '../recorded-run.ts';
import { causesOf } from './causes.ts';
import type { ToldStep } from './changes.ts';
import { type Paint, wrap } from './paint.ts';
import { showTime, tellStep } from './words.ts';

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

function causeLine({ record, changes }: ToldStep): string {
  const { who, what } = tellStep(record);
  const texts = changes.map(({ text }) => text);
  const head = `    ${String(record.index).padStart(4)} ${showTime(record.now).padStart(9)}  `;
  return texts.includes(what) ? `${head}${what}` : `${head}${who}: ${texts.join('; ')}`;
}
