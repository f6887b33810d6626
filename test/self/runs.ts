// Runs of every sort, by name, to be made again and compared: every script, and every strategy from a few seeds.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { type Course, courseOf } from '../../sim/search/course.ts';
import { Portfolio } from '../../sim/search/portfolio.ts';
import { follow, type Trail } from '../../sim/search/trail.ts';
import { busy, TOGGLES } from '../search/local.ts';

const SEEDS = [1, 2, 3] as const;
const STRATEGIES = ['walk', 'pct', 'swarm'] as const;

type Make = () => Trail;

function drawn(scenario: Scenario, name: (typeof STRATEGIES)[number], seed: number): Make {
  return () => {
    const { strategy } = new Portfolio(scenario, TOGGLES, { name, depth: 3 }).deal(seed);
    return trailOf(scenario, { kind: 'drawn', name, seed, strategy });
  };
}

function trailOf(scenario: Scenario, course: Course): Trail {
  return follow(scenario, TOGGLES, course, { invariants: [] }).trail;
}

const workloads = SCENARIOS.filter(({ workload }) => workload !== undefined);

export const RUNS: Readonly<Record<string, Make>> = Object.fromEntries([
  ...SCENARIOS.map((scenario) => [scenario.name, () => trailOf(scenario, courseOf(scenario))] as const),
  ...[busy, ...workloads].flatMap((scenario) =>
    STRATEGIES.flatMap((name) =>
      SEEDS.map((seed) => [`${scenario.name}, ${name}, seed ${seed}`, drawn(scenario, name, seed)] as const),
    ),
  ),
]);
