// A hunt on the machine makes the runs that it would make on simulations: the same choices of the same seeds, to the
// same end.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import type { Invariant } from '../../../sim/rack/invariants/invariant.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { DefectError, perform } from '../../../sim/search/course.ts';
import { Hunter, type HunterOptions } from '../../../sim/search/machine/hunter.ts';
import { Portfolio, STRATEGY_NAMES, type StrategyName } from '../../../sim/search/portfolio.ts';
import { witness } from '../../../sim/search/witness.ts';
import { anything, busy, firstGuestLives, neverStops, soft, TOGGLES } from '../local.ts';

const named = (wanted: string) => SCENARIOS.find(({ name }) => name === wanted) as Scenario;

/** What the runs of some seeds come to, on simulations. */
function simulated(scenario: Scenario, name: StrategyName, seeds: readonly number[], options: HunterOptions) {
  const portfolio = new Portfolio(scenario, TOGGLES, { name, depth: 3 });
  const runs = seeds.map((seed) => {
    const { strategy, name: dealt } = portfolio.deal(seed);
    const run = perform(scenario, TOGGLES, { kind: 'drawn', strategy, name: dealt, seed }, options);
    const { labels, violations, faultsLeft, simulation } = run;
    const { stepCount, marks } = simulation;
    return { labels, violations, faultsLeft, stepCount, marks: [...marks.keys()].sort(), drawn: strategy.drawn };
  });
  return { runs, outlines: portfolio.outlines };
}

/** The same on the machine. */
function hunted(hunter: Hunter, scenario: Scenario, name: StrategyName, seeds: readonly number[]) {
  const portfolio = new Portfolio(scenario, TOGGLES, { name, depth: 3 });
  const runs = seeds.map((seed) => {
    const { strategy, name: dealt } = portfolio.deal(seed);
    const { labels, violations, faultsLeft, stepCount, marks } = hunter.perform(strategy, dealt, seed);
    return { labels, violations, faultsLeft, stepCount, marks: [...marks].sort(), drawn: strategy.drawn };
  });
  return { runs, outlines: portfolio.outlines };
}

const seedsFrom = (first: number, count: number) => Array.from({ length: count }, (_, n) => first + n);

describe.each(STRATEGY_NAMES)('a hunt by %s on the machine', (name) => {
  it.each([
    ...['seed/terminate-twice', 'seed/honest-answer-half', 'seed/terminate-migrating-requested'].map(named),
    ...['seed/undo-unreachable', 'workloads/one-instance', 'workloads/two-instances'].map(named),
    { ...busy, faults: { kinds: ['delay', 'stall', 'timeout', 'partition', 'power-off', 'duplicate'], max: 4 } },
  ] as const)('makes the runs that simulations make in $name', (scenario) => {
    for (const isStoppingAtFirst of [false, true]) {
      const hunter = new Hunter(scenario, TOGGLES, { isStoppingAtFirst });
      const seeds = seedsFrom(isStoppingAtFirst ? 1_000 : 1, 8);

      expect(hunted(hunter, scenario, name, seeds)).toEqual(simulated(scenario, name, seeds, { isStoppingAtFirst }));
      expect(hunter.size).toBeGreaterThan(0);
    }
  });
});

describe('a hunt on the machine', () => {
  const invariants: readonly Invariant[] = [firstGuestLives, neverStops, soft];

  it('finds what invariants of any kind find on simulations', () => {
    const seeds = seedsFrom(1, 19);
    const here = hunted(new Hunter(anything, TOGGLES, { invariants }), anything, 'walk', seeds);

    expect(here).toEqual(simulated(anything, 'walk', seeds, { invariants }));
    expect(here.runs.flatMap(({ violations }) => violations).length).toBeGreaterThan(seeds.length);
  });

  it('hands over to a simulation where the time matters', () => {
    // A cooldown is an hour: ticks of saga recovery, ten minutes each, lead beyond it.
    const { script: _, ...rest } = named('seed/terminate-forgotten');
    const long: Scenario = { ...rest, ticks: 9, faults: { kinds: ['crash-sled-agent'], max: 3 } };
    const seeds = seedsFrom(1, 8);
    const hunter = new Hunter(long, TOGGLES);

    expect(hunted(hunter, long, 'auto', seeds)).toEqual(simulated(long, 'auto', seeds, {}));
    expect(hunter.handedOver).toBeGreaterThan(0);
  });

  it('forgets what it has learned before that is too much, which changes no run', () => {
    const seeds = seedsFrom(1, 19);
    const hunter = new Hunter(busy, TOGGLES, { sizeMax: 2_000 });
    let largest = 0;
    const runs = seeds.flatMap((seed) => {
      const before = hunter.size;
      const { runs: own } = hunted(hunter, busy, 'walk', [seed]);
      if (hunter.size < before) largest = Math.max(largest, before);
      return own;
    });

    expect(largest).toBeGreaterThan(2_000);
    expect(runs).toEqual(simulated(busy, 'walk', seeds, {}).runs);
  });

  it('remembers no more after a thousand runs than it may', () => {
    const scenario = named('seed/honest-answer-half');
    const hunter = new Hunter(scenario, TOGGLES, { sizeMax: 5_000 });
    for (let seed = 1; seed <= 1_000; seed++) {
      hunted(hunter, scenario, 'walk', [seed]);

      // One run may lead beyond it, by what a run can teach.
      expect(hunter.size).toBeLessThan(8_000);
    }
  });

  it('goes over to simulations where runs have little in common', () => {
    const scenario = named('workloads/two-instances');
    const hunter = new Hunter(scenario, TOGGLES);
    const seeds = seedsFrom(1, 25);

    expect(hunted(hunter, scenario, 'swarm', seeds)).toEqual(simulated(scenario, 'swarm', seeds, {}));
    expect(hunter.size).toBe(0);
  });

  it('throws what a simulation throws, word for word', () => {
    const broken: Invariant = {
      ...firstGuestLives,
      check({ rack }) {
        if (rack.guests['vmm-1'] === undefined) throw new Error('a guest is\nmissing');
        return undefined;
      },
    };
    const message = (work: () => unknown) => {
      try {
        work();
        return undefined;
      } catch (error) {
        return error instanceof DefectError ? error.message : error;
      }
    };
    const seeds = seedsFrom(1, 12);
    const options = { invariants: [broken] };
    const here = seeds.map((seed) => message(() => hunted(new Hunter(busy, TOGGLES, options), busy, 'walk', [seed])));

    expect(here).toEqual(seeds.map((seed) => message(() => simulated(busy, 'walk', [seed], options))));
    expect(here.filter((one) => one !== undefined).length).toBeGreaterThan(3);
  });

  it('is told plainly where a simulation does not confirm what was found', () => {
    const origin = { scenario: busy.name, design: 'pr-6795/6', set: {}, seed: 1, strategy: 'walk' };
    const confirm = () => witness(busy, TOGGLES, [], origin, firstGuestLives.name, [firstGuestLives]);

    expect(confirm).toThrow(/internal error: walk has found .* and the simulation does not confirm it/);
  });
});
