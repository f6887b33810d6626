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
}

/** `run` was made with `isRecording` and `isDigesting`. */
export function recordedRun(
  subject: Subject,
  run: Run,
  { course, command, causes = [], ...rest }: Telling,
): RecordedRun {
  const { story, design, scenario, file, set } = subject;
  const expected = story.expected[design];
  return {
    scenario: story,
    design,
    origin: { scenario, file, set, ...rest },
    config: run.config,
    course,
    records: run.simulation.records,
    choices: run.labels.length,
    violations: run.violations,
    causes,
    marks: run.simulation.marks,
    digest: run.simulation.digest,
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
