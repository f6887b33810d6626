// The course of an exploration: it adds up, and says when what was first met.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { type Proof, prove, proving } from '../../../sim/search/prove/prove.ts';
import type { ProveOptions } from '../../../sim/search/prove/searching.ts';
import { togglesOf } from '../../rack/make.ts';

const FAULTY: Partial<Scenario> = { faults: { kinds: ['timeout', 'crash-nexus'], max: 1 } };

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function proofOf(name: string, design: string, options: Partial<ProveOptions>, changes: Partial<Scenario> = {}): Proof {
  const scenario = { ...(SCENARIOS.find((one) => one.name === name) as Scenario), ...changes };
  const all: ProveOptions = { statesMax: 300_000, isReduced: true, isKeepingGoing: false };
  return prove({ scenario, toggles: togglesOf(design), invariants: INVARIANTS }, { ...all, ...options });
}

describe('the course of a proof', () => {
  it.each([true, false])('adds up to what the proof counts, with orders left out: %s', (isReduced) => {
    const { states, transitions, restingStates, depth, course } = proofOf('seed/terminate-in-start', 'oct-2024', {
      isReduced,
    });
    const { levels } = course;

    expect(levels).toHaveLength(depth + 1);
    expect(sum(levels.map((level) => level.states))).toBe(states);
    expect(levels.every((level) => level.lookedAt === level.states)).toBe(true);
    expect(sum(levels.map((level) => level.transitions))).toBe(transitions);
    expect(sum(levels.map((level) => level.atRest))).toBe(restingStates);
    expect(sum(levels.map((level) => level.cut)) > 0).toBe(isReduced);
  });

  it('of one that gave up at its bound has whole depths, and the states beyond them', () => {
    const { states, depth, course } = proofOf(
      'seed/terminate-twice',
      'pr-6795/6',
      { isReduced: false, isKeepingGoing: true, statesMax: 10_000 },
      FAULTY,
    );
    const { levels } = course;
    const beyond = levels[depth];

    expect(levels).toHaveLength(depth + 1);
    expect(sum(levels.map((level) => level.states))).toBe(states);
    expect(levels.slice(0, depth).every((level) => level.lookedAt === level.states)).toBe(true);
    expect(beyond).toMatchObject({ lookedAt: 0, transitions: 0 });
    // Without them it was within the bound when that depth began.
    expect(states - (beyond?.states ?? 0) - (levels[depth - 1]?.states ?? 0)).toBeLessThan(10_000);
  });

  it('of one that was stopped has the depth it was at, looked at in part, and the states beyond it', () => {
    const scenario = { ...(SCENARIOS.find((one) => one.name === 'seed/terminate-twice') as Scenario), ...FAULTY };
    const options: ProveOptions = { statesMax: 300_000, isReduced: false, isKeepingGoing: true };
    const steps = proving({ scenario, toggles: togglesOf('pr-6795/6'), invariants: INVARIANTS }, options);
    let turn = steps.next();
    while (!turn.done) turn = steps.next(turn.value.pending > 3_000 ? 'stop' : undefined);
    const { states, depth, course } = turn.value;
    const { levels } = course;

    expect(levels).toHaveLength(depth + 2);
    expect(sum(levels.map((level) => level.states))).toBe(states);
    expect(levels[depth]?.lookedAt).toBeGreaterThan(0);
    expect(levels[depth]?.lookedAt).toBeLessThan(levels[depth]?.states ?? 0);
    expect(levels[depth + 1]).toMatchObject({ lookedAt: 0, transitions: 0 });
  });

  it('says when marks, requests, faults and ticks first came', () => {
    const { course, counterexamples } = proofOf('seed/terminate-twice', 'pr-6795/6', { isReduced: false }, FAULTY);
    const [shortest] = counterexamples;

    expect(shortest?.depth).toBe(shortest?.choices.length);
    expect(course.actions['request force-terminate']).toMatchObject({ depth: 0 });
    expect(course.actions['fault crash-nexus']?.depth).toBe(0);
    expect(course.actions['fault timeout']?.depth).toBeGreaterThan(0);
    expect(course.actions['fault power-off']).toBeUndefined();
    expect(course.marks['a Nexus crashed']).toBe(1);
    expect(course.marks['a guarded write was superseded']).toBeGreaterThan(1);
  });
});
