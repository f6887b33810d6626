// Proving: every schedule of a scenario within its budgets is looked at, or one that violates an invariant is found,
// or it gives up at a bound and says how far it got. Where there is much to look at, schedules with few delays come
// first (deepening.ts).

import { DefectError } from '../course.ts';
import { type Counterexample, counterexampleOf, counterexampleOfLoop } from './counterexample.ts';
import { type Look, looking, NOT_LOOKED, type Within } from './deepening.ts';
import { type LoopSearch, livelocks } from './livelock.ts';
import type { ProofCourse } from './log.ts';
import { layOut, type Manner, type Question } from './question.ts';
import {
  isViolated,
  type ProveOptions,
  progressOf,
  type Search,
  type Steps,
  searching,
  whileWaiting,
} from './searching.ts';
import { isBefore } from './sighting.ts';
import type { Team } from './team.ts';
import { omissionChance } from './visited.ts';

export interface Proof {
  /**
   * `held`: in all schedules with no more delays than were asked for. `gave up`: at a bound, or because it was stopped.
   */
  readonly outcome: 'proved' | 'held' | 'violated' | 'gave up';
  /** Of the last exploration, as are all numbers here. */
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest state. */
  readonly depth: number;
  /** Every state was looked at; those of schedules with few delays, if these were asked for. */
  readonly isComplete: boolean;
  /** States in which nothing goes on by itself; each was healed and drained. */
  readonly restingStates: number;
  readonly isReduced: boolean;
  /** The states are those of schedules with no more delays; `null` for all schedules. */
  readonly delaysMax: number | null;
  /** The schedules with few delays that were all looked at, besides; `null` for none. */
  readonly within: Within | null;
  readonly rounds: number;
  /** Bytes of all states that are kept. */
  readonly bytes: number;
  /** Chance that a state was missed because it has the hash of another. */
  readonly omission: number;
  readonly marks: readonly string[];
  /** Marks that the scenario names and that were not reached. */
  readonly missingMarks: readonly string[];
  /** How it went on, for its pictures. */
  readonly course: ProofCourse;
  /** What looking for livelocks has come to; `null` where it did not come to that, or nobody asked for progress. */
  readonly loops: LoopSearch | null;
  /** The first of each invariant. */
  readonly counterexamples: readonly Counterexample[];
}

/** Every order. */
const PLAIN: Manner = { isReduced: false };
/** States up to which the shortest violation is looked for without reduction. */
const SHORTEST_STATES_MAX = 400_000;
/** States up to which schedules with few delays are looked at before all others. */
const ASIDE_STATES_MAX = 50_000;
/** States from which a way back is looked for at most: they are kept whole. */
const LOOP_STATES_MAX = 1_000_000;
/** Explorations after which what was learned must be complete. */
const ROUNDS_MAX = 40;

/**
 * Answers a question. Sent `'stop'`, it ends with what it has. Throws `DefectError` for a defect of the model. A `team`
 * takes part; the answer is the same as without, save that in which order states wait takes other bytes.
 */
export function* proving(question: Question, options: ProveOptions, team?: Team): Steps<Proof> {
  const { isKeepingGoing, delaysMax, statesMax } = options;
  const space = layOut(question, options);
  let look = NOT_LOOKED;
  function* lookAside(): Steps<boolean> {
    const near = { ...options, statesMax: Math.min(statesMax, ASIDE_STATES_MAX) };
    look = yield* looking(question, near, look, { round: 1 });
    return look.isStopped || isFound();
  }
  const isFound = () => !isKeepingGoing && look.finds.some(isViolated);
  for (let round = 1; ; round++) {
    const isToLookAside = look === NOT_LOOKED && delaysMax === undefined && !isKeepingGoing;
    const search = yield* searching(space, options, { round, team, ...(isToLookAside && { aside: lookAside }) });
    // A violation is one, however little was known of the rest.
    const hasViolation = isViolated(search) && !isKeepingGoing;
    if (search.isComplete && search.hasLearned && !hasViolation) {
      if (round === ROUNDS_MAX) throw new DefectError('what steps may touch is not known after so many explorations');
      continue;
    }
    const end = { rounds: round, loops: null, look };
    if (search.isStopped || look.isStopped) return conclude(question, search, end);
    if (hasViolation) return yield* concludeShortest(question, options, [search], end, team);
    if (isFound()) return yield* concludeShortest(question, options, look.finds, end, team);
    // The threads know what steps they have taken until they explore something else.
    const loops = yield* lookForLoops(search, round, team);
    if (delaysMax === undefined && !search.isComplete) look = yield* looking(question, options, look, { round, team });
    if (isFound()) return yield* concludeShortest(question, options, look.finds, end, team);
    return conclude(question, search, { ...end, loops, look });
  }
}

