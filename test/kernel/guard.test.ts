// The guard toy: driven at random on the kernel, counted by a plain explorer, and the two compared.

import { describe, expect, it } from 'vitest';
import type { Event } from '../../sim/kernel/event.ts';
import { Random } from '../../sim/kernel/random.ts';
import type { Simulation } from '../../sim/kernel/simulation.ts';
import { crashes, type Guard, type GuardSize, guard } from './guard.ts';
import { wander } from './harness.ts';

const SIZE: GuardSize = { workers: 4, rounds: 3 };

describe('the guard on the kernel, over 300 seeds', () => {
  function run(seed: number) {
    const simulation = guard(SIZE, { isDigesting: true });
    let broken: string | undefined;
    simulation.observers.on('step', ({ label }, index) => {
      const { generation, workers } = simulation.state;
      const all = Object.values(workers);
      const written = all.reduce((sum, { round }) => sum + round, 0);
      if (generation !== written) broken ??= `step ${index}, ${label}: generation ${generation}, ${written} written`;
      const future = all.find(({ remembered }) => remembered !== null && remembered > generation);
      if (future) broken ??= `step ${index}, ${label}: remembers ${future.remembered} of ${generation}`;
    });
    const taken = wander(simulation, new Random(seed), { kinds: ['crash'], faultsMax: 10 });
    return { simulation, taken, broken };
  }
  const runs = Array.from({ length: 300 }, (_, seed) => run(seed));

  it('has as many generations as successful writes, after every step', () => {
    expect(runs.flatMap(({ broken }) => broken ?? [])).toEqual([]);
  });

  it('ends with every round of every worker written', () => {
    for (const { simulation } of runs) {
      expect(Object.values(simulation.state.workers)).toEqual(
        Array(SIZE.workers).fill({ round: SIZE.rounds, remembered: null }),
      );
    }
  });

  it('meets refused writes and crashes', () => {
    const count = (word: string) => runs.flatMap(({ taken }) => taken).filter((label) => label.includes(word)).length;

    expect(count('crash')).toBeGreaterThan(300);
    expect(count(': write')).toBeGreaterThan(300 * SIZE.workers * SIZE.rounds);
  });

  it('takes the same steps from the same seed', () => {
    expect(run(17).simulation.digest).toBe(runs[17]?.simulation.digest);
  });

  it('takes other steps from every other seed', () => {
    expect(new Set(runs.map(({ simulation }) => simulation.digest)).size).toBe(runs.length);
  });
});

interface Counts {
  readonly states: number;
  readonly transitions: number;
}

/**
 * Explores the toy breadth first, without the kernel. A worker is one number, round x (limit + 1) + remembered + 1,
 * and so is a state; with `isSymmetric`, states that differ by who is who are counted once.
 */
function explore({ workers, rounds }: GuardSize, isSymmetric = false): Counts {
  const memories = workers * rounds + 2;
  const base = (rounds + 1) * memories;
  const seen = new Set<number>();
  let frontier: number[][] = [];
  let transitions = 0;
  const visit = (state: number[]) => {
    const [generation = 0, ...parts] = state;
    const ordered = isSymmetric ? parts.sort((a, b) => a - b) : parts;
    const key = ordered.reduce((sum, part) => sum * base + part, generation);
    if (seen.has(key)) return;
    seen.add(key);
    frontier.push([generation, ...ordered]);
  };
  visit(Array(workers + 1).fill(0));
  while (frontier.length > 0) {
    const states = frontier;
    frontier = [];
    for (const state of states) {
      const generation = state[0] as number;
      for (let id = 1; id <= workers; id++) {
        const worker = state[id] as number;
        const round = Math.floor(worker / memories);
        const remembered = (worker % memories) - 1;
        const go = (nextGeneration: number, nextWorker: number) => {
          transitions++;
          const next = state.with(id, nextWorker);
          next[0] = nextGeneration;
          visit(next);
        };
        if (round === rounds) continue;
        if (remembered < 0) {
          go(generation, worker + generation + 1); // read
          continue;
        }
        if (remembered === generation)
          go(generation + 1, (round + 1) * memories); // written
        else go(generation, round * memories); // refused
        go(generation, round * memories); // crash
      }
    }
  }
  return { states: seen.size, transitions };
}

describe('the guard, explored plainly', () => {
  it('has the size that other model checkers found for four workers and three rounds', () => {
    expect(explore(SIZE)).toEqual({ states: 82_861, transitions: 516_600 });
  });

  it('has the size that they found for five interchangeable workers and three rounds', () => {
    expect(explore({ workers: 5, rounds: 3 }, true).states).toBe(42_810);
  });
});

/** Explores the kernel's version depth first, with nothing but replays from the start. */
function exploreByReplay(size: GuardSize): Counts {
  const events = (simulation: Simulation<Guard>): Event[] => [
    ...simulation.enabled(),
    ...crashes(simulation, size.rounds),
  ];
  const seen = new Set<string>();
  const pending: string[][] = [[]];
  let transitions = 0;
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const simulation = guard(size);
    for (const label of path) {
      const event = events(simulation).find((candidate) => candidate.label === label);
      if (event === undefined) throw new Error(`"${label}" cannot be replayed`);
      simulation.take(event);
    }
    const possible = events(simulation).map(({ label }) => label);
    // What may happen next is part of the state: two paths to one key must agree on it, or the counts differ.
    const key = `${JSON.stringify(simulation.state)} ${possible.toSorted().join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    transitions += possible.length;
    for (const label of possible) pending.push([...path, label]);
  }
  return { states: seen.size, transitions };
}

describe('the guard, explored on the kernel', () => {
  it.each([
    { workers: 1, rounds: 3 },
    { workers: 2, rounds: 2 },
    { workers: 3, rounds: 1 },
  ])('has the same states as explored plainly, with $workers workers and $rounds rounds', (size) => {
    expect(exploreByReplay(size)).toEqual(explore(size));
  });
});
