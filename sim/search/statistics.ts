// What a search has seen, for telling one that goes on from one that goes nowhere: how many states it has met after so
// many runs, which faults, requests and ticks it tried, and how long its runs were. States are told apart by outline,
// so that being new means something.

import { faultAction, outsideAction } from './action.ts';
import { isHasty, type Possible } from './moves.ts';
import type { RandomStrategy } from './strategy.ts';

/** What one run met and tried; plain data. */
export interface RunSight {
  readonly strategy: string;
  /** Choices before the drain. */
  readonly choices: number;
  /** Outlines that no run before it in its batch had met. */
  readonly outlines: readonly number[];
  /** What it tried, once each: `fault crash-nexus`, `request stop`, `tick instance-watcher`. */
  readonly actions: readonly string[];
}

/** Watches the runs of a batch. */
export class Sightings {
  readonly sights: RunSight[] = [];
  private readonly met = new Set<number>();

  /** Wraps the strategy of the next run, so that all that it meets and tries is noted. */
  watching(strategy: RandomStrategy, name: string): RandomStrategy {
    const { met } = this;
    const outlines: number[] = [];
    const actions = new Set<string>();
    const sight = { strategy: name, choices: 0, outlines, actions: [] as string[] };
    this.sights.push(sight);
    return {
      get drawn() {
        return strategy.drawn;
      },
      next(scene) {
        const outline = scene.outline();
        if (outline !== undefined && !met.has(outline)) {
          met.add(outline);
          outlines.push(outline);
        }
        const event = strategy.next(scene);
        if (event === undefined) return undefined;
        sight.choices++;
        const action = actionOf(event);
        if (action !== undefined && !actions.has(action)) {
          actions.add(action);
          sight.actions.push(action);
        }
        return event;
      },
    };
  }
}

/** What a search tried; `undefined` for what goes on by itself. */
function actionOf(event: Possible): string | undefined {
  if (event.kind === 'fault') return faultAction(event.fault ?? '');
  if (isHasty(event)) return faultAction('timeout');
  return event.kind === 'external' ? outsideAction(event.label) : undefined;
}

/** A search in numbers; plain data. */
export interface SearchStatistics {
  readonly runs: number;
  /** Outlines met by all runs together. */
  readonly states: number;
  /** How many had been met after so many runs; thinned out evenly when there are many. */
  readonly growth: readonly { readonly runs: number; readonly states: number }[];
  /** The last run that met something new, counted from 1; 0 when none did. */
  readonly lastNewRun: number;
  /** Runs of each strategy, and the states that they were the first to meet. */
  readonly strategies: Readonly<Record<string, { readonly runs: number; readonly states: number }>>;
  /** In how many runs each action was tried. */
  readonly actions: Readonly<Record<string, number>>;
  /** How many runs had so many choices, in ranges of equal width; `to` is outside. */
  readonly depths: readonly { readonly from: number; readonly to: number; readonly runs: number }[];
}

const POINTS_MAX = 500;
/** More outlines than that are no longer told apart; the scenarios there are have some thousands. */
const STATES_MAX = 5_000_000;
const RANGES = 24;

/** All that a tally has noted, so that it can go on from it; plain data. */
export interface TallyMemory {
  readonly met: readonly number[];
  readonly strategies: Readonly<Record<string, { readonly runs: number; readonly states: number }>>;
  readonly actions: Readonly<Record<string, number>>;
  /** Runs by their number of choices. */
  readonly lengths: readonly (readonly [choices: number, runs: number])[];
  readonly growth: readonly { readonly runs: number; readonly states: number }[];
  readonly stride: number;
  readonly runs: number;
  readonly lastNewRun: number;
}

/** Adds up what the runs of a search saw, in the order of their seeds. */
export class SearchTally {
  private readonly met: Set<number>;
  private readonly strategies: Map<string, { readonly runs: number; readonly states: number }>;
  private readonly actions: Map<string, number>;
  private readonly lengths: Map<number, number>;
  private growth: { readonly runs: number; readonly states: number }[];
  private stride: number;
  private runs: number;
  private lastNewRun: number;

  constructor(memory?: TallyMemory) {
    this.met = new Set(memory?.met);
    this.strategies = new Map(Object.entries(memory?.strategies ?? {}));
    this.actions = new Map(Object.entries(memory?.actions ?? {}));
    this.lengths = new Map(memory?.lengths);
    this.growth = [...(memory?.growth ?? [])];
    this.stride = memory?.stride ?? 1;
    this.runs = memory?.runs ?? 0;
    this.lastNewRun = memory?.lastNewRun ?? 0;
  }

  get memory(): TallyMemory {
    const { growth, stride, runs, lastNewRun } = this;
    return {
      met: [...this.met],
      strategies: Object.fromEntries(this.strategies),
      actions: Object.fromEntries(this.actions),
      lengths: [...this.lengths],
      growth: [...growth],
      stride,
      runs,
      lastNewRun,
    };
  }

  add(sights: readonly RunSight[]): void {
    for (const sight of sights) this.addRun(sight);
  }

  private addRun({ strategy, choices, outlines, actions }: RunSight): void {
    this.runs++;
    const before = this.met.size;
    for (const outline of outlines) if (this.met.size < STATES_MAX) this.met.add(outline);
    const found = this.met.size - before;
    if (found > 0) this.lastNewRun = this.runs;
    const own = this.strategies.get(strategy) ?? { runs: 0, states: 0 };
    this.strategies.set(strategy, { runs: own.runs + 1, states: own.states + found });
    for (const action of actions) this.actions.set(action, (this.actions.get(action) ?? 0) + 1);
    this.lengths.set(choices, (this.lengths.get(choices) ?? 0) + 1);
    if (this.runs % this.stride === 0) this.growth.push({ runs: this.runs, states: this.met.size });
    if (this.growth.length > POINTS_MAX) {
      this.stride *= 2;
      this.growth = this.growth.filter(({ runs }) => runs % this.stride === 0);
    }
  }

  get statistics(): SearchStatistics {
    const { runs, lastNewRun, growth } = this;
    const states = this.met.size;
    const last = growth[growth.length - 1];
    return {
      runs,
      states,
      growth: last === undefined || last.runs === runs ? growth : [...growth, { runs, states }],
      lastNewRun,
      strategies: Object.fromEntries(this.strategies),
      actions: Object.fromEntries(this.actions),
      depths: rangesOf(this.lengths),
    };
  }
}

/** Ranges of a round width that hold all lengths. */
function rangesOf(lengths: ReadonlyMap<number, number>): SearchStatistics['depths'] {
  if (lengths.size === 0) return [];
  const [min, max] = [Math.min(...lengths.keys()), Math.max(...lengths.keys())];
  const width = roundUp((max + 1 - min) / RANGES);
  const start = Math.floor(min / width) * width;
  const ranges: { from: number; to: number; runs: number }[] = [];
  for (let from = start; from <= max; from += width) ranges.push({ from, to: from + width, runs: 0 });
  for (const [length, runs] of lengths) {
    const range = ranges[Math.floor((length - start) / width)];
    if (range) range.runs += runs;
  }
  return ranges;
}

/** The next of 1, 2, 5, 10, 20, 50... */
function roundUp(value: number): number {
  let power = 1;
  while (power * 10 <= value) power *= 10;
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value) ?? power * 10;
}
