// The explorer on the guard toy, whose size four other model checkers agree on.

import { describe, expect, it } from 'vitest';
import { Machine } from '../../../sim/kernel/machine/machine.ts';
import { Explorer } from '../../../sim/search/prove/explorer.ts';
import { Visited } from '../../../sim/search/prove/visited.ts';
import { type GuardSize, guardModel, startWorkers } from '../../kernel/guard.ts';

function exploreGuard(size: GuardSize) {
  const machine = new Machine(guardModel(size));
  const initial = machine.initial(() => startWorkers(machine, size.rounds));
  const explorer = new Explorer<never>(
    {
      machine: machine as unknown as Machine<never>,
      initial,
      allows: (fault) => fault === 'crash',
      faultsLeft: -1,
      memories: [],
      kindOf: () => '',
    },
    new Visited(Visited.tableFor(1)),
  );
  explorer.begin();
  for (;;) {
    while (explorer.pending > 0) explorer.work(1_000);
    if (explorer.waiting === 0) break;
    explorer.descend();
  }
  return { states: explorer.visited.count, transitions: explorer.tally.transitions, depth: explorer.depth };
}

describe('the explorer on the guard', () => {
  it('finds the states and transitions that other model checkers found', () => {
    expect(exploreGuard({ workers: 4, rounds: 3 })).toMatchObject({ states: 82_861, transitions: 516_600 });
  });

  it('finds a path of two steps a round where there is one worker', () => {
    expect(exploreGuard({ workers: 1, rounds: 3 }).depth).toBe(6);
  });
});
