// Ways that go on and on. A rack that never comes to rest, while something in it is counted up, has no end to look at
// and no state twice: neither healing and draining nor a search for loops would see it. So where a way has gone on for
// long, some of the states are brought to rest like the end of a run.

/** Steps between two depths that are looked at. No rack that comes to rest was seen to take so many. */
const LONG = 250;
/** States of a depth that are brought to rest, about. */
const SAMPLE = 16;

/**
 * Whether a state is to be brought to rest although it goes on. `low` is a lane of its hash, `width` the number of
 * states of its depth: who is chosen does not depend on who looks at which.
 */
export function isToBeEnded(depth: number, width: number, low: number): boolean {
  return depth > 0 && depth % LONG === 0 && (low >>> 0) % Math.ceil(width / SAMPLE) === 0;
}
