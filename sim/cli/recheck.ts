// `rack recheck`: a saved failure and its neighbours, under another design.

import { spread } from '../search/pool/pool.ts';
import { type RecheckPart, type RecheckPlan, RecheckTally, recheckItself } from '../search/recheck.ts';
import type { Schedule } from '../search/schedule.ts';
import type { Verdict } from '../search/verdict.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { onInterrupt } from './interrupt.ts';
import { dismiss, hire, type Job } from './jobs.ts';
import { showProgress } from './progress.ts';
import { documentOf, linesOf, type Rechecked } from './recheck-report.ts';
import { readSchedule, scenarioOf } from './save.ts';
import { findInvariants, namingFile, parseOverrides, type Selection, select } from './selection.ts';
import { saveSibling } from './sibling.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface RecheckVerbOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly distance: number;
  /** Names of the invariants that must hold; the one that the schedule shows when empty. */
  readonly invariant: readonly string[];
  readonly for?: number;
  readonly jobs: number;
  readonly json?: true;
}

export async function recheckVerb(terminal: Terminal, file: string, options: RecheckVerbOptions): Promise<ExitCode> {
  const schedule = readSchedule(file);
  const set = { ...schedule.set, ...parseOverrides(options.set) };
  const selection = await select({ scenario: scenarioOf(schedule, file), design: options.design, set });
  const plan = { choices: schedule.choices, distance: options.distance, invariants: invariantsOf(schedule, options) };
  const interrupt = onInterrupt();
  const start = performance.now();
  try {
    const { tally, isComplete } = await tallyUp(selection, plan, options, interrupt.isRequested);
    const elapsedMs = Math.round(performance.now() - start);
    const verdict: Verdict = tally.sibling !== null ? 'violated' : isComplete ? 'holds' : 'inconclusive';
    const sibling =
      tally.sibling && (await saveSibling(terminal, selection, tally.sibling, plan, interrupt.isRequested));
    const rechecked: Rechecked = { file, selection, plan, tally, isComplete, verdict, elapsedMs, sibling };
    if (options.json) printJson(terminal, documentOf(rechecked));
    else for (const line of linesOf(rechecked, terminal.paint)) terminal.print(line);
    return exitCodeOf(verdict);
  } finally {
    interrupt.dispose();
  }
}

/** What must hold: what was asked for, or what the schedule shows, or everything. */
function invariantsOf({ violation }: Schedule, { invariant }: RecheckVerbOptions): readonly string[] {
  const shown = violation === undefined ? [] : [violation.invariant];
  return findInvariants(invariant.length > 0 ? invariant : shown).map(({ name }) => name);
}

async function tallyUp(
  selection: Selection,
  plan: RecheckPlan,
  options: RecheckVerbOptions,
  isInterrupted: () => boolean,
): Promise<{ readonly tally: RecheckTally; readonly isComplete: boolean }> {
  const { scenario, design, set, story } = selection;
  const tally = new RecheckTally(plan);
  const { part, length } = itselfNamed(selection, plan);
  tally.add(part);
  if (plan.distance === 0) return { tally, isComplete: true };
  const jobs = function* (): Generator<Job> {
    for (let at = 1; at <= length; at++) yield { kind: 'recheck', choice: { scenario, design, set }, plan, at };
  };
  const hands = hire(Math.min(options.jobs, length));
  const progress = showProgress(`${story.name} under ${design}`, length);
  const start = performance.now();
  const isTimeUp = () => performance.now() - start >= (options.for ?? Number.POSITIVE_INFINITY);
  let done = 0;
  try {
    await spread(jobs(), hands, {
      shouldStop: () => isInterrupted() || isTimeUp(),
      onResult(result) {
        tally.add(result as RecheckPart);
        progress.update(++done, `${tally.count} neighbours, ${tally.failing} violate it`);
        return undefined;
      },
    });
  } finally {
    progress.stop();
    await dismiss(hands);
  }
  return { tally, isComplete: done === length };
}

function itselfNamed(selection: Selection, plan: RecheckPlan): ReturnType<typeof recheckItself> {
  try {
    return recheckItself(selection.story, selection.toggles, plan);
  } catch (error) {
    throw namingFile(selection, error);
  }
}
