// What a hunt came to, in words and as a document.

import { type Paint, wrap } from '../../reports/text/paint.ts';
import { type HuntResult, merge, missingMarks, NOTHING_YET } from '../search/hunt.ts';
import type { StrategyPlan } from '../search/portfolio.ts';
import type { SearchStatistics } from '../search/statistics.ts';
import { showDrawn } from '../search/strategy.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import { countOf, inWords, type Saved } from './finds.ts';
import { replayCommand } from './save.ts';
import type { Selection } from './selection.ts';

export interface HuntReport {
  readonly selection: Selection;
  readonly plan: StrategyPlan;
  readonly result: HuntResult;
  readonly statistics: SearchStatistics;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  readonly seed: number;
  readonly digest: string;
  readonly saved: readonly Saved[];
}

/** A hunt without any find may print shorter schedules in full; longer ones are in their file. */
const STEPS_SHOWN_MAX = 60;

/** `page` has the pictures. */
export function linesOf(report: HuntReport, page: string, paint: Paint): string[] {
  const { selection, result, verdict, elapsedMs, saved } = report;
  const { story, design, scenario } = selection;
  const rate = elapsedMs > 0 ? Math.round((result.runs / elapsedMs) * 1_000) : 0;
  const colour = verdict === 'violated' ? paint.red : verdict === 'holds' ? paint.green : paint.yellow;
  const missing = missingMarks(story, result);
  const soft = result.finds.filter(({ isSoft }) => isSoft);
  return [
    `${scenario} under ${design}: ${colour(verdict)}`,
    `  ${courseOfHunt(report)}: ${countOf(result.runs, 'run')} in ${(elapsedMs / 1000).toFixed(1)} s ` +
      `(${rate} runs/s), ${Math.round(result.steps / Math.max(1, result.runs))} steps a run`,
    ...markLines(result),
    ...missing.map((mark) => paint.yellow(`  never reached: ${mark}`)),
    `  pictures: ${page}`,
    ...soft.map(({ invariant, seed: at, message }) => `  soft: ${invariant}, seed ${at}: ${message}`),
    ...saved.flatMap((each) => findLines(each, paint)),
  ];
}

/** `strategy walk, seeds 1 to 25`. */
export function courseOfHunt({ plan: { name, depth }, result, seed }: HuntReport): string {
  const last = seed + Math.max(0, result.runs - 1);
  const seeds = last > seed ? `seeds ${seed} to ${last}` : `seed ${seed}`;
  return `strategy ${name}${name === 'pct' ? ` of depth ${depth}` : ''}, ${seeds}`;
}

function markLines(result: HuntResult): string[] {
  const marks = Object.entries(result.marks).sort(([, a], [, b]) => b - a);
  const share = (runs: number) => `${Math.round((100 * runs) / result.runs)} %`.padStart(5);
  return marks.map(([mark, runs]) => `  ${share(runs)} of the runs: ${mark}`);
}

function findLines({ find, shrunk, schedule, path, causes, report }: Saved, paint: Paint): string[] {
  const { violation, choices } = schedule;
  const isShown = choices.length <= STEPS_SHOWN_MAX;
  return [
    '',
    paint.red(`${find.invariant}: ${violation?.message ?? find.message}`),
    `  seed ${find.seed}, ${find.strategy}: ${inWords(shrunk.before)}`,
    ...(Object.keys(find.drawn).length > 0 ? [`  drew ${showDrawn(find.drawn)}`] : []),
    `  shrunk: ${inWords(shrunk.after)} (${shrunk.replays} replays${shrunk.isComplete ? '' : ', not to the end'})`,
    ...(isShown ? choices.map((choice, index) => `  ${String(index + 1).padStart(4)}  ${choice}`) : []),
    ...causes.flatMap(({ text }) => wrap(text, '  ')),
    ...(report === null ? [] : [`  page: ${report}`]),
    replayCommand(path),
  ];
}

/** One document for all hunts of a command. */
export function documentOf(reports: readonly HuntReport[], design: string, seed: number) {
  const hunts = reports.map(oneDocument);
  const sum = reports.map(({ result }) => result).reduce(merge, NOTHING_YET);
  return {
    verdict: worst(reports.map(({ verdict }) => verdict)),
    scenario: hunts.length === 1 ? (hunts[0]?.scenario ?? null) : null,
    design,
    seed,
    steps: sum.steps,
    digest: sum.digest,
    violations: hunts.flatMap(({ violations }) => violations),
    runs: sum.runs,
    elapsedMs: reports.reduce((total, { elapsedMs }) => total + elapsedMs, 0),
    marks: sum.marks,
    hunts,
  };
}

function oneDocument({ selection, plan, result, verdict, elapsedMs, seed, digest, saved }: HuntReport) {
  const { scenario, design, set, story } = selection;
  return {
    verdict,
    scenario,
    design,
    set,
    strategy: plan.name,
    seed,
    steps: result.steps,
    digest,
    violations: saved.map(({ find, schedule, path, causes, report }) => ({
      invariant: find.invariant,
      message: schedule.violation?.message ?? find.message,
      step: schedule.violation?.step ?? find.step,
      steps: schedule.choices.length,
      schedule: path,
      report,
      scenario,
      seed: find.seed,
      strategy: find.strategy,
      drawn: find.drawn,
      digest: schedule.digest,
      causes,
    })),
    soft: result.finds
      .filter(({ isSoft }) => isSoft)
      .map(({ invariant, message, step, seed: at }) => ({ invariant, message, step, seed: at })),
    runs: result.runs,
    elapsedMs,
    marks: result.marks,
    missingMarks: missingMarks(story, result),
    expected: story.expected[design] ?? null,
  };
}
