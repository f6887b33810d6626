// Proofs: what is found is confirmed by the simulation, and what is left out makes no difference.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../scenarios/index.ts';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../../sim/rack/scenario.ts';
import { type Proof, prove } from '../../../sim/search/prove/prove.ts';
import type { ProveOptions } from '../../../sim/search/prove/searching.ts';
import { trial } from '../../../sim/search/trial.ts';
import { togglesOf } from '../../rack/make.ts';

const ALL: ProveOptions = { statesMax: 300_000, isReduced: true, isKeepingGoing: true };

function proofOf(
  name: string,
  design: string,
  options: Partial<ProveOptions> = {},
  changes: Partial<Scenario> = {},
): Proof {
  const scenario = { ...(SCENARIOS.find((one) => one.name === name) as Scenario), ...changes };
  return prove({ scenario, toggles: togglesOf(design), invariants: INVARIANTS }, { ...ALL, ...options });
}

const namesOf = ({ counterexamples }: Proof) => counterexamples.map(({ invariant }) => invariant).sort();

describe('leaving out orders that make no difference', () => {
  it.each([
    ['seed/terminate-twice', 'oct-2024', {}],
    ['seed/terminate-twice', 'pr-6795/1', {}],
    ['history/stop-vs-watcher', 'oct-2024', {}],
    ['found/stop-vs-restart', 'oct-2024', {}],
    ['holds/nexus-crash', 'oct-2024', {}],
    ['holds/agent-restart', 'pr-6795/6', {}],
    ['holds/hung-propolis', 'pr-6795/1', {}],
    ['holds/lost-message', 'recommended', {}],
    ['seed/nothing-to-terminate-stopped', 'pr-6795/6', {}],
    ['seed/terminate-forgotten', 'pr-6795/6', { operations: [{ name: 'stop A', kind: 'stop' }], script: undefined }],
    [
      'seed/terminate-forgotten',
      'pr-6795/6',
      { operations: [{ name: 'stop A', kind: 'stop' }], faults: { kinds: ['drop-reply'], max: 1 } },
    ],
    ['holds/lost-message', 'pr-6795/6', { faults: { kinds: ['partition'], max: 1 } }],
  ] as const)('comes to the same violations and the same ends in %s under %s', (name, design, changes) => {
    const reduced = proofOf(name, design, {}, changes as Partial<Scenario>);
    const plain = proofOf(name, design, { isReduced: false }, changes as Partial<Scenario>);

    expect(reduced.isComplete && plain.isComplete).toBe(true);
    expect(namesOf(reduced)).toEqual(namesOf(plain));
    expect(reduced.restingStates).toBe(plain.restingStates);
    expect(reduced.marks).toEqual(plain.marks);
    expect(reduced.states).toBeLessThanOrEqual(plain.states);
  });
});

describe('a trial of a comparison', () => {
  const tried = (name: string, design: string, statesMax: number) => {
    const scenario = SCENARIOS.find((one) => one.name === name) as Scenario;
    const origin = { scenario: scenario.name, design, set: {} };
    return trial(scenario, togglesOf(design), origin, { invariants: INVARIANTS, statesMax });
  };

  it('says how many states were visited where a proof came to its end, and not where it gave up', () => {
    expect(tried('seed/terminate-in-start', 'oct-2024', 50_000)).toMatchObject({ verdict: 'holds', states: 278 });
    expect(tried('seed/terminate-in-start', 'oct-2024', 100)).not.toHaveProperty('states');
  });

  it('knows of violations that only the proof has found', () => {
    const { violations } = tried('seed/undo-unknown', 'oct-2024', 5_000);

    expect(violations.map(({ schedule }) => schedule.strategy)).toContain('exhaustive');
  });
});

describe('a proof', () => {
  it('ends with a shortest counterexample, which the simulation confirms', () => {
    const { outcome, counterexamples } = proofOf('seed/terminate-twice', 'pr-6795/6', { isKeepingGoing: false });

    expect(outcome).toBe('violated');
    expect(counterexamples[0]).toMatchObject({ invariant: 'settled-answer', isShortest: true });
    expect(counterexamples[0]?.choices).toHaveLength(14);
  });

  it('gives up at its bound, and says so', () => {
    const proof = proofOf('seed/terminate-twice', 'always-stopped', { statesMax: 3_000, isReduced: false });

    expect(proof).toMatchObject({ outcome: 'violated', isComplete: false });
    expect(proof.states).toBeGreaterThanOrEqual(3_000);
  });

  it('shows what goes on for ever where a rack never comes to rest', () => {
    const faults = { kinds: ['hang-http'], max: 1 } as const;
    const operations = [{ name: 'stop A', kind: 'stop' }] as const;
    const changes = { operations, faults, script: undefined } as unknown as Partial<Scenario>;
    const { counterexamples } = proofOf('seed/terminate-forgotten', 'oct-2024', {}, changes);
    const { message, loop } = counterexamples.find(({ invariant }) => invariant === 'progress') ?? {};

    expect(message).toContain('after every round of ticks there is a change');
    expect(loop).toMatchObject({ from: null });
    expect(loop?.steps).toContainEqual(expect.stringMatching(/^nexus-\d instance-watcher.* timeout$/));
    expect(loop?.steps.filter((step) => step.startsWith('tick: '))).toHaveLength(5);
  });

  it('says that nothing can go round for ever, having looked', () => {
    const { loops } = proofOf('seed/terminate-in-start', 'oct-2024');

    expect(loops).toEqual({ states: 0, isComplete: true, livelock: undefined });
  });

  it('goes past a sled-agent that aborts', () => {
    const { counterexamples } = proofOf('found/delete-in-start', 'head-2026-08+force-terminate', { statesMax: 10_000 });

    expect(counterexamples.map(({ invariant }) => invariant)).toContain('blast-radius');
  });

  it('brings a Propolis back on the sled where it was, which may be another in another order', () => {
    const { outcome } = proofOf(
      'holds/agent-restart',
      'recommended',
      { isReduced: false, delaysMax: 1, statesMax: 60_000 },
      {
        shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
        operations: [
          { name: 'start A', kind: 'start' },
          { name: 'start B', kind: 'start', nexus: 'nexus-2' },
        ],
        faults: { kinds: ['crash-propolis'], max: 1 },
      },
    );

    expect(outcome).not.toBe('violated');
  });

  it('has the same numbers every time', () => {
    const once = proofOf('history/stop-vs-watcher', 'oct-2024');
    const again = proofOf('history/stop-vs-watcher', 'oct-2024');

    expect(again).toEqual(once);
  });
});
