import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { courseOf, perform } from '../../sim/search/course.ts';
import { itself, type Neighbour, neighbours } from '../../sim/search/neighbours.ts';
import { RecheckTally, recheckAt, recheckItself } from '../../sim/search/recheck.ts';
import { Replay } from '../../sim/search/replay.ts';
import { TOGGLES, togglesOf } from './local.ts';

/** A look and a stop, which meet in nothing that matters. */
const small: Scenario = {
  name: 'test/small',
  title: 'test: a look and a stop',
  story: 'One client looks, another stops.',
  operations: [
    { name: 'view A', kind: 'view' },
    { name: 'stop A', kind: 'stop', nexus: 'nexus-2' },
  ],
  expected: {},
};
const LOOK = ['client: view A (view instance-1 at nexus-1)'];

function all(scenario: Scenario, choices: readonly string[], distance: number): Neighbour[] {
  const { length } = itself(scenario, TOGGLES, choices).choices;
  return Array.from({ length }, (_, index) => [
    ...neighbours(scenario, TOGGLES, choices, { choice: index + 1, distance }),
  ]).flat();
}

function tallyOf(scenario: Scenario, design: string, choices: readonly string[], distance: number, invariant: string) {
  const plan = { choices, distance, invariants: [invariant] };
  const tally = new RecheckTally(plan);
  const { part, length } = recheckItself(scenario, togglesOf(design), plan);
  tally.add(part);
  for (let choice = 1; choice <= length; choice++) tally.add(recheckAt(scenario, togglesOf(design), plan, choice));
  return tally;
}

describe('the path of a schedule', () => {
  it('is its choices, and then default order until nothing is under way', () => {
    const { choices } = itself(small, TOGGLES, LOOK);

    expect(choices).toEqual([
      ...LOOK,
      'view A: nexus-1 view request',
      'nexus-1 view A: fetch instance-1 with its VMM',
      'view A: nexus-1 view reply',
    ]);
  });
});

describe('a neighbour', () => {
  it('lets another event come first, or leaves a choice out, and nothing else', () => {
    const changes = all(small, LOOK, 1).map(
      ({ changes: [change] }) => `${change?.choice} ${change?.kind}: ${change?.label}`,
    );

    expect(changes).toEqual([
      '1 first: client: stop A (stop instance-1 at nexus-2)',
      '1 without: client: view A (view instance-1 at nexus-1)',
      ...itself(small, TOGGLES, LOOK)
        .choices.slice(1)
        .flatMap((label, index) => [
          `${index + 2} first: client: stop A (stop instance-1 at nexus-2)`,
          `${index + 2} without: ${label}`,
        ]),
    ]);
  });

  it('is a run: its choices replay to what it says', () => {
    for (const { choices, violated } of all(small, LOOK, 1)) {
      const replay = new Replay(choices);
      const run = perform(small, TOGGLES, { kind: 'replay', replay });

      expect(replay.divergence).toBeUndefined();
      expect(run.labels).toEqual(choices);
      expect(run.violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant)).toEqual(violated);
    }
  });

  it('may have a fault only while the budget lasts', () => {
    const faulty: Scenario = { ...small, faults: { kinds: ['crash-nexus'], max: 1 } };
    const faults = all(faulty, LOOK, 2).map(({ choices }) => choices.filter((label) => label.startsWith('fault: ')));

    expect(Math.max(...faults.map(({ length }) => length))).toBe(1);
    expect(faults.filter(({ length }) => length === 1).length).toBeGreaterThan(10);
  });
});

describe('a recheck', () => {
  const twice = SCENARIOS.find(({ name }) => name === 'seed/terminate-twice');
  if (twice === undefined) throw new Error('there is no seed/terminate-twice');
  const { labels } = perform(twice, TOGGLES, courseOf(twice));

  it('counts each different run once', () => {
    const digests = all(small, LOOK, 1).map(({ digest }) => digest);
    const tally = tallyOf(small, 'pr-6795/6', LOOK, 1, 'intent');

    expect(tally.count).toBe(new Set([itself(small, TOGGLES, LOOK).digest, ...digests]).size);
    // Itself, nothing at all, and the stop before each of the four choices.
    expect(tally.count).toBe(6);
  });

  it('finds that what a schedule shows holds in all its neighbours under a design without the race', () => {
    const { count, failing, sibling } = tallyOf(twice, 'always-stopped', labels, 1, 'intent');

    expect({ count, failing, sibling }).toEqual({ count: 65, failing: 0, sibling: null });
  });

  it('finds the schedule itself first, where it still fails', () => {
    const { failing, count, sibling } = tallyOf(twice, 'pr-6795/5', labels, 1, 'intent');

    expect(sibling?.changes).toEqual([]);
    expect(failing).toBeGreaterThan(count / 2);
  });

  it('finds a sibling that fails where the schedule does not', () => {
    // Up to the point where the second terminate is told that there is no such VMM: in default order the first wins.
    const told = labels.indexOf('nexus-2 terminate B: write vmm-1 failed');
    const short = labels.slice(0, told);

    expect(itself(twice, TOGGLES, short).violated).not.toContain('intent');
    expect(tallyOf(twice, 'pr-6795/6', short, 1, 'intent').sibling?.changes).toEqual([
      { choice: told + 1, kind: 'first', label: 'nexus-2 terminate B: write vmm-1 failed' },
    ]);
  });

  it('at a greater distance looks at everything nearer, too', () => {
    const near = tallyOf(small, 'pr-6795/6', LOOK, 1, 'intent').count;
    const far = tallyOf(small, 'pr-6795/6', LOOK, 2, 'intent').count;

    expect(far).toBeGreaterThan(near);
  });
});
