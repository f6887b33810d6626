// The scenarios that tell a story, each told once under a set of toggles.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { defaultStrategy } from '../../sim/search/default.ts';
import { Run, type RunOptions } from '../../sim/search/run.ts';
import { playScript } from '../../sim/search/script.ts';

export const TOLD: readonly Scenario[] = SCENARIOS.filter(({ workload }) => workload === undefined);

/** Runs a scenario by its script, or in default order. */
export function tell(scenario: Scenario, toggles: Toggles, options: RunOptions = {}): Run {
  const run = new Run(scenario, toggles, options);
  if (scenario.script) playScript(run, scenario.script);
  else run.play(defaultStrategy);
  return run;
}

/** Names of the hard invariants that a scenario breaks, in the order in which they broke. */
export function broken(scenario: Scenario, toggles: Toggles): readonly string[] {
  const { violations } = tell(scenario, toggles);
  return violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
}
