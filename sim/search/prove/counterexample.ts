// What an exploration has found wrong, as a schedule that the simulation confirms.

import type { Invariant } from '../../rack/invariants/invariant.ts';
import type { Violation } from '../checker.ts';
import { DefectError, perform } from '../course.ts';
import { Replay } from '../replay.ts';
import { CHOICES_MAX, type Run } from '../run.ts';
import type { Exploration } from './exploration.ts';
import type { Livelock } from './livelock.ts';
import { Offer } from './offer.ts';
import type { Question, QuestionSpace } from './question.ts';
import { roundOf } from './rest.ts';
import type { Sighting } from './sighting.ts';
import { trailOf } from './trail.ts';
import type { Found } from './watch.ts';

/** A violation and the schedule that shows it. */
export interface Counterexample {
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly message: string;
  readonly choices: readonly string[];
  /** Steps to the state in which it was seen. */
  readonly depth: number;
  readonly isAtRest: boolean;
  /** No schedule with fewer choices violates the invariant. */
  readonly isShortest: boolean;
  /** What goes on for ever; `null` where nothing does. */
  readonly loop: Round | null;
}

/** One round of a loop. */
export interface Round {
  readonly steps: readonly string[];
  /** Choices before it, if it is part of the choices, a few times; `null` if it comes in the drain after them. */
  readonly from: number | null;
}

/** What a sighting comes from. */
interface Sight {
  readonly space: QuestionSpace;
  readonly explorer: Pick<Exploration<Found>, 'visited'>;
  readonly isPlain: boolean;
}

/** Rounds of a loop that a schedule shows. */
const ROUNDS_SHOWN = 3;

/** The schedule of a sighting. */
export function counterexampleOf(
  question: Question,
  { space, explorer, isPlain }: Sight,
  sighting: Sighting<Found>,
): Counterexample {
  const { found, depth, from } = sighting;
  const { invariant, finding } = found;
  const isAtRest = from === null;
  const trail = trailOf(space, explorer.visited, sighting);
  // It could have been brought to rest any time before.
  const isCutShort = isAtRest && !new Offer(space).list(trail.state);
  const ways = [trail.labels];
  const rest = isAtRest ? space.rest(trail.state, trail.numbers) : undefined;
  // The simulation comes to rest in another order; if that matters, the order is part of the schedule.
  if (rest !== undefined) ways.push([...trail.labels, ...rest.labels].slice(0, CHOICES_MAX));
  const round = invariant === space.progress && rest?.restless.length ? roundOf(rest.labels) : undefined;
  for (const [detour, way] of ways.entries()) {
    const choices = isCutShort ? shortestBeginning(question, way, invariant) : way;
    const violation = violationOf(question, choices, invariant);
    if (violation === undefined) continue;
    return {
      invariant: invariant.name,
      isSoft: invariant.isSoft ?? false,
      message: violation.message,
      choices,
      depth,
      isAtRest,
      isShortest: isPlain && detour === 0 && question.prefix === undefined && !isCutShort,
      loop: round === undefined ? null : { steps: round, from: null },
    };
  }
  const claim = `the machine finds ${invariant.name} violated (${finding.message}) and the simulation does not`;
  throw new DefectError(`${question.scenario.name}: ${claim}: ${trail.labels.join('; ')}`);
}

/**
 * The schedule of a livelock, with a few rounds of the loop. It is a violation where healing and draining does not end
 * it; where that does, since everybody then gets a turn in the order of age, it is told and no more.
 */
export function counterexampleOfLoop(
  question: Question,
  progress: Invariant,
  { stem, loop, changes }: Livelock,
): Counterexample {
  const rounds = Math.max(1, Math.min(ROUNDS_SHOWN, Math.floor((CHOICES_MAX - stem.length) / loop.length)));
  const choices = [...stem, ...Array.from({ length: rounds }, () => loop).flat()];
  const { run, divergence } = replayed(question, choices, progress);
  if (divergence !== undefined) {
    const claim = `the machine goes round in a loop and the simulation cannot, at "${divergence.wanted}"`;
    throw new DefectError(`${question.scenario.name}: ${claim}: ${choices.join('; ')}`);
  }
  const isSoft = run.violations.length === 0;
  const repeated = `${loop.length} steps can be repeated for ever, and change ${changes.join(', ')}`;
  return {
    invariant: progress.name,
    isSoft,
    message: isSoft
      ? `${repeated}, though nobody is kept from a turn; in order of age everything comes to rest`
      : `expected to come to rest once faults stop; ${repeated}`,
    choices,
    depth: stem.length,
    isAtRest: false,
    isShortest: false,
    loop: { steps: loop, from: stem.length },
  };
}

/** What the simulation finds wrong after these choices, at rest at the latest. */
function violationOf(question: Question, choices: readonly string[], invariant: Invariant): Violation | undefined {
  return replayed(question, choices, invariant).run.violations.find((one) => one.invariant === invariant.name);
}

/** The least beginning of choices that comes to a violation at rest, if all longer ones do; by halving. */
function shortestBeginning(question: Question, way: readonly string[], invariant: Invariant): readonly string[] {
  let [low, high] = [question.prefix?.length ?? 0, way.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (violationOf(question, way.slice(0, middle), invariant)) high = middle;
    else low = middle + 1;
  }
  return way.slice(0, high);
}

/** What the simulation makes of these choices. */
function replayed({ scenario, toggles }: Question, choices: readonly string[], invariant: Invariant) {
  const replay = new Replay(choices);
  const run: Run = perform(scenario, toggles, { kind: 'replay', replay }, { invariants: [invariant] });
  return { run, divergence: replay.divergence };
}
