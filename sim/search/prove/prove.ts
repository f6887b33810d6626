// Proving: every schedule of a scenario within its budgets is looked at, or one that violates an invariant is found,
// or it gives up at a bound and says how far it got.

import { DefectError } from '../course.ts';
import { type Counterexample, counterexampleOf, counterexampleOfLoop } from './counterexample.ts';
import type { Exploration } from './exploration.ts';
import { Explorer } from './explorer.ts';
import { type LoopSearch, livelocks } from './livelock.ts';
import { Levels, type ProofCourse } from './log.ts';
import { layOut, type Question, type QuestionSpace } from './question.ts';
import type { Reduction } from './reduction.ts';
import { isBefore, type Sighting } from './sighting.ts';
import type { Team } from './team.ts';
import { omissionChance, Visited } from './visited.ts';
import type { Found } from './watch.ts';

export interface ProveOptions {
  readonly statesMax: number;
  /** Leave out orders that make no difference. */
  readonly isReduced: boolean;
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
  /** States from which a way back was looked for, once all have been visited. */
  readonly loopStates?: number;
}

export interface Proof {
  /** `gave up`: at a bound, or because it was stopped. */
  readonly outcome: 'proved' | 'violated' | 'gave up';
  /** Of the last exploration, as are all numbers here. */
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest state. */
  readonly depth: number;
  /** Every state was looked at. */
  readonly isComplete: boolean;
  /** States in which nothing goes on by itself; each was healed and drained. */
  readonly restingStates: number;
  readonly isReduced: boolean;
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

/** States between two reports of progress. */
const SLICE = 2_000;
/** Times the bound that one depth may go beyond it. */
const OVERSHOOT_MAX = 4;
/** States up to which the shortest violation is looked for without reduction. */
const SHORTEST_STATES_MAX = 400_000;
/** States from which a way back is looked for at most: they are kept whole. */
const LOOP_STATES_MAX = 1_000_000;
/** Explorations after which what was learned must be complete. */
const ROUNDS_MAX = 40;

type Steps<T> = Generator<ProofProgress, T, 'stop' | undefined>;

/**
 * Answers a question. Sent `'stop'`, it ends with what it has. Throws `DefectError` for a defect of the model. A `team`
 * takes part; the answer is the same as without, save that in which order states wait takes other bytes.
 */
export function* proving(question: Question, options: ProveOptions, team?: Team): Steps<Proof> {
  const space = layOut(question, options.isReduced);
  for (let round = 1; ; round++) {
    const search = yield* searching(space, options, round, team);
    // A violation is one, however little was known of the rest.
    const hasViolation = hardSightings(search).length > 0 && !options.isKeepingGoing;
    if (search.isComplete && search.hasLearned && !hasViolation) {
      if (round === ROUNDS_MAX) throw new DefectError('what steps may touch is not known after so many explorations');
      continue;
    }
    if (search.isStopped) return conclude(question, search, round, null);
    const shorter = hasViolation ? yield* shortest(question, search, round, team) : undefined;
    const loops = hasViolation ? null : yield* lookForLoops(search, round, team);
    return conclude(question, shorter ?? search, round, loops);
  }
}

/** Answers a question whatever it takes, for callers that have nobody to tell how far it is. */
export function prove(question: Question, options: ProveOptions): Proof {
  const steps = proving(question, options);
  let turn = steps.next();
  while (!turn.done) turn = steps.next();
  return turn.value;
}

/** One exploration: as far as it has come. */
interface Search {
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

/**
 * The bound is looked at when all states of a depth were, so that what was found by then does not depend on the order
 * in which they were. A depth that goes far beyond it is left all the same: memory is finite.
 */
function* searching(space: QuestionSpace, options: ProveOptions, round: number, team?: Team): Steps<Search> {
  const { statesMax, isKeepingGoing } = options;
  const alone = new Explorer<Found>(space, new Visited(Visited.tableFor(1 << 16)));
  alone.begin();
  const joint = team?.explore(alone, space);
  const explorer = joint ?? alone;
  const levels = new Levels();
  const isPlain = space.reduction === undefined;
  const search = { space, explorer, levels, isPlain, isComplete: false, isStopped: false, hasLearned: false };
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
    if (!isKeepingGoing && hardSightings(search).length > 0) return search;
    levels.descend(explorer.tally, explorer.waiting);
    explorer.descend();
    if (explorer.states >= statesMax) return search;
  }
}

function progressOf({ explorer }: Pick<Search, 'explorer'>, round: number): ProofProgress {
  const { states, tally, depth, pending, waiting } = explorer;
  return { round, states, transitions: tally.transitions, depth, pending: pending + waiting };
}

/** Lets others wait for threads, and signals through. */
function* whileWaiting<T>(search: Search, round: number, work: Generator<void, T, void>): Steps<T> {
  for (let turn = work.next(); ; turn = work.next()) {
    if (turn.done) return turn.value;
    yield progressOf(search, round);
  }
}

/** Makes use of what was learned, by whomever; false when that changes nothing. */
function* settling(reduction: Reduction | undefined, team: Team | undefined): Generator<void, boolean, void> {
  return reduction?.settle(team ? yield* team.facts() : []) ?? false;
}

function hardSightings({ explorer }: Pick<Search, 'explorer'>): readonly Sighting<Found>[] {
  return [...explorer.sightings.values()].filter(({ found }) => !found.invariant.isSoft);
}

/** Looks for a nearer violation where orders may have been left out; nothing if that is too far. */
function* shortest(question: Question, search: Search, round: number, team?: Team): Steps<Search | undefined> {
  if (search.isPlain) return undefined;
  const space = layOut(question, false);
  const options: ProveOptions = { statesMax: SHORTEST_STATES_MAX, isReduced: false, isKeepingGoing: false };
  const plain = yield* searching(space, options, round + 1, team);
  return hardSightings(plain).length > 0 ? plain : undefined;
}

/** Looks for livelocks, unless progress is known to be violated without. */
function* lookForLoops(search: Search, round: number, team?: Team): Steps<LoopSearch | null> {
  const { space, explorer, isComplete } = search;
  if (space.progress === undefined || explorer.sightings.has(space.progress.name)) return null;
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

function conclude(question: Question, search: Search, rounds: number, loops: LoopSearch | null): Proof {
  const { explorer, space, isComplete } = search;
  const { visited, states, tally, depth, notes } = explorer;
  const counterexamples = question.invariants
    .flatMap(({ name }) => explorer.sightings.get(name) ?? [])
    .sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0))
    .map((sighting) => counterexampleOf(question, search, sighting));
  if (space.progress && loops?.livelock) {
    counterexamples.push(counterexampleOfLoop(question, space.progress, loops.livelock));
  }
  const isViolated = counterexamples.some(({ isSoft }) => !isSoft);
  return {
    outcome: isViolated ? 'violated' : isComplete ? 'proved' : 'gave up',
    states,
    transitions: tally.transitions,
    depth,
    isComplete,
    restingStates: tally.restingStates,
    isReduced: space.reduction !== undefined,
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
