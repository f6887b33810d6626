import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { twoInstances } from '../../scenarios/workloads/workloads.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Invariant } from '../../sim/rack/invariants/invariant.ts';
import { perform, walkFrom } from '../../sim/search/course.ts';
import { isLess, measure } from '../../sim/search/measure.ts';
import { Replay } from '../../sim/search/replay.ts';
import { shrink } from '../../sim/search/shrink.ts';
import { anything, busy, firstGuestLives, neverStops, TOGGLES } from './local.ts';

const seeds = fc.nat({ max: 1_000_000 });
const subjects = fc.constantFrom(
  { scenario: busy, invariant: firstGuestLives },
  { scenario: anything, invariant: firstGuestLives },
  { scenario: busy, invariant: neverStops },
);

/** The choices of a walk, and whether they violate the invariant. */
function walk(scenario: typeof busy, invariant: Invariant, seed: number) {
  const run = perform(scenario, TOGGLES, walkFrom(seed), { invariants: [invariant] });
  return { choices: run.labels, isViolated: run.violations.some(({ invariant: name }) => name === invariant.name) };
}

function subjectOf(scenario: typeof busy, invariant: Invariant) {
  return { scenario, toggles: TOGGLES, invariant: invariant.name, invariants: [invariant] };
}

describe('shrinking', () => {
  test.prop([subjects, seeds], { numRuns: 25 })(
    'gives a schedule that is no longer, and violates the same invariant when replayed strictly',
    ({ scenario, invariant }, seed) => {
      const { choices, isViolated } = walk(scenario, invariant, seed);
      if (!isViolated) return;

      const { choices: shrunk, after, before } = shrink(subjectOf(scenario, invariant), choices, { replaysMax: 400 });

      expect(isLess(before, after)).toBe(false);
      expect(shrunk.length).toBeLessThanOrEqual(choices.length);
      const replay = new Replay(shrunk);
      const run = perform(scenario, TOGGLES, { kind: 'replay', replay }, { invariants: [invariant] });
      expect(replay.divergence).toBeUndefined();
      expect(run.violations.map(({ invariant: name }) => name)).toContain(invariant.name);
    },
  );

  it('finds the one request that matters, and none of the others', () => {
    const { choices } = walk(anything, firstGuestLives, 2);

    const { choices: shrunk, isComplete } = shrink(subjectOf(anything, firstGuestLives), choices);

    expect(isComplete).toBe(true);
    expect(measure(shrunk)).toMatchObject({ operations: 1, faults: 0, nudges: 0 });
  });

  it('takes a failure of over 200 steps to one of at most 40 in a few hundred replays', () => {
    const { labels, violations } = perform(twoInstances, TOGGLES, walkFrom(1));
    const subject = { scenario: twoInstances, toggles: TOGGLES, invariant: 'accounting', invariants: INVARIANTS };
    expect(violations.map(({ invariant }) => invariant)).toContain('accounting');
    expect(labels.length).toBeGreaterThan(200);

    const { after, replays, isComplete } = shrink(subject, labels);

    expect(isComplete).toBe(true);
    expect(replays).toBeLessThan(500);
    expect(after.steps).toBeLessThanOrEqual(40);
  });

  it('is the same each time', () => {
    const { choices } = walk(busy, firstGuestLives, 3);
    const twice = [1, 2].map(() => shrink(subjectOf(busy, firstGuestLives), choices).choices);

    expect(twice[0]).toEqual(twice[1]);
  });

  it('stops at its bound with what it has', () => {
    const { choices } = walk(busy, firstGuestLives, 3);
    const reports: number[] = [];

    const result = shrink(subjectOf(busy, firstGuestLives), choices, {
      replaysMax: 5,
      onProgress: ({ replays }) => reports.push(replays),
    });

    expect(result).toMatchObject({ replays: 5, isComplete: false });
    expect(reports).toHaveLength(4);
  });

  it('refuses a schedule that violates nothing', () => {
    expect(() => shrink(subjectOf(busy, firstGuestLives), [])).toThrow('does not violate');
  });
});

describe('the measure of a schedule', () => {
  it('counts what a reader has to follow', () => {
    const choices = [
      'client: stop A (stop instance-1 at nexus-1)',
      'fault: crash-nexus nexus-1',
      'restart nexus-1',
      'nexus-1 start-up: look up instance-1',
      'nexus-1 start-up: fetch instance-1',
      'tick: nexus-1 instance-watcher',
    ];

    expect(measure(choices)).toEqual({ operations: 1, faults: 1, nudges: 2, steps: 6, switches: 4 });
  });

  it('counts a request for more than any number of steps', () => {
    const one = measure(['client: stop A (stop instance-1 at nexus-1)']);
    const many = measure(Array.from({ length: 50 }, (_, n) => `task-${n}: step`));

    expect(isLess(many, one)).toBe(true);
    expect(isLess(one, many)).toBe(false);
    expect(isLess(one, one)).toBe(false);
  });
});
