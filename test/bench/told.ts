// The scenarios that tell a story, each told once under a set of toggles.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../sim/search/course.ts';

export const TOLD: readonly Scenario[] = SCENARIOS.filter(({ workload }) => workload === undefined);

/** Names of the hard invariants that a scenario breaks, in the order in which they broke. */
export function broken(scenario: Scenario, toggles: Toggles): readonly string[] {
  const { violations } = perform(scenario, toggles, courseOf(scenario));
  return violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
}

/** What a scenario breaks and is not expected to break under the recommended design. */
export function unexpected(scenario: Scenario, toggles: Toggles): readonly string[] {
  const expected = scenario.expected.recommended?.violates ?? [];
  return broken(scenario, toggles).filter((invariant) => !expected.includes(invariant));
}
