// The promise of PCT on a toy small enough to count: n tasks of a few steps each, and a bug that takes d ordering
// constraints. A run finds it with a probability of at least 1/(n k^(d-1)).

import { describe, expect, it } from 'vitest';
import { type Op, step } from '../../sim/kernel/ask.ts';
import { Random } from '../../sim/kernel/random.ts';
import type { Simulation } from '../../sim/kernel/simulation.ts';
import { perform } from '../../sim/search/course.ts';
import { Chains, Pct } from '../../sim/search/pct.ts';
import { type Logbook, logbook, write } from '../kernel/harness.ts';
import { busy, TOGGLES } from './local.ts';

const TASKS = ['a', 'b', 'c'];
const STEPS = 5;
const LENGTH = TASKS.length * STEPS;
const RUNS = 4_000;

/** Each task writes `a1 a2 a3...`, a word a step. */
function toy(): Simulation<Logbook> {
  const simulation = logbook();
  for (const task of TASKS) {
    simulation.spawn(task, task, function* (): Op<void> {
      for (let n = 1; n <= STEPS; n++) yield* step(`${n}`, write(`${task}${n}`));
    });
  }
  return simulation;
}

function order(seed: number, depth: number): readonly string[] {
  const simulation = toy();
  const chains = new Chains(new Random(seed), { depth, length: LENGTH });
  while (simulation.enabled().length > 0) simulation.take(chains.pick(simulation.enabled()));
  return simulation.state.log;
}

/** In how many runs of so many the words come in this order. */
function rate(depth: number, words: readonly string[]): number {
  let hits = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const log = order(seed, depth);
    const places = words.map((word) => log.indexOf(word));
    if (places.every((place, index) => index === 0 || place > (places[index - 1] as number))) hits++;
  }
  return hits / RUNS;
}

const bound = (depth: number) => 1 / (TASKS.length * LENGTH ** (depth - 1));

describe('PCT', () => {
  it.each([
    // The last step of one task before the first of another: one constraint.
    { depth: 1, words: ['c5', 'a1'] },
    // ... and that one's second before the other's third cannot be: an interruption is one constraint more.
    { depth: 2, words: ['b2', 'a5', 'b3'] },
    { depth: 3, words: ['a2', 'b3', 'a3', 'b4'] },
  ])('finds a bug of depth $depth at least as often as promised', ({ depth, words }) => {
    expect(rate(depth, words)).toBeGreaterThanOrEqual(bound(depth));
  });

  it('of depth 1 never interrupts a task', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const tasks = order(seed, 1).map((word) => word[0]);
      const switches = tasks.filter((task, index) => index > 0 && task !== tasks[index - 1]).length;

      expect(switches).toBe(TASKS.length - 1);
    }
  });

  it('of depth d interrupts at most d-1 times', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const tasks = order(seed, 3).map((word) => word[0]);
      const switches = tasks.filter((task, index) => index > 0 && task !== tasks[index - 1]).length;

      expect(switches).toBeLessThanOrEqual(TASKS.length - 1 + 2);
    }
  });

  it('runs a request, its handler and its reply as one chain', () => {
    // With depth 1 and no fault, whoever begins goes on to the end, through every message, while nobody sleeps.
    const calm = { ...busy, faults: { kinds: [], max: 0 } };
    for (let seed = 1; seed <= 10; seed++) {
      const strategy = new Pct(seed, { depth: 1, length: 1_000 });
      const { labels } = perform(calm, TOGGLES, { kind: 'drawn', strategy, name: 'pct', seed }, { invariants: [] });
      const own = [...labels.keys()].filter((index) => labels[index]?.includes('view A'));

      expect(own.length).toBeGreaterThan(2);
      expect((own.at(-1) ?? 0) - (own[0] ?? 0)).toBe(own.length - 1);
    }
  });

  it('says what it drew', () => {
    const strategy = new Pct(5, { depth: 3, length: 80 });
    perform(busy, TOGGLES, { kind: 'drawn', strategy, name: 'pct', seed: 5 }, { invariants: [] });

    expect(strategy.drawn).toMatchObject({ depth: 3, length: 80 });
    expect(String(strategy.drawn.changes).split(',')).toHaveLength(2);
    expect(String(strategy.drawn.strikes).split(',')).toHaveLength(busy.faults?.max ?? 0);
  });
});
