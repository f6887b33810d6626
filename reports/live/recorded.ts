// A run as reports take it, made of a run that was recorded.

import type { Scenario } from '../../sim/rack/scenario.ts';
import { describeExpectation, type Surprise, surprises } from '../../sim/search/expectation.ts';
import type { Run } from '../../sim/search/run.ts';
import type { RecordedRun, RunOrigin } from '../recorded-run.ts';

/** What was run: a scenario under a design. */
export interface Subject extends Pick<RunOrigin, 'scenario' | 'file' | 'set'> {
  readonly story: Scenario;
  readonly design: string;
}

/** How it was run, and how to run it again. */
export interface Telling extends Pick<RunOrigin, 'seed' | 'strategy'>, Pick<RecordedRun, 'causes'> {
  /** In words. */
  readonly course: string;
  readonly command: string;
  readonly digest?: string;
}

/** `run` was made with `isRecording`, and with `isDigesting` unless its digest is known. */
export function recordedRun(subject: Subject, run: Run, telling: Telling): RecordedRun {
  const { course, command, digest = run.simulation.digest, causes, seed, strategy } = telling;
  const { story, design, scenario, file, set } = subject;
  const expected = story.expected[design];
  return {
    scenario: story,
    design,
    origin: { scenario, file, set, seed, strategy },
    config: run.config,
    course,
    records: run.simulation.records,
    choices: run.labels.length,
    ticks: run.ticks,
    violations: run.violations,
    ...(causes && { causes }),
    marks: run.simulation.marks,
    digest,
    verdict: run.violations.some(({ isSoft }) => !isSoft) ? 'violated' : 'holds',
    expected: describeExpectation(expected),
    surprises: surprises(expected, run.violations).map(describeSurprise),
    command,
  };
}

function describeSurprise({ invariant, expected }: Surprise): string {
  return expected === 'violated'
    ? `${invariant} was to be violated, and holds`
    : `${invariant} was to hold, and is violated`;
}