/** Answers a question whatever it takes, for callers that have nobody to tell how far it is. */
export function prove(question: Question, options: ProveOptions): Proof {
  const steps = proving(question, options);
  let turn = steps.next();
  while (!turn.done) turn = steps.next();
  return turn.value;
}

/** Looks for livelocks, unless progress is known to be violated without. */
function* lookForLoops(search: Search, round: number, team?: Team): Steps<LoopSearch | null> {
  const { space, explorer, isComplete } = search;
  if (!space.isNotingReturns || space.progress === undefined || explorer.sightings.has(space.progress.name))
    return null;
  const others = team ? yield* whileWaiting(search, round, team.changes()) : [];
  const looking = livelocks(space, explorer.visited, { statesMax: LOOP_STATES_MAX, isExplored: isComplete }, [
    ...explorer.changes(),
    ...others,
  ]);
  const progress = { ...progressOf(search, round), pending: 0 };
  for (let turn = looking.next(); ; ) {
    if (turn.done) return turn.value;
    turn = looking.next(yield { ...progress, loopStates: turn.value });
  }
}

/** What there is to say besides of an exploration that is the last. */
interface End {
  readonly rounds: number;
  readonly loops: LoopSearch | null;
  readonly look: Look;
}

/**
 * Concludes with the shortest way to a violation among what was found; or with a nearest one, if that is not too far to
 * be looked for in every order.
 */
function* concludeShortest(
  question: Question,
  { delaysMax }: ProveOptions,
  finds: readonly Search[],
  end: End,
  team?: Team,
): Steps<Proof> {
  const isNearest = finds.some(({ isPlain }) => isPlain);
  if (!isNearest && delaysMax === undefined) {
    const options: ProveOptions = { ...PLAIN, statesMax: SHORTEST_STATES_MAX, isKeepingGoing: false };
    const plain = yield* searching(layOut(question, PLAIN), options, { round: end.rounds + 1, team });
    if (isViolated(plain)) return conclude(question, plain, end);
  }
  const proofs = finds.filter(isViolated).map((find) => conclude(question, find, end));
  return proofs.reduce((best, other) => (lengthOf(other) < lengthOf(best) ? other : best));
}

/** Choices up to the first violation. */
function lengthOf({ counterexamples }: Proof): number {
  return Math.min(...counterexamples.filter(({ isSoft }) => !isSoft).map(({ choices }) => choices.length));
}

function conclude(question: Question, search: Search, { rounds, loops, look }: End): Proof {
  const { explorer, space, isComplete } = search;
  const { visited, states, tally, depth, notes } = explorer;
  const counterexamples = question.invariants
    .flatMap(({ name }) => sightingIn([search, ...look.finds], name))
    .sort(({ sighting: a }, { sighting: b }) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0))
    .map(({ find, sighting }) => counterexampleOf(question, find, sighting));
  if (space.progress && loops?.livelock) {
    counterexamples.push(counterexampleOfLoop(question, space.progress, loops.livelock));
  }
  const delaysMax = space.delays?.max ?? null;
  const isHard = counterexamples.some(({ isSoft }) => !isSoft);
  return {
    outcome: isHard ? 'violated' : !isComplete ? 'gave up' : delaysMax === null ? 'proved' : 'held',
    states,
    transitions: tally.transitions,
    depth,
    isComplete,
    restingStates: tally.restingStates,
    isReduced: space.reduction !== undefined,
    delaysMax,
    within: isComplete && delaysMax !== null ? { delays: delaysMax, states } : look.within,
    rounds,
    bytes: visited.table.byteLength + explorer.bytes,
    omission: omissionChance(states),
    marks: Object.keys(notes.marks).sort(),
    missingMarks: (question.scenario.marks ?? []).filter((mark) => !(mark in notes.marks)),
    course: { levels: search.levels.with(explorer), ...notes },
    loops,
    counterexamples,
  };
}

/** The first sighting of an invariant in one of several explorations. */
function sightingIn(finds: readonly Search[], invariant: string) {
  for (const find of finds) {
    const sighting = find.explorer.sightings.get(invariant);
    if (sighting !== undefined) return { find, sighting };
  }
  return [];
}
