// One scenario under one design: the unit of a comparison. A scripted scenario is run once as scripted; one with a
// workload is walked from a fixed set of seeds; any other is run once in default order.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Scenario } from '../rack/scenario.ts';
import { courseOf, perform } from './course.ts';
import { type HuntResult, huntBatch, missingMarks, verdictOf } from './hunt.ts';
import { prove } from './prove/prove.ts';
import type { Run } from './run.ts';
import type { Schedule } from './schedule.ts';
import { ScriptError } from './script.ts';
import { shrink } from './shrink.ts';
import type { Verdict } from './verdict.ts';
import { type Origin, scheduleOf, witness } from './witness.ts';

/** The seeds of a comparison are 1 and up: few enough for a job of under a minute, enough to find what is not rare. */
const SEEDS = 200;

export interface TrialViolation {
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly message: string;
  readonly step: number;
  readonly schedule: Schedule;
}

/** Plain data. */
export interface TrialResult {
  readonly verdict: Verdict;
  readonly runs: number;
  /** States visited by an exhaustive search that came to its end; absent for anything less. */
  readonly states?: number;
  readonly violations: readonly TrialViolation[];
  /** Why there is no verdict: a script that cannot be followed, marks that were never reached. */
  readonly reason: string | null;
}

export interface TrialOptions {
  readonly invariants: readonly Invariant[];
  readonly seeds?: number;
  /** Search exhaustively, too, up to so many states. */
  readonly statesMax?: number;
}

/** Throws `DefectError` as `perform` does. */
export function trial(
  scenario: Scenario,
  toggles: Toggles,
  origin: Pick<Origin, 'scenario' | 'design' | 'set'>,
  options: TrialOptions,
): TrialResult {
  const isPlayed = scenario.script !== undefined || scenario.workload === undefined;
  const result = isPlayed ? once(scenario, toggles, origin, options) : walks(scenario, toggles, origin, options);
  return options.statesMax === undefined ? result : withProof(result, scenario, toggles, origin, options);
}

/** Adds what an exhaustive search finds; and how many states it visited, if it came to its end. */
function withProof(
  result: TrialResult,
  scenario: Scenario,
  toggles: Toggles,
  partOfOrigin: Pick<Origin, 'scenario' | 'design' | 'set'>,
  { invariants, statesMax = 0 }: TrialOptions,
): TrialResult {
  const means = { statesMax, isReduced: true, isKeepingGoing: true };
  const { counterexamples, isComplete, states } = prove({ scenario, toggles, invariants }, means);
  const origin = { ...partOfOrigin, seed: null, strategy: 'exhaustive' };
  const more = counterexamples
    .filter(({ invariant }) => !result.violations.some((known) => known.invariant === invariant))
    .map(({ invariant, isSoft, choices }): TrialViolation => {
      const schedule = witness(scenario, toggles, choices, origin, invariant, invariants);
      return { invariant, isSoft, ...placeOf(schedule), schedule };
    });
  const isViolated = more.some(({ isSoft }) => !isSoft);
  return {
    ...result,
    verdict: isViolated ? 'violated' : result.verdict,
    violations: [...result.violations, ...more],
    ...(isComplete && { states }),
  };
}

function once(
  scenario: Scenario,
  toggles: Toggles,
  partOfOrigin: Pick<Origin, 'scenario' | 'design' | 'set'>,
  { invariants }: TrialOptions,
): TrialResult {
  const course = courseOf(scenario);
  let run: Run;
  try {
    run = perform(scenario, toggles, course, { isDigesting: true, invariants });
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error;
    return { verdict: 'inconclusive', runs: 0, violations: [], reason: error.message };
  }
  const origin = { ...partOfOrigin, seed: null, strategy: course.kind };
  const violations = run.violations.map(({ invariant, isSoft, message, step }) => ({
    invariant,
    isSoft,
    message,
    step,
    schedule: scheduleOf(run, origin, invariant),
  }));
  return conclude(violations, 1, missingOf(scenario, run));
}

function walks(
  scenario: Scenario,
  toggles: Toggles,
  partOfOrigin: Pick<Origin, 'scenario' | 'design' | 'set'>,
  { invariants, seeds = SEEDS }: TrialOptions,
): TrialResult {
  const batch = { seed: 1, runs: seeds };
  const result = huntBatch(scenario, toggles, batch, { isKeepingGoing: true, invariants });
  const violations = result.finds.map(({ seed, strategy, invariant, isSoft, choices }): TrialViolation => {
    const origin = { ...partOfOrigin, seed, strategy };
    const schedule = witness(scenario, toggles, choices, origin, invariant, invariants);
    return { invariant, isSoft, ...placeOf(schedule), schedule };
  });
  return conclude(violations, result.runs, missingOfHunt(scenario, result));
}

/** The same violation by a shorter schedule, where it was found at random; a script is as long as it was written. */
export function shorten(
  scenario: Scenario,
  toggles: Toggles,
  violation: TrialViolation,
  { invariants }: TrialOptions,
): TrialViolation {
  const { invariant, schedule } = violation;
  if (schedule.strategy !== 'walk') return violation;
  const { choices } = shrink({ scenario, toggles, invariant, invariants }, schedule.choices);
  const shorter = witness(scenario, toggles, choices, schedule, invariant, invariants);
  return { ...violation, ...placeOf(shorter), schedule: shorter };
}

function placeOf({ violation }: Schedule): { readonly message: string; readonly step: number } {
  return { message: violation?.message ?? '', step: violation?.step ?? 0 };
}

function conclude(violations: readonly TrialViolation[], runs: number, missing: readonly string[]): TrialResult {
  const reason = missing.length > 0 ? `never reached: ${missing.join('; ')}` : null;
  if (violations.some(({ isSoft }) => !isSoft)) return { verdict: 'violated', runs, violations, reason };
  return { verdict: missing.length > 0 ? 'vacuous' : 'holds', runs, violations, reason };
}

function missingOf(scenario: Scenario, run: Run): readonly string[] {
  return (scenario.marks ?? []).filter((mark) => !run.simulation.marks.has(mark));
}

function missingOfHunt(scenario: Scenario, result: HuntResult): readonly string[] {
  return verdictOf(scenario, result) === 'vacuous' ? missingMarks(scenario, result) : [];
}
