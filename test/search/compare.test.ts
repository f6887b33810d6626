import { describe, expect, it } from 'vitest';
import type { Expectation, Scenario } from '../../sim/rack/scenario.ts';
import { type Comparison, compare } from '../../sim/search/compare.ts';
import { surprises } from '../../sim/search/expectation.ts';
import { shorten, type TrialResult, trial } from '../../sim/search/trial.ts';
import { anything, busy, firstGuestLives, soft, TOGGLES } from './local.ts';

const ORIGIN = { scenario: 'test/x', design: 'a', set: {} };
const invariants = [firstGuestLives, soft];
const NAME = firstGuestLives.name;

const quiet: Scenario = { ...busy, name: 'test/quiet', operations: [], ticks: 0 };
const deadly: Scenario = {
  ...busy,
  name: 'test/deadly',
  script(play) {
    play.issue('terminate A');
    play.settle();
  },
};
const impossible: Scenario = { ...busy, name: 'test/impossible', script: (play) => play.issue('nothing') };

const tryOut = (scenario: Scenario): TrialResult => trial(scenario, TOGGLES, ORIGIN, { invariants, seeds: 20 });

function matrix(scenarios: readonly Scenario[], expected: Expectation | undefined): Comparison {
  const trials = scenarios.map((scenario) => ({
    scenario: { ...scenario, expected: expected ? { a: expected } : {} },
    design: 'a',
    result: tryOut(scenario),
  }));
  return compare(trials, ['a', 'b'], invariants);
}

describe('a trial', () => {
  it('plays the script of a scenario that has one', () => {
    const { runs, verdict, violations } = tryOut(deadly);

    expect({ runs, verdict }).toEqual({ runs: 1, verdict: 'violated' });
    expect(violations.find(({ invariant }) => invariant === NAME)?.schedule).toMatchObject({
      strategy: 'script',
      seed: null,
    });
  });

  it('walks from a fixed set of seeds where there is a workload', () => {
    const { runs, violations } = tryOut(anything);

    expect(runs).toBe(20);
    expect(violations.find(({ invariant }) => invariant === NAME)?.schedule).toMatchObject({ strategy: 'walk' });
  });

  it('runs in default order otherwise', () => {
    expect(tryOut(quiet)).toMatchObject({ runs: 1, verdict: 'holds' });
  });

  it('of a script that cannot be followed is inconclusive, and says why', () => {
    expect(tryOut(impossible)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('cannot issue'),
    });
  });

  it('that never reached the marks of its scenario is vacuous', () => {
    expect(tryOut({ ...quiet, marks: ['pigs fly'] })).toMatchObject({
      verdict: 'vacuous',
      reason: 'never reached: pigs fly',
    });
  });

  it('has its random finds shrunk, and its scripts left as they are', () => {
    const shorter = (scenario: Scenario) => {
      const violation = tryOut(scenario).violations.find(({ invariant }) => invariant === NAME);
      if (violation === undefined) throw new Error('nothing was found');
      const after = shorten(scenario, TOGGLES, violation, { invariants });
      return [violation.schedule.choices.length, after.schedule.choices.length] as const;
    };

    const [walked, shrunk] = shorter(anything);
    const [scripted, kept] = shorter(deadly);

    expect(shrunk).toBeLessThan(walked);
    expect(kept).toBe(scripted);
  });
});

describe('the matrix', () => {
  it('shows the worst of all scenarios, and the first that shows it', () => {
    const [cell] = matrix([quiet, deadly, anything], undefined).cells;

    expect(cell).toMatchObject({ invariant: NAME, verdict: 'violated', scenario: 'test/deadly', count: 2 });
  });

  it('is inconclusive where no scenario says anything', () => {
    expect(matrix([impossible], undefined).cells.map(({ verdict }) => verdict)).toEqual(Array(4).fill('inconclusive'));
  });

  it('lists what says nothing, with the reason', () => {
    expect(matrix([impossible, quiet], undefined).silent).toMatchObject([{ scenario: 'test/impossible', design: 'a' }]);
  });

  it('has nothing unexpected where nothing is expected', () => {
    expect(matrix([deadly], undefined)).toMatchObject({ unexpected: [], expectations: 0 });
  });

  it('has nothing unexpected where all came as expected', () => {
    expect(matrix([deadly], { violates: [NAME] })).toMatchObject({ unexpected: [], expectations: 1 });
  });

  it('tells what was expected and what came', () => {
    expect(matrix([quiet], { violates: [NAME] }).unexpected).toMatchObject([
      { scenario: 'test/quiet', design: 'a', invariant: NAME, expected: 'violated', came: 'holds' },
    ]);
    expect(matrix([deadly], { violates: [] }).unexpected).toMatchObject([
      { expected: 'holds', came: expect.stringContaining('the guest of vmm-1') },
    ]);
  });
});

describe('an expectation', () => {
  const hard = { invariant: 'x', isSoft: false };

  it.each([
    ['nothing stated', undefined, [hard], []],
    ['violated as expected', { violates: ['x'] }, [hard], []],
    ['violated as allowed', { violates: [], may: ['x'] }, [hard], []],
    ['not violated as allowed', { violates: [], may: ['x'] }, [], []],
    ['softly violated', { violates: [] }, [{ ...hard, isSoft: true }], []],
    ['softly violated as expected', { violates: ['x'] }, [{ ...hard, isSoft: true }], []],
    ['not violated', { violates: ['x'] }, [], [{ invariant: 'x', expected: 'violated' }]],
    [
      'violated',
      { violates: ['y'] },
      [hard, { invariant: 'y', isSoft: false }],
      [{ invariant: 'x', expected: 'holds' }],
    ],
  ])('compares: %s', (_, expected, observed, surprising) => {
    expect(surprises(expected, observed)).toEqual(surprising);
  });
});
