// That the machine which searches does what the simulation does, over every bundled scenario and the small system that
// uses every ask.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { TIME_FAULTS } from '../../../sim/kernel/faults.ts';
import { Machine } from '../../../sim/kernel/machine/machine.ts';
import { Random } from '../../../sim/kernel/random.ts';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { makeRackModel } from '../../../sim/rack/model.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { Environment } from '../../../sim/search/prove/environment.ts';
import { configOf, Run } from '../../../sim/search/run.ts';
import { togglesOf } from '../../rack/make.ts';
import { compare, type Pair } from './lockstep.ts';

function rackPair(scenario: Scenario, toggles: Toggles): () => Pair<Run['simulation']['state']> {
  const config = configOf(scenario, toggles);
  const machine = new Machine(makeRackModel(config));
  const environment = new Environment(machine, scenario, config);
  machine.onFault = () => environment.spendFault();
  const initial = machine.initial(() => environment.setUp());
  return () => {
    const run = new Run(scenario, toggles);
    return {
      machine,
      initial,
      simulation: run.simulation,
      events: () => [
        ...run.enabled().filter((e) => e.kind !== 'timer' || !e.call || e.call.isLost || run.allows('timeout')),
        ...run.faults().filter(({ fault }) => !TIME_FAULTS.includes(fault)),
      ],
      allows: (fault, state) => environment.faultKinds.has(fault) && state[environment.faultsLeft] !== 0,
      take(event) {
        if (event.kind === 'timer' && event.call && !event.call.isLost) run.faultsLeft--;
        run.take(event);
      },
    };
  };
}

describe('the machine and the simulation', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('do the same in %s', (_, scenario) => {
    for (const name of ['oct-2024', 'pr-6795/4', 'pr-6795/6']) {
      const pair = rackPair(scenario, togglesOf(name));
      for (let seed = 1; seed <= 3; seed++) {
        expect(compare(pair(), new Random(seed), 400).difference, `${name}, seed ${seed}`).toBeUndefined();
      }
    }
  });

  it('do it in workloads for long', () => {
    let steps = 0;
    for (const scenario of SCENARIOS.filter(({ workload }) => workload !== undefined)) {
      const pair = rackPair(scenario, togglesOf('pr-6795/6'));
      for (let seed = 10; seed < 30; seed++) {
        const { difference, steps: taken } = compare(pair(), new Random(seed), 1_000);
        expect(difference, `${scenario.name}, seed ${seed}`).toBeUndefined();
        steps += taken;
      }
    }

    expect(steps).toBeGreaterThan(3_000);
  });
});
