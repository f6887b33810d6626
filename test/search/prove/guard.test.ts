// The explorer on the guard toy, whose size four other model checkers agree on.

import { describe, expect, it } from 'vitest';
import { trailTo } from '../../../sim/search/prove/trail.ts';
import { type Guard, type GuardSize, guard, guardModel, startWorkers } from '../../kernel/guard.ts';
import { labels, take } from '../../kernel/harness.ts';
import { exploreToy } from './toys.ts';

interface Options {
  readonly isSymmetric?: boolean;
  readonly isReduced?: boolean;
  readonly onState?: (state: Guard) => void;
}

function exploreGuard(size: GuardSize, { isSymmetric = false, ...options }: Options = {}) {
  const workers = Array.from({ length: size.workers }, (_, index) => `worker-${index + 1}`);
  const { space, explorer } = exploreToy(guardModel(size), (world) => startWorkers(world, size.rounds), {
    faults: ['crash'],
    ...(isSymmetric && { sorts: [workers] }),
    ...options,
  });
  const { visited, tally, depth } = explorer;
  return { space, explorer, states: visited.count, transitions: tally.transitions, depth };
}

/** A state of the guard, whoever is who. */
function anonymous({ generation, workers }: Guard): string {
  return JSON.stringify([
    generation,
    Object.values(workers)
      .map((worker) => JSON.stringify(worker))
      .sort(),
  ]);
}

describe('the explorer on the guard', () => {
  it('finds the states and transitions that other model checkers found', () => {
    expect(exploreGuard({ workers: 4, rounds: 3 })).toMatchObject({ states: 82_861, transitions: 516_600 });
  });

  it('finds a path of two steps a round where there is one worker', () => {
    expect(exploreGuard({ workers: 1, rounds: 3 }).depth).toBe(6);
  });
});

describe('with interchangeable workers, the explorer on the guard', () => {
  it('finds the states that other model checkers found', () => {
    expect(exploreGuard({ workers: 5, rounds: 3 }, { isSymmetric: true }).states).toBe(42_810);
  });

  it.each([
    { workers: 2, rounds: 3 },
    { workers: 3, rounds: 2 },
    { workers: 4, rounds: 2 },
  ])('has each state of $workers workers and $rounds rounds once, whoever is who', (size) => {
    const [without, within] = [new Set<string>(), new Set<string>()];
    exploreGuard(size, { onState: (state) => without.add(anonymous(state)) });
    const { states } = exploreGuard(size, { isSymmetric: true, onState: (state) => within.add(anonymous(state)) });

    expect([...within].sort()).toEqual([...without].sort());
    expect(states).toBe(without.size);
  });

  it('loses none of them where orders are left out as well', () => {
    const size = { workers: 3, rounds: 2 };
    const plain = exploreGuard(size);
    const both = exploreGuard(size, { isSymmetric: true, isReduced: true });

    expect([plain.explorer.tally.restingStates, both.explorer.tally.restingStates]).toEqual([1, 1]);
    expect(both.depth).toBeLessThanOrEqual(plain.depth);
  });

  it('finds ways that can be gone', () => {
    const size = { workers: 4, rounds: 2 };
    const { space, explorer } = exploreGuard(size, { isSymmetric: true });
    const { hash = [0, 0] } = explorer.sightings.get('rest') ?? {};
    const simulation = guard(size);

    take(simulation, ...trailTo(space, explorer.visited, hash).labels);

    expect(labels(simulation)).toEqual([]);
    expect(simulation.state.generation).toBe(8);
  });
});
