// How many schedules, and how much time, each strategy takes to find each planted race, starting from a workload that
// names none of them.
// A schedule counts for a race when it violates the race's invariant under the design with the error, and the same
// choices violate it no more once that one toggle is repaired. Time is that of the processor, so that other work on the
// machine does not count; it includes the checks.

import { oneInstance } from '../../scenarios/workloads/workloads.ts';
import type { Toggles } from '../../sim/rack/designs/toggles.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { perform } from '../../sim/search/course.ts';
import { batchRuns, DEPTH, Portfolio, type StrategyName } from '../../sim/search/portfolio.ts';
import { Replay } from '../../sim/search/replay.ts';
import { shrink } from '../../sim/search/shrink.ts';
import { type PlantedRace, togglesOf } from './planted.ts';

export interface Limits {
  /** Hunts for each race and strategy, each from seeds of its own. */
  readonly seeds: number;
  /** Schedules after which a hunt gives up. */
  readonly runs: number;
  /** Processor time for all hunts of a race and a strategy, in ms: no hunt is begun after it. */
  readonly forMs: number;
}

/** One hunt. */
export interface Hunted {
  /** Schedules up to the one that shows the race; `undefined` when none did. */
  readonly schedules: number | undefined;
  readonly ms: number;
  /** The choices that show the race. */
  readonly choices: readonly string[];
}

/** Far enough apart that no two hunts share a seed. */
const SEEDS_APART = 1_000_000;

/** All hunts of a strategy for a race that the limits allow. */
export function huntRace(race: PlantedRace, strategy: StrategyName, { seeds, runs, forMs }: Limits): readonly Hunted[] {
  const start = processorMs();
  const hunts: Hunted[] = [];
  for (let n = 1; n <= seeds && processorMs() - start < forMs; n++) {
    hunts.push(huntOnce(race, strategy, n * SEEDS_APART + 1, runs));
  }
  return hunts;
}

function huntOnce(race: PlantedRace, name: StrategyName, seed: number, runs: number): Hunted {
  const start = processorMs();
  const { planted, repaired } = togglesOf(race);
  const plan = { name, depth: DEPTH };
  let portfolio = new Portfolio(oneInstance, planted, plan);
  for (let done = 0; done < runs; done++) {
    // As in a hunt, what was met is forgotten from batch to batch.
    if (done > 0 && done % batchRuns(plan) === 0) portfolio = new Portfolio(oneInstance, planted, plan);
    const dealt = portfolio.deal(seed + done);
    const course = { kind: 'drawn', seed: seed + done, ...dealt } as const;
    const run = perform(oneInstance, planted, course, { ...invariantOf(race), isStoppingAtFirst: true });
    if (run.violations.length === 0 || violates(race, repaired, run.labels)) continue;
    return { schedules: done + 1, ms: processorMs() - start, choices: run.labels };
  }
  return { schedules: undefined, ms: processorMs() - start, choices: [] };
}

function violates(race: PlantedRace, toggles: Toggles, choices: readonly string[]): boolean {
  const course = { kind: 'replay', replay: new Replay(choices, 'alike') } as const;
  return perform(oneInstance, toggles, course, invariantOf(race)).violations.length > 0;
}

function invariantOf({ invariant }: PlantedRace) {
  return { invariants: INVARIANTS.filter(({ name }) => name === invariant) };
}

/** How long the shrunk schedule is, in steps, and the processor time that it took, in ms. */
export function shrunkLength(race: PlantedRace, choices: readonly string[]): { steps: number; ms: number } {
  const start = processorMs();
  const { invariant } = race;
  const toggles = togglesOf(race).planted;
  const shrunk = shrink({ scenario: oneInstance, toggles, invariant, ...invariantOf(race) }, choices);
  return { steps: shrunk.after.steps, ms: processorMs() - start };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

// --- In words ------------------------------------------------------------------------------------------------------

/** The quartiles of some numbers; those that are not known are beyond all others. */
export function quartiles(values: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return value === undefined || value === Number.POSITIVE_INFINITY ? undefined : value;
  });
}

/** `36 (12 to 120), 0.1 s`; or how many hunts found it, where more than half did not. */
export function cellOf(hunts: readonly Hunted[], { seeds, runs }: Limits): string {
  const found = hunts.filter(({ schedules }) => schedules !== undefined);
  const share = `${found.length} of ${hunts.length}${hunts.length < seeds ? ' (out of time)' : ''}`;
  const [low, middle, high] = quartiles(hunts.map(({ schedules }) => schedules));
  if (middle === undefined) return `not within ${runs}; ${share} did`;
  const [, ms = 0] = quartiles(hunts.map((hunt) => hunt.ms));
  const all = found.length === hunts.length && hunts.length === seeds ? '' : `; ${share}`;
  return `${middle} (${low} to ${high ?? `over ${runs}`}), ${(ms / 1_000).toFixed(2)} s${all}`;
}
