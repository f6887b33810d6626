// Proving: every schedule of a scenario within its budgets is looked at, or one that violates an invariant is found,
// or it gives up at a bound and says how far it got.

import { DefectError } from '../course.ts';
import { type Counterexample, counterexampleOf, counterexampleOfLoop } from './counterexample.ts';
import { Explorer, isBefore, type Sighting } from './explorer.ts';
import { type LoopSearch, livelocks } from './livelock.ts';
import type { ProofCourse } from './log.ts';
import { layOut, type Question, type QuestionSpace } from './question.ts';
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
/** States up to which the shortest violation is looked for without reduction. */
const SHORTEST_STATES_MAX = 400_000;
/** States from which a way back is looked for at most: they are kept whole. */
const LOOP_STATES_MAX = 1_000_000;
/** Explorations after which what was learned must be complete. */
const ROUNDS_MAX = 40;

type Steps<T> = Generator<ProofProgress, T, 'stop' | undefined>;

/** Answers a question. Sent `'stop'`, it ends with what it has. Throws `DefectError` for a defect of the model. */
export function* proving(question: Question, options: ProveOptions): Steps<Proof> {
  const space = layOut(question, options.isReduced);
  const { reduction } = space;
  for (let round = 1; ; round++) {
    const search = yield* searching(space, options, round);
    const isOver = search.isStopped || !search.isComplete || reduction === undefined;
    // A violation is one, however little was known of the rest.
    const hasViolation = hardSightings(search).length > 0 && !options.isKeepingGoing;
    if (!isOver && !hasViolation && reduction.settle()) {
      if (round === ROUNDS_MAX) throw new DefectError('what steps may touch is not known after so many explorations');
      continue;
    }
    if (search.isStopped) return conclude(question, search, round, null);
    const shorter = hasViolation ? yield* shortest(question, search, round) : undefined;
    const loops = hasViolation ? null : yield* lookForLoops(search, round);
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

/** One exploration. */
interface Search {
  readonly space: QuestionSpace;
  readonly explorer: Explorer<Found>;
  readonly isComplete: boolean;
  readonly isStopped: boolean;
  /** States are looked at in every order, so that the first sighting is a nearest. */
  readonly isPlain: boolean;
}

function* searching(space: QuestionSpace, { statesMax, isKeepingGoing }: ProveOptions, round: number): Steps<Search> {
  const explorer = new Explorer<Found>(space, new Visited(Visited.tableFor(1 << 16)));
  const isPlain = space.reduction === undefined;
  explorer.begin();
  const end = (isComplete: boolean, isStopped = false): Search => ({ space, explorer, isComplete, isStopped, isPlain });
  for (;;) {
    while (explorer.pending > 0) {
      explorer.work(SLICE);
      const { visited, tally, depth, pending, waiting } = explorer;
      if (visited.count >= statesMax) return end(false);
      const { transitions } = tally;
      const progress = { round, states: visited.count, transitions, depth, pending: pending + waiting };
      if ((yield progress) === 'stop') return end(false, true);
    }
    if (explorer.waiting === 0) return end(true);
    if (!isKeepingGoing && hardSightings({ explorer }).length > 0) return end(false);
    explorer.descend();
  }
}

function hardSightings({ explorer }: Pick<Search, 'explorer'>): readonly Sighting<Found>[] {
  return [...explorer.sightings.values()].filter(({ found }) => !found.invariant.isSoft);
}

/** Looks for a nearer violation where orders may have been left out; nothing if that is too far. */
function* shortest(question: Question, search: Search, round: number): Steps<Search | undefined> {
  if (search.isPlain) return undefined;
  const space = layOut(question, false);
  const options: ProveOptions = { statesMax: SHORTEST_STATES_MAX, isReduced: false, isKeepingGoing: false };
  const plain = yield* searching(space, options, round + 1);
  return hardSightings(plain).length > 0 ? plain : undefined;
}

/** Looks for livelocks, unless progress is known to be violated without. */
function* lookForLoops({ space, explorer, isComplete }: Search, round: number): Steps<LoopSearch | null> {
  const { visited, tally, depth, sightings } = explorer;
  if (space.progress === undefined || sightings.has(space.progress.name)) return null;
  const search = livelocks(space, visited, { statesMax: LOOP_STATES_MAX, isExplored: isComplete });
  const progress = { round, states: visited.count, transitions: tally.transitions, depth, pending: 0 };
  for (let turn = search.next(); ; ) {
    if (turn.done) return turn.value;
    turn = search.next(yield { ...progress, loopStates: turn.value });
  }
}

function conclude(question: Question, search: Search, rounds: number, loops: LoopSearch | null): Proof {
  const { explorer, space, isComplete } = search;
  const { visited, tally, depth, log, levels } = explorer;
  const counterexamples = [...explorer.sightings.values()]
    .sort((a, b) => (isBefore(a, b) ? -1 : 1))
    .map((sighting) => counterexampleOf(question, search, sighting));
  if (space.progress && loops?.livelock) {
    counterexamples.push(counterexampleOfLoop(question, space.progress, loops.livelock));
  }
  const isViolated = counterexamples.some(({ isSoft }) => !isSoft);
  return {
    outcome: isViolated ? 'violated' : isComplete ? 'proved' : 'gave up',
    states: visited.count,
    transitions: tally.transitions,
    depth,
    isComplete,
    restingStates: tally.restingStates,
    isReduced: space.reduction !== undefined,
    rounds,
    bytes: visited.table.byteLength + explorer.bytes,
    omission: omissionChance(visited.count),
    marks: [...log.marks.keys()].sort(),
    missingMarks: (question.scenario.marks ?? []).filter((mark) => !log.marks.has(mark)),
    course: { levels, marks: Object.fromEntries(log.marks), actions: log.actions },
    loops,
    counterexamples,
  };
}
