// Which strategy a run of a hunt has. `auto` deals the strategies out over the seeds: none is best for every race.

import type { Toggles } from '../rack/designs/toggles.ts';
import type { Scenario } from '../rack/scenario.ts';
import { perform, walkFrom } from './course.ts';
import { Corpus, Guided } from './guided.ts';
import { Pct } from './pct.ts';
import type { RandomStrategy } from './strategy.ts';
import { Swarm } from './swarm.ts';
import { Walk } from './walk.ts';

/** Every strategy of a hunt, with what it does. */
export const STRATEGIES = {
  walk: 'random walk: any event may be next',
  pct: 'random priorities with d-1 changes: finds a bug of depth d with a known probability',
  swarm: 'each run draws which faults, requests and ticks it has at all, and then walks',
  guided: 'goes on from runs that met states not seen before, with a few changes',
  auto: 'walk, pct, swarm and guided in turn, seed by seed',
} as const;

export type StrategyName = keyof typeof STRATEGIES;

export const STRATEGY_NAMES = Object.keys(STRATEGIES) as readonly StrategyName[];

export interface StrategyPlan {
  readonly name: StrategyName;
  /** Of PCT; 1 or more. */
  readonly depth: number;
}

/** A race between two steps has depth 2; most of those that are known here take one more. */
export const DEPTH = 3;

const DEALT = ['walk', 'pct', 'swarm', 'guided'] as const;

/** Runs in a batch: small enough to be interrupted between two, large enough for a corpus to be worth its while. */
export function batchRuns({ name }: StrategyPlan): number {
  return name === 'guided' || name === 'auto' ? 200 : 25;
}

/** Deals strategies to the runs of one batch, in the order of their seeds. */
export class Portfolio {
  private readonly scenario: Scenario;
  private readonly plan: StrategyPlan;
  private readonly length: () => number;
  private readonly corpus: Corpus | undefined;

  /** `length` is PCT's k, as {@link lengthOf} has it; whoever makes several portfolios measures it once. */
  constructor(
    scenario: Scenario,
    toggles: Toggles,
    plan: StrategyPlan,
    length: () => number = () => lengthOf(scenario, toggles),
  ) {
    this.scenario = scenario;
    this.plan = plan;
    this.length = once(length);
    this.corpus = plan.name === 'guided' || plan.name === 'auto' ? new Corpus() : undefined;
  }

  /** How many different outlines the runs met; 0 where nobody counts them. */
  get outlines(): number {
    return this.corpus?.size ?? 0;
  }

  deal(seed: number): { readonly name: Exclude<StrategyName, 'auto'>; readonly strategy: RandomStrategy } {
    const { name: wanted } = this.plan;
    const name = wanted === 'auto' ? (DEALT[(seed + 3) % DEALT.length] as (typeof DEALT)[number]) : wanted;
    const strategy = this.make(name, seed);
    return { name, strategy: this.corpus?.watching(strategy, seed) ?? strategy };
  }

  private make(name: Exclude<StrategyName, 'auto'>, seed: number): RandomStrategy {
    switch (name) {
      case 'walk':
        return new Walk(seed);
      case 'pct':
        return new Pct(seed, { depth: this.plan.depth, length: this.length() });
      case 'swarm':
        return new Swarm(seed, this.scenario);
      case 'guided':
        return new Guided(seed, this.corpus ?? new Corpus());
      default:
        return name satisfies never;
    }
  }
}

/** PCT's k: the choices of one walk, the same in every batch. */
export function lengthOf(scenario: Scenario, toggles: Toggles): number {
  const run = perform(scenario, toggles, walkFrom(0), { invariants: [] });
  return Math.max(1, run.labels.length);
}

/** Works a number out when it is first asked for. */
export function once(work: () => number): () => number {
  let known: number | undefined;
  return () => {
    known ??= work();
    return known;
  };
}
