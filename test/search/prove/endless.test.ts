// Ways that go on and on, while something is counted up: nothing rests, and no state comes twice.

import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { isToBeEnded } from '../../../sim/search/prove/endless.ts';
import { prove, proving } from '../../../sim/search/prove/prove.ts';
import type { Question } from '../../../sim/search/prove/question.ts';
import type { ProveOptions } from '../../../sim/search/prove/searching.ts';
import { CHOICES_MAX } from '../../../sim/search/run.ts';
import { togglesOf } from '../../rack/make.ts';
import { teamIn } from './crews.ts';

/** An update saga that cannot commit unwinds, and has the updater task run, which begins the next. */
const scenario: Scenario = {
  name: 'test/spinning-updater',
  title: 'test: a reboot of a migrating instance',
  story: 'A reboot reaches the source after its hand-over.',
  operations: [
    { name: 'reboot A', kind: 'reboot' },
    { name: 'migrate B', kind: 'migrate', nexus: 'nexus-2' },
  ],
  expected: {},
};
const question: Question = {
  scenario,
  toggles: togglesOf('head-2026-08'),
  invariants: INVARIANTS.filter(({ name }) => name === 'progress'),
};
const NEAR: ProveOptions = { statesMax: 200_000, isReduced: false, delaysMax: 1, isKeepingGoing: false };
const alone = prove(question, NEAR);

describe('a way that goes on and on', () => {
  it('is found where no state rests and none comes twice, by its shortest beginning that is enough', () => {
    const { outcome, depth, counterexamples } = alone;
    const [{ choices, isShortest, isAtRest, loop }] = counterexamples as [(typeof counterexamples)[0]];

    expect([outcome, depth]).toEqual(['violated', 250]);
    expect(choices.length).toBeLessThan(120);
    expect([isShortest, isAtRest, loop?.from]).toEqual([false, true, null]);
    expect(loop?.steps.filter((step) => step.includes('commit instance-1'))).toHaveLength(1);
  });

  it('is the same for several threads', () => {
    const steps = proving(question, NEAR, teamIn(question, 3, 'the others'));
    let turn = steps.next();
    while (!turn.done) turn = steps.next();

    expect({ ...turn.value, bytes: 0 }).toEqual({ ...alone, bytes: 0 });
  });

  it('is left where no schedule could go on', () => {
    const prefix = alone.counterexamples[0]?.choices ?? [];
    const options = { ...NEAR, delaysMax: 0, isKeepingGoing: true };
    const { outcome, depth, isComplete } = prove({ ...question, prefix }, options);

    expect([outcome, depth + prefix.length, isComplete]).toEqual(['violated', CHOICES_MAX, false]);
  });
});

describe('what is brought to rest of ways that go on', () => {
  const hashes = Array.from({ length: 1_000 }, (_, index) => Math.imul(index + 1, 0x9e37_79b1));
  const ended = (depth: number, width: number) =>
    hashes.slice(0, width).filter((low) => isToBeEnded(depth, width, low)).length;

  it('is every state of a narrow depth, and some of a wide one', () => {
    expect([ended(250, 1), ended(500, 16)]).toEqual([1, 16]);
    expect(ended(250, 1_000)).toBeGreaterThan(4);
    expect(ended(250, 1_000)).toBeLessThan(40);
  });

  it('is nothing where ways have not gone on for long', () => {
    expect([ended(0, 1), ended(249, 16), ended(251, 16)]).toEqual([0, 0, 0]);
  });
});
