// A witness: the schedule that shows a violation, made by running it once more from beginning to end.

import type { Toggles } from '../rack/designs/toggles.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Scenario } from '../rack/scenario.ts';
import { DefectError, perform } from './course.ts';
import { Replay } from './replay.ts';
import type { Run, RunOptions } from './run.ts';
import { MODEL_VERSION, SCHEDULE_FORMAT, type Schedule } from './schedule.ts';

/** What a schedule says of its origin. */
export interface Origin {
  /** The scenario as the command takes it. */
  readonly scenario: string;
  readonly design: string;
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number | null;
  readonly strategy: string;
}

/** The schedule of a run that was made with `isDigesting`, as a witness against `invariant` if one is named. */
export function scheduleOf(run: Run, origin: Origin, invariant?: string): Schedule {
  const violation = run.violations.find((one) => one.invariant === invariant);
  return {
    format: SCHEDULE_FORMAT,
    modelVersion: MODEL_VERSION,
    scenario: origin.scenario,
    design: origin.design,
    set: { ...origin.set },
    seed: origin.seed,
    strategy: origin.strategy,
    choices: [...run.labels],
    ...(violation && {
      violation: { invariant: violation.invariant, message: violation.message, step: violation.step },
    }),
    digest: run.simulation.digest,
  };
}

/**
 * Runs choices that violate an invariant once more, in full, and writes them down. Throws `DefectError` where they do
 * not: whoever found the violation, on the machine, has seen what the simulation does not do.
 */
export function witness(
  scenario: Scenario,
  toggles: Toggles,
  choices: readonly string[],
  origin: Origin,
  invariant: string,
  invariants: readonly Invariant[] = INVARIANTS,
): Schedule {
  const replay = new Replay(choices);
  const run = perform(scenario, toggles, { kind: 'replay', replay }, { isDigesting: true, invariants });
  const schedule = scheduleOf(run, origin, invariant);
  if (schedule.violation !== undefined) return schedule;
  const claim = `${origin.strategy} has found ${invariant} violated, and the simulation does not confirm it`;
  throw new DefectError(`${scenario.name}: internal error: ${claim}: ${choices.join('; ')}`);
}

/** What became of replaying a schedule. */
export interface Replayed {
  readonly run: Run;
  /** The invariant that the schedule says was violated was violated again; `undefined` if it names none. */
  readonly isReproduced: boolean | undefined;
  readonly isSameDigest: boolean;
  readonly divergence: Replay['divergence'];
}

/** Replays a schedule leniently, in full. Throws `DefectError` as `perform` does. */
export function replaySchedule(
  schedule: Schedule,
  scenario: Scenario,
  toggles: Toggles,
  options: Omit<RunOptions, 'isDigesting' | 'isStoppingAtFirst'> = {},
): Replayed {
  const replay = new Replay(schedule.choices, 'lenient');
  const run = perform(scenario, toggles, { kind: 'replay', replay }, { ...options, isDigesting: true });
  const { violation } = schedule;
  return {
    run,
    isReproduced: violation && run.violations.some(({ invariant }) => invariant === violation.invariant),
    isSameDigest: run.simulation.digest === schedule.digest,
    divergence: replay.divergence,
  };
}
