// Whether a scenario came out under a design as the scenario expects.

import type { Expectation } from '../rack/scenario.ts';

export interface Surprise {
  readonly invariant: string;
  readonly expected: 'violated' | 'holds';
}

/** Something that was violated; soft invariants are never held against a design. */
export interface Observed {
  readonly invariant: string;
  readonly isSoft: boolean;
}

/** What came out otherwise than expected: nothing, when nothing is expected. */
export function surprises(expected: Expectation | undefined, observed: readonly Observed[]): readonly Surprise[] {
  if (expected === undefined) return [];
  const allowed = new Set([...expected.violates, ...(expected.may ?? [])]);
  const missing = expected.violates.filter((name) => !observed.some(({ invariant }) => invariant === name));
  const extra = observed.filter(({ invariant, isSoft }) => !isSoft && !allowed.has(invariant));
  return [
    ...missing.map((invariant): Surprise => ({ invariant, expected: 'violated' })),
    ...extra.map(({ invariant }): Surprise => ({ invariant, expected: 'holds' })),
  ];
}

/** An expectation in words. */
export function describeExpectation(expected: Expectation | undefined): string {
  if (expected === undefined) return 'nothing is stated';
  const { violates, may = [] } = expected;
  const must = violates.length > 0 ? `violates ${violates.join(', ')}` : 'holds';
  return may.length > 0 ? `${must}; may violate ${may.join(', ')}` : must;
}
