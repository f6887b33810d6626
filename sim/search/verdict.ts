// What a run or a search comes to.

/**
 * `violated`: a hard invariant did not hold. `inconclusive`: it ended before it had looked.
 * `vacuous`: it never reached what its scenario says must be reached.
 */
export type Verdict = 'holds' | 'violated' | 'inconclusive' | 'vacuous';

const ORDER: readonly Verdict[] = ['holds', 'vacuous', 'inconclusive', 'violated'];

/** The one that says the most of several; `inconclusive` of none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'inconclusive';
  return ORDER[Math.max(...verdicts.map((verdict) => ORDER.indexOf(verdict)))] as Verdict;
}
