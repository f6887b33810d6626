import { describe, expect, it } from 'vitest';
import { perform, walkFrom } from '../../sim/search/course.ts';
import { isOperation } from '../../sim/search/measure.ts';
import { Run } from '../../sim/search/run.ts';
import { anything, TOGGLES } from './local.ts';

describe('a workload', () => {
  it.each([1, 2, 3, 4, 5, 6])('makes as many requests as it may, each of them once (seed %i)', (seed) => {
    const run = perform(anything, TOGGLES, walkFrom(seed), { invariants: [] });
    const made = run.labels.filter(isOperation);

    expect(made).toHaveLength(anything.workload?.max ?? 0);
    expect(new Set(made).size).toBe(made.length);
    expect(Object.keys(run.simulation.state.truth.operations)).toHaveLength(made.length);
  });

  it('offers the next request of a kind once the one before it was made', () => {
    const run = new Run(anything, TOGGLES, { invariants: [] });
    const offered = () => run.enabled().filter(({ label }) => label.startsWith('client: stop '));
    const [first] = offered();
    if (first === undefined) throw new Error('nothing is on offer');

    run.take(first);

    expect(offered().map(({ label }) => label)).toEqual([
      'client: stop B (stop instance-1 at nexus-1)',
      'client: stop B (stop instance-1 at nexus-2)',
    ]);
  });
});
