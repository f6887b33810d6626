// Schedules with few delays: none but those of the order without any, and every one if there are enough.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { type Op, sleep, start, step } from '../../../sim/kernel/ask.ts';
import { Random } from '../../../sim/kernel/random.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { looking } from '../../../sim/search/prove/deepening.ts';
import { type Proof, prove, proving } from '../../../sim/search/prove/prove.ts';
import type { Question } from '../../../sim/search/prove/question.ts';
import type { ProofProgress, ProveOptions } from '../../../sim/search/prove/searching.ts';
import { modelOf } from '../../kernel/harness.ts';
import { togglesOf } from '../../rack/make.ts';
import { exploreToy } from './toys.ts';

interface Notes {
  /** Who has written, the first first. */
  readonly written: { by: string };
}

/** Writes its name so many times, after a nap before each that is to be long. */
function* write(name: string, naps: readonly boolean[]): Op<void> {
  for (const isNap of naps) {
    if (isNap) yield* sleep('naps', 1_000);
    yield* step('writes', ({ written }: Notes) => {
      written.by += name;
    });
  }
}

type Writers = Readonly<Record<string, readonly boolean[]>>;

/** All orders in which they may come to have written. */
function ordersOf(writers: Writers, delaysMax?: number): ReadonlySet<string> {
  const { rests } = exploreToy(
    modelOf<Notes>(() => ({ written: { by: '' } }), { depths: { written: 1 } }),
    (world) => {
      for (const [name, naps] of Object.entries(writers)) world.spawn(name, name, start(write, name, naps));
    },
    { atRest: ({ written }) => written.by, ...(delaysMax !== undefined && { delaysMax }) },
  );
  return rests;
}

describe('schedules with few delays', () => {
  const two = { a: [false, false], b: [false, false] };

  it('are one without any: in the order of names, each to its end', () => {
    expect([...ordersOf(two, 0)]).toEqual(['aabb']);
  });

  it('have whoever is delayed wait until nobody else can go on', () => {
    expect([...ordersOf(two, 1)].sort()).toEqual(['aabb', 'abba', 'bbaa']);
  });

  it('let any of those go on who are delayed, once all are', () => {
    expect([...ordersOf({ a: [false], b: [false], c: [false] }, 3)]).toHaveLength(6);
    expect([...ordersOf(two, 2)].sort()).toEqual(['aabb', 'abab', 'abba', 'baab', 'bbaa']);
  });

  it('have timers go off where nothing else can go on, or at the price of a delay', () => {
    const napping = { a: [true], b: [false] };

    expect([...ordersOf(napping, 0)]).toEqual(['ba']);
    expect([...ordersOf(napping, 1)].sort()).toEqual(['ab', 'ba']);
  });

  it('have as many timers go off early as there are delays', () => {
    const napping = { a: [true, true], b: [false, false] };

    expect([...ordersOf(napping, 1)]).not.toContain('aabb');
    expect([...ordersOf(napping, 2)]).toContain('aabb');
  });

  it('have timers go off in any order', () => {
    expect([...ordersOf({ a: [true], b: [true] }, 0)].sort()).toEqual(['ab', 'ba']);
  });

  it.each([...Array(30).keys()])(
    'are more with more delays, and all in the end (writers drawn from seed %i)',
    (seed) => {
      const random = new Random(seed);
      const writers = Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, Array.from({ length: random.below(4) }, () => random.below(4) === 0)]),
      );
      const all = ordersOf(writers);
      let known: ReadonlySet<string> = new Set();
      for (const delaysMax of [0, 1, 2, 12]) {
        const orders = ordersOf(writers, delaysMax);
        expect([...known].filter((order) => !orders.has(order))).toEqual([]);
        known = orders;
      }
      expect([...known].sort()).toEqual([...all].sort());
    },
  );
});

function questionOf(name: string, design: string, invariants = INVARIANTS): Question {
  const scenario = SCENARIOS.find((one) => one.name === name) as Scenario;
  return { scenario, toggles: togglesOf(design), invariants };
}

function proofOf(name: string, design: string, options: Partial<ProveOptions>): Proof {
  const means = { statesMax: 100_000, isReduced: true, isKeepingGoing: false, ...options };
  return prove(questionOf(name, design), means);
}

