// The story of a run for a reader who knows Omicron and not this tool.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { causeLines } from './cause.ts';
import { type ToldStep, withChanges } from './changes.ts';
import { entry, headerLines } from './header.ts';
import type { Paint } from './paint.ts';
import { pictureLines } from './picture.ts';
import { LEGEND, stepLines } from './steps.ts';
import { remarkOf, violationLines } from './violations.ts';

export interface StoryOptions {
  readonly paint: Paint;
  /** Tell every step; bookkeeping is folded otherwise. */
  readonly isEverything?: boolean;
}

/** The whole story, in lines. The last one is the command that reproduces the run. */
export function storyLines(run: RecordedRun, { paint, isEverything = false }: StoryOptions): string[] {
  const initial = initialRack(run.config);
  const steps = withChanges(run.records, initial);
  const remarks = new Map<number, string[]>();
  for (const violation of run.violations) {
    if (violation.isAtRest) continue;
    remarks.set(violation.step, [...(remarks.get(violation.step) ?? []), remarkOf(violation, paint)]);
  }
  const title = (text: string) => ['', paint.bold(text), ''];
  return [
    ...headerLines(run, paint),
    ...title('What happened').slice(0, -1),
    ...LEGEND,
    '',
    ...stepLines(steps.slice(0, run.choices), { paint, isEverything, remarks }),
    ...drainLines(steps.slice(run.choices), { paint, isEverything, remarks, isChangesOnly: !isEverything }),
    ...(run.violations.length > 0 ? [...title('What is wrong'), ...violationLines(run, steps, paint)] : ['']),
    ...title('How things stand at the end').slice(1),
    ...pictureLines(steps[steps.length - 1]?.record.snapshot ?? initial),
    '',
    ...causeLines(run, paint),
    ...verdictLines(run, paint),
    run.command,
  ];
}

function drainLines(steps: readonly ToldStep[], options: Parameters<typeof stepLines>[1]): string[] {
  if (steps.length === 0) return [];
  const changed = steps.filter(({ changes }) => changes.length > 0).length;
  const rest = 'Faults stop, links heal, and every background task ticks until nothing changes';
  const count = changed === 0 ? 'none of which changed anything' : `of which ${changed} changed something`;
  return ['', options.paint.bold(`The drain   ${rest}: ${steps.length} steps, ${count}`), ...stepLines(steps, options)];
}

function verdictLines(run: RecordedRun, paint: Paint): string[] {
  const hard = run.violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
  const soft = run.violations.filter(({ isSoft }) => isSoft).map(({ invariant }) => invariant);
  const colour = hard.length > 0 ? paint.red : paint.green;
  const found = hard.length > 0 ? `${run.verdict}: ${hard.join(', ')}` : run.verdict;
  return [
    `verdict  ${colour(found)}${soft.length > 0 ? `; soft: ${soft.join(', ')}` : ''}`,
    ...entry('expected', run.expected),
    ...run.surprises.map((surprise) => paint.red(`         NOT AS EXPECTED: ${surprise}`)),
  ];
}
