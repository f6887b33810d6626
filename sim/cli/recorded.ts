// A run as reports and JSON documents take it.

import type { RecordedRun } from '../../reports/recorded-run.ts';
import { describeExpectation, type Surprise, surprises } from '../search/expectation.ts';
import type { Run } from '../search/run.ts';
import type { Verdict } from '../search/verdict.ts';
import type { Selection } from './selection.ts';

export function verdictOf(run: Run): Verdict {
  return run.violations.some(({ isSoft }) => !isSoft) ? 'violated' : 'holds';
}

/** What came otherwise than the scenario expects of the design. */
function surprisesOf({ story, design }: Selection, run: Run): readonly Surprise[] {
  return surprises(story.expected[design], run.violations);
}

/** For the text report; `run` was made with `isRecording`. */
export function recordedRun(selection: Selection, run: Run, course: string, command: string): RecordedRun {
  const { story, design } = selection;
  return {
    scenario: story,
    design,
    config: run.config,
    course,
    records: run.simulation.records,
    choices: run.labels.length,
    violations: run.violations,
    marks: run.simulation.marks,
    digest: run.simulation.digest,
    verdict: verdictOf(run),
    expected: describeExpectation(story.expected[design]),
    surprises: surprisesOf(selection, run).map(describeSurprise),
    command,
  };
}

function describeSurprise({ invariant, expected }: Surprise): string {
  return expected === 'violated'
    ? `${invariant} was to be violated, and holds`
    : `${invariant} was to hold, and is violated`;
}

/** The fields that all documents about one run share; `schedule` is the path of its saved schedule. */
export function runDocument(selection: Selection, run: Run, seed: number | null, schedule: string | null) {
  const { scenario, design, set, story } = selection;
  const expected = story.expected[design] ?? null;
  return {
    verdict: verdictOf(run),
    scenario,
    design,
    set,
    seed,
    steps: run.simulation.stepCount,
    choices: run.labels.length,
    digest: run.simulation.digest,
    violations: run.violations.map(({ invariant, isSoft, subject, message, step }) => ({
      invariant,
      isSoft,
      subject,
      message,
      step,
      steps: run.labels.length,
      schedule,
    })),
    expected,
    asExpected: expected && surprisesOf(selection, run).length === 0,
  };
}