describe('a scenario looked at within few delays', () => {
  it('is held at best, and never proved', () => {
    const { outcome, isComplete, within, states, loops } = proofOf('seed/terminate-twice', 'recommended', {
      delaysMax: 1,
    });

    expect({ outcome, isComplete, within, loops }).toEqual({
      outcome: 'held',
      isComplete: true,
      within: { delays: 1, states },
      loops: { states: 4, isComplete: true, livelock: undefined },
    });
  });

  it('has faults strike whenever they may, at no price', () => {
    const { course } = proofOf('holds/agent-restart', 'recommended', { delaysMax: 0 });

    // Of the states before it has struck, that is each, and not only those in which nobody can go on.
    expect(course.actions['fault crash-sled-agent']?.steps).toBeGreaterThan(50);
  });

  it('breaks where there are enough of them', () => {
    const within = (delaysMax: number) => proofOf('found/second-stop', 'oct-2024', { delaysMax });

    expect(within(0).outcome).toBe('held');
    const { outcome, delaysMax, counterexamples } = within(1);
    expect({ outcome, delaysMax }).toEqual({ outcome: 'violated', delaysMax: 1 });
    expect(counterexamples[0]).toMatchObject({ invariant: 'no-lost-report', isShortest: false });
    expect(counterexamples[0]?.choices.filter((choice) => choice.startsWith('delay'))).toEqual([]);
  });

  it.each([
    ['seed/terminate-twice', 'oct-2024'],
    ['seed/terminate-running', 'pr-6795/6'],
    ['holds/agent-restart', 'pr-6795/6'],
    ['holds/hung-propolis', 'pr-6795/1'],
  ])('breaks what every schedule breaks, and nothing else, in %s under %s', (name, design) => {
    const namesOf = ({ counterexamples }: Proof) => counterexamples.map(({ invariant }) => invariant).sort();
    const all = proofOf(name, design, { isKeepingGoing: true, statesMax: 300_000 });
    const near = proofOf(name, design, { isKeepingGoing: true, statesMax: 300_000, delaysMax: 3 });

    expect(all.isComplete).toBe(true);
    expect(near.within?.delays).toBe(3);
    expect(namesOf(near)).toEqual(namesOf(all));
    expect(near.marks).toEqual(all.marks);
  });
});

describe('a proof that is large', () => {
  it('looks at few delays before it goes on, and is over when these show a violation', () => {
    const invariants = INVARIANTS.filter(({ name }) => name === 'consistent-record');
    const steps = proving(questionOf('seed/terminate-migrating-copying', 'pr-6795/6', invariants), {
      statesMax: 1_000_000,
      isReduced: false,
      isKeepingGoing: false,
    });
    const parts: { delaysMax: number | null; states: number }[] = [];
    let turn = steps.next();
    for (; !turn.done; turn = steps.next()) {
      const { delaysMax, states } = turn.value;
      if (parts.at(-1)?.delaysMax === delaysMax) parts.pop();
      parts.push({ delaysMax, states });
    }

    expect(turn.value.outcome).toBe('violated');
    expect(parts.map(({ delaysMax }) => delaysMax)).toEqual([null, 0, 1, 2, null]);
    expect(parts[0]?.states).toBeLessThan(40_000);
  });

  it('looks at them in the pass in which it turns out to be large, be it not the first', () => {
    const invariants = INVARIANTS.filter(({ name }) => name === 'progress');
    const steps = proving(questionOf('found/spinning-updater', 'head-2026-08', invariants), {
      statesMax: 40_000,
      isReduced: true,
      isKeepingGoing: false,
    });
    let [before, turn] = [steps.next(), steps.next()];
    for (; !turn.done && turn.value.delaysMax === null; turn = steps.next()) before = turn;

    expect(before.value).toMatchObject({ round: 2, delaysMax: null });
    expect((before.value as ProofProgress).states).toBeLessThan(40_000);
  });

  it('says how many delays were looked at where it gives up', () => {
    const proof = proofOf('seed/terminate-migrating-copying', 'recommended', { statesMax: 2_000 });

    expect(proof).toMatchObject({ outcome: 'gave up', delaysMax: null, within: { delays: 0, states: 779 } });
  });

  it('goes on from the delays that were looked at', () => {
    const question = questionOf('seed/terminate-twice', 'recommended');
    const before = { within: { delays: 1, states: 2_684 }, finds: [], isStopped: false };
    const steps = looking(question, { statesMax: 10, isReduced: true, isKeepingGoing: false }, before, { round: 1 });

    expect(steps.next().value).toMatchObject({ delaysMax: 2 });
  });

  it('adds what few delays show to what it has found by the bound', () => {
    const options = { statesMax: 3_000, isKeepingGoing: true };
    const { outcome, delaysMax, counterexamples } = proofOf('seed/terminate-in-start', 'pr-6795/6', options);

    expect({ outcome, delaysMax }).toEqual({ outcome: 'violated', delaysMax: null });
    expect(counterexamples.map(({ invariant }) => invariant)).toEqual([
      'settled-answer',
      'accounting',
      'honest-projection',
    ]);
  });
});
