// A run as JSON documents take it.

import { surprises } from '../search/expectation.ts';
import type { Run } from '../search/run.ts';
import type { Verdict } from '../search/verdict.ts';
import type { Selection } from './selection.ts';

export function verdictOf(run: Run): Verdict {
  return run.violations.some(({ isSoft }) => !isSoft) ? 'violated' : 'holds';
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
    asExpected: expected && surprises(expected, run.violations).length === 0,
  };
}
