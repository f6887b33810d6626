import { describe, expect, it } from 'vitest';
import { terminateTwice } from '../../scenarios/seed/terminate-twice.ts';
import { oneInstance } from '../../scenarios/workloads/workloads.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Invariant } from '../../sim/rack/invariants/invariant.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { perform } from '../../sim/search/course.ts';
import { Corpus } from '../../sim/search/guided.ts';
import { type Batch, batches, type HuntResult, huntBatch, merge, NOTHING_YET } from '../../sim/search/hunt.ts';
import { isFault } from '../../sim/search/measure.ts';
import { ownHand, spread } from '../../sim/search/pool/pool.ts';
import { batchRuns, Portfolio, STRATEGY_NAMES, type StrategyName } from '../../sim/search/portfolio.ts';
import { Replay } from '../../sim/search/replay.ts';
import { anything, busy, firstGuestLives, neverStops, TOGGLES } from './local.ts';

const invariants = [firstGuestLives, neverStops];
const plan = (name: StrategyName) => ({ name, depth: 3 });

/** A hunt that keeps going, by so many hands. */
async function hunt(name: StrategyName, hands: number, runs: number): Promise<HuntResult> {
  let sum = NOTHING_YET;
  const options = { isKeepingGoing: true, invariants, plan: plan(name) };
  const work = async (batch: Batch) => huntBatch(anything, TOGGLES, batch, options);
  await spread(
    batches(1, runs, options.plan),
    Array.from({ length: hands }, () => ownHand(work)),
    {
      onResult(result) {
        sum = merge(sum, result);
        return undefined;
      },
    },
  );
  return sum;
}

/** The first seed whose run violates the invariant, or `undefined` when none of so many does. */
function firstSeed(scenario: Scenario, invariant: Invariant, name: StrategyName, runs: number): number | undefined {
  const batch = { seed: 1, runs };
  return huntBatch(scenario, TOGGLES, batch, { invariants: [invariant], plan: plan(name) }).finds[0]?.seed;
}

/** How many different outlines the runs of each of three batches of a large workload meet, in all. */
function outlinesMet(name: StrategyName): number {
  const runs = batchRuns(plan('guided'));
  let met = 0;
  for (const first of [1, 1_001, 2_001]) {
    const portfolio = new Portfolio(oneInstance, TOGGLES, plan(name));
    const corpus = new Corpus();
    for (let seed = first; seed < first + runs; seed++) {
      const strategy = corpus.watching(portfolio.deal(seed).strategy, seed);
      perform(oneInstance, TOGGLES, { kind: 'drawn', strategy, name, seed }, { invariants: [] });
    }
    met += corpus.size;
  }
  return met;
}

describe.each(STRATEGY_NAMES)('the strategy %s', (name) => {
  it('finds the same each time, and however many look', async () => {
    const runs = batchRuns(plan(name)) + 20;
    const [alone, three] = [await hunt(name, 1, runs), await hunt(name, 3, runs)];

    expect(alone.finds.length).toBeGreaterThan(0);
    expect(three).toEqual(alone);
  });

  it('makes different runs of different seeds', () => {
    const options = { plan: plan(name), isKeepingGoing: true };
    const digests = Array.from(
      { length: 20 },
      (_, n) => huntBatch(busy, TOGGLES, { seed: n + 1, runs: 1 }, options).digest,
    );

    expect(new Set(digests).size).toBeGreaterThan(15);
  });

  it('finds a guest that is taken away within 20 schedules', () => {
    expect(firstSeed(busy, firstGuestLives, name, 20)).toBeDefined();
  });

  it('finds the race of two force-terminates within 20 schedules', () => {
    const options = { invariants: INVARIANTS.filter((one) => one.name === 'intent'), plan: plan(name) };
    const { finds } = huntBatch(terminateTwice, TOGGLES, { seed: 1, runs: 20 }, options);

    expect(finds).toMatchObject([{ invariant: 'intent' }]);
  });

  it('keeps to the budget of faults, and gives choices that replay', () => {
    const portfolio = new Portfolio(busy, TOGGLES, plan(name));
    for (let seed = 1; seed <= 30; seed++) {
      const { strategy } = portfolio.deal(seed);
      const { labels, faultsLeft } = perform(busy, TOGGLES, { kind: 'drawn', strategy, name, seed });
      const replay = new Replay(labels);

      expect(labels.filter(isFault).length).toBeLessThanOrEqual(busy.faults?.max ?? 0);
      expect(faultsLeft).toBeGreaterThanOrEqual(0);
      expect(perform(busy, TOGGLES, { kind: 'replay', replay }).labels).toEqual(labels);
      expect(replay.divergence).toBeUndefined();
    }
  });
});

describe('swarm', () => {
  /** Violated by four requests of one kind: what a run that has every kind hardly ever makes. */
  const variety: Invariant = {
    name: 'test: variety',
    property: 'clients do not all ask for the same, four times in a row',
    cites: 'this test',
    check({ rack }) {
      const kinds = Object.values(rack.truth.operations).map(({ kind }) => kind);
      const isDull = kinds.length === 4 && new Set(kinds).size === 1 && kinds[0] === 'view';
      return isDull ? { subject: 'rack', message: 'expected variety; clients look four times' } : undefined;
    },
  };
  const eight: Scenario = {
    ...anything,
    workload: {
      kinds: ['create', 'start', 'stop', 'reboot', 'delete', 'migrate', 'force-terminate', 'view'],
      max: 4,
    },
  };

  it('finds what takes the absence of other requests within 300 schedules, which a walk does not', () => {
    expect(firstSeed(eight, variety, 'swarm', 300)).toBeDefined();
    expect(firstSeed(eight, variety, 'walk', 300)).toBeUndefined();
  });

  it('has nothing in a run that it did not draw, and says what it drew', () => {
    const portfolio = new Portfolio(anything, TOGGLES, plan('swarm'));
    for (let seed = 1; seed <= 20; seed++) {
      const { strategy } = portfolio.deal(seed);
      const run = perform(anything, TOGGLES, { kind: 'drawn', strategy, name: 'swarm', seed }, { invariants: [] });
      const drawn = String(strategy.drawn.requests).split(',');

      expect(drawn.length).toBeGreaterThan(0);
      for (const { kind } of Object.values(run.simulation.state.truth.operations)) expect(drawn).toContain(kind);
    }
  });
});

describe('guidance', () => {
  it('meets more states than a walk of as many runs', () => {
    expect(outlinesMet('guided')).toBeGreaterThan(1.15 * outlinesMet('walk'));
  });
});

describe('the portfolio', () => {
  it('deals each strategy to every fourth seed', () => {
    const portfolio = new Portfolio(anything, TOGGLES, plan('auto'));

    expect([1, 2, 3, 4, 5].map((seed) => portfolio.deal(seed).name)).toEqual([
      'walk',
      'pct',
      'swarm',
      'guided',
      'walk',
    ]);
  });
});
