// Looking at schedules with few delays (delays.ts): with none, with one, with two, for as long as there are not too
// many. Where all schedules are too many, most violations are among these, and are found in no time.

import { layOut, type Question } from './question.ts';
import { isViolated, type ProveOptions, type Search, type Steps, searching } from './searching.ts';
import type { Team } from './team.ts';

/** All schedules with no more delays were looked at; plain data. */
export interface Within {
  readonly delays: number;
  /** States that they lead to. */
  readonly states: number;
}

/** What looking at schedules with few delays has come to. */
export interface Look {
  /** `null` as long as not even those without any were all looked at. */
  readonly within: Within | null;
  /** The explorations that have found something. */
  readonly finds: readonly Search[];
  readonly isStopped: boolean;
}

export const NOT_LOOKED: Look = { within: null, finds: [], isStopped: false };

/** More is as good as any order, and nothing is left of what makes it quick. */
const DELAYS_MAX = 8;
/** Where a violation was found: with so many delays more, a shorter way to one is looked for. */
const SHORTER_DELAYS = 2;

/** Goes on from a look, up to so many states for each number of delays, or a little beyond a violation. */
export function* looking(
  question: Question,
  options: ProveOptions,
  before: Look,
  { round, team }: { readonly round: number; readonly team?: Team | undefined },
): Steps<Look> {
  let { within } = before;
  const finds = [...before.finds];
  let delaysMax = (within?.delays ?? -1) + 1;
  for (let end = DELAYS_MAX; delaysMax <= end; delaysMax++) {
    const space = layOut(question, { isReduced: false, delaysMax });
    const search = yield* searching(space, options, { round, team });
    if (search.explorer.sightings.size > 0) finds.push(search);
    const { isComplete, isStopped, explorer } = search;
    const isEnough = isViolated(search) && !options.isKeepingGoing;
    if (isEnough && !isStopped) end = Math.min(end, delaysMax + SHORTER_DELAYS);
    else if (isComplete) within = { delays: delaysMax, states: explorer.states };
    else return { within, finds, isStopped };
  }
  return { within, finds, isStopped: false };
}
