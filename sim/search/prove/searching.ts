// One exploration, depth by depth, to its end or to a bound.

import { CHOICES_MAX } from '../run.ts';
import type { Exploration } from './exploration.ts';
import { Explorer } from './explorer.ts';
import { Levels } from './log.ts';
import type { Manner, QuestionSpace } from './question.ts';
import type { Reduction } from './reduction.ts';
import type { Team } from './team.ts';
import { Visited } from './visited.ts';
import type { Found } from './watch.ts';

export interface ProveOptions extends Manner {
  readonly statesMax: number;
  /** Look for the first violation of each invariant, instead of the first of all. */
  readonly isKeepingGoing: boolean;
}

export interface ProofProgress {
  /** Which exploration it is: several are made until what was learned of the steps is complete. */
  readonly round: number;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly pending: number;
  /** Of schedules with no more delays than these, if that is what is looked at. */
  readonly delaysMax: number | null;
  /** States from which a way back was looked for, once all have been visited. */
  readonly loopStates?: number;
}

/** Work that tells how far it is, and may be told to stop. */
export type Steps<T> = Generator<ProofProgress, T, 'stop' | undefined>;

/** One exploration: as far as it has come. */
export interface Search {
  readonly space: QuestionSpace;
  readonly explorer: Exploration<Found>;
  readonly levels: Levels;
  readonly isComplete: boolean;
  readonly isStopped: boolean;
  /** Something new was learned of the steps: orders may have been left out that matter. */
  readonly hasLearned: boolean;
  /** States are looked at in every order, so that the first sighting is a nearest. */
  readonly isPlain: boolean;
}

/** How an exploration is made. */
interface Means {
  /** Which it is. */
  readonly round: number;
  readonly team: Team | undefined;
  /** To be done once it turns out to be large; the exploration is left when that says so. */
  readonly aside?: (() => Steps<boolean>) | undefined;
}

/** States between two reports of progress. */
const SLICE = 2_000;
/** Times the bound that one depth may go beyond it. */
const OVERSHOOT_MAX = 4;
/** States from which on an exploration is large. */
const LARGE_MIN = 20_000;

/**
 * The bound is looked at when all states of a depth were, so that what was found by then does not depend on the order
 * in which they were. A depth that goes far beyond it is left all the same: memory is finite.
 */
export function* searching(space: QuestionSpace, options: ProveOptions, { round, team, aside }: Means): Steps<Search> {
  const { statesMax, isKeepingGoing } = options;
  const alone = new Explorer<Found>(space, new Visited(Visited.tableFor(1 << 16)));
  alone.begin();
  const joint = team?.explore(alone, space);
  const explorer = joint ?? alone;
  const levels = new Levels();
  const isPlain = space.reduction === undefined && space.delays === undefined;
  // No schedule is longer than a run.
  const depthMax = CHOICES_MAX - (space.origin?.labels.length ?? 0);
  const search = { space, explorer, levels, isPlain, isComplete: false, isStopped: false, hasLearned: false };
  let isLarge = false;
  for (;;) {
    while (explorer.pending > 0) {
      explorer.work(SLICE);
      const isStopped = (yield progressOf(search, round)) === 'stop';
      if (!isStopped && explorer.states < OVERSHOOT_MAX * statesMax) continue;
      if (joint) yield* whileWaiting(search, round, joint.halt());
      return { ...search, isStopped };
    }
    // What was learned at one depth is of use at the next.
    if (yield* whileWaiting(search, round, settling(space.reduction, team))) search.hasLearned = true;
    if (explorer.waiting === 0) return { ...search, isComplete: true };
    if (!isKeepingGoing && isViolated(search)) return search;
    levels.descend(explorer.tally, explorer.waiting);
    explorer.descend();
    if (explorer.states >= statesMax || explorer.depth >= depthMax) return search;
    if (isLarge || explorer.states < LARGE_MIN) continue;
    isLarge = true;
    if (aside !== undefined && (yield* aside())) return search;
  }
}

export function progressOf({ explorer, space }: Pick<Search, 'explorer' | 'space'>, round: number): ProofProgress {
  const { states, tally, depth, pending, waiting } = explorer;
  const delaysMax = space.delays?.max ?? null;
  return { round, states, transitions: tally.transitions, depth, pending: pending + waiting, delaysMax };
}

/** Lets others wait for threads, and signals through. */
export function* whileWaiting<T>(search: Search, round: number, work: Generator<void, T, void>): Steps<T> {
  for (let turn = work.next(); ; turn = work.next()) {
    if (turn.done) return turn.value;
    yield progressOf(search, round);
  }
}

/** Makes use of what was learned, by whomever; false when that changes nothing. */
function* settling(reduction: Reduction | undefined, team: Team | undefined): Generator<void, boolean, void> {
  return reduction?.settle(team ? yield* team.facts() : []) ?? false;
}

/** Whether something was found that counts. */
export function isViolated({ explorer }: Pick<Search, 'explorer'>): boolean {
  return [...explorer.sightings.values()].some(({ found }) => !found.invariant.isSoft);
}
