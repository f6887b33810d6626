// A comparison as a document, and the schedules behind its cells as files.

import type { Cell, Comparison, Trial } from '../search/compare.ts';
import type { TrialViolation } from '../search/trial.ts';
import { saveWitness } from './save.ts';

/** Where the schedule of a violation was saved. */
export interface Paths {
  readonly of: (scenario: string, design: string, invariant: string) => string | null;
}

/** A violation that the matrix shows, or that was not expected. */
export interface Shown {
  /** Position among the trials. */
  readonly trial: number;
  readonly violation: TrialViolation;
}

const keyOf = (...names: readonly string[]) => names.join('\n');

/** Everything that somebody may want to step through. */
export function shownViolations({ cells, unexpected }: Comparison, trials: readonly Trial[]): readonly Shown[] {
  const wanted = new Set<string>();
  for (const { scenario, design, invariant } of [...cells, ...unexpected]) {
    if (scenario !== null) wanted.add(keyOf(scenario, design, invariant));
  }
  return trials.flatMap(({ scenario, design, result }, trial) =>
    result.violations
      .filter(({ invariant }) => wanted.has(keyOf(scenario.name, design, invariant)))
      .map((violation) => ({ trial, violation })),
  );
}

/** Puts shorter schedules in the place of those they came from. */
export function withShorter(trials: readonly Trial[], shorter: readonly Shown[]): readonly Trial[] {
  return trials.map((trial, index) => {
    const own = shorter.filter((shown) => shown.trial === index).map(({ violation }) => violation);
    const violations = trial.result.violations.map(
      (violation) => own.find(({ invariant }) => invariant === violation.invariant) ?? violation,
    );
    return { ...trial, result: { ...trial.result, violations } };
  });
}

/** Saves the schedules of what is shown. */
export function saveShown(comparison: Comparison, trials: readonly Trial[]): Paths {
  const paths = new Map<string, string>();
  for (const { trial, violation } of shownViolations(comparison, trials)) {
    const { scenario, design } = trials[trial] as Trial;
    const path = saveWitness(violation.schedule, scenario.name, violation.invariant);
    paths.set(keyOf(scenario.name, design, violation.invariant), path);
  }
  return { of: (...names) => paths.get(keyOf(...names)) ?? null };
}

export function comparisonDocument(comparison: Comparison, paths: Paths, isCutShort: boolean) {
  const { designs, invariants, cells, unexpected, silent, expectations } = comparison;
  return {
    designs,
    invariants,
    cells: cells.map((cell) => cellDocument(cell, paths)),
    asExpected: unexpected.length === 0,
    expectations,
    unexpected: unexpected.map((one) => ({ ...one, schedule: paths.of(one.scenario, one.design, one.invariant) })),
    silent,
    isComplete: !isCutShort,
  };
}

function cellDocument(cell: Cell, paths: Paths) {
  const { design, invariant, isSoft, verdict, count, scenario, violation, evidence } = cell;
  return {
    design,
    invariant,
    verdict,
    scenario,
    schedule: scenario === null ? null : paths.of(scenario, design, invariant),
    isSoft,
    count,
    evidence,
    message: violation?.message ?? null,
    step: violation?.step ?? null,
    steps: violation?.schedule.choices.length ?? null,
  };
}
