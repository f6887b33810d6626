// Random search and exhaustive search, asked the same of scenarios small enough for both: what is found at random is
// found by a proof, and with enough runs the other way about. Beside the invariants they are asked which states can be
// reached at all, so that they have something to agree about where every invariant holds.

import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Invariant } from '../../sim/rack/invariants/invariant.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { huntBatch } from '../../sim/search/hunt.ts';
import { prove } from '../../sim/search/prove/prove.ts';
import { togglesOf } from '../search/local.ts';

const STRATEGIES = ['walk', 'pct', 'swarm', 'guided'] as const;
const RUNS = 150;

/** Violated by a state that is looked for. */
function never(what: string, isSo: (rack: Rack) => boolean): Invariant {
  return {
    name: `never: ${what}`,
    property: `it never comes to this: ${what}`,
    cites: 'this test',
    check: ({ rack }) => (isSo(rack) ? { subject: 'rack', message: what } : undefined),
  };
}

const answers = ({ truth }: Rack) => Object.values(truth.answers);
/** None of it is so at the beginning. */
const PROBES = [
  never('the VMM is recorded as failed', ({ db }) => db.vmms['vmm-1']?.state === 'failed'),
  never('the VMM is recorded as destroyed', ({ db }) => db.vmms['vmm-1']?.state === 'destroyed'),
  never('the instance has failed', ({ db }) => db.instances['instance-1']?.state === 'failed'),
  never('the instance is locked', ({ db }) => db.instances['instance-1']?.updater !== null),
  never('there is another VMM', ({ db }) => db.vmms['vmm-2'] !== undefined),
  never('there is no guest', ({ guests }) => Object.keys(guests).length === 0),
  never('nobody is charged', ({ db }) => Object.keys(db.charges).length === 0),
  never('a client is refused', (rack) => answers(rack).some(({ isSuccess }) => !isSuccess)),
  never('a client sees it stopped', (rack) => answers(rack).some((one) => one.isSuccess && one.state === 'stopped')),
  never('a client sees it failed', (rack) => answers(rack).some((one) => one.isSuccess && one.state === 'failed')),
];
const ASKED = [...INVARIANTS, ...PROBES];

/** A bundled scenario without its script: no search looks at one. */
function small(name: string, changes: Partial<Scenario> = {}): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  const { script: _, ...scenario } = found;
  return { ...scenario, ...changes };
}

function provenAgainst(scenario: Scenario, design: string): readonly string[] {
  const question = { scenario, toggles: togglesOf(design), invariants: ASKED };
  const proof = prove(question, { statesMax: 300_000, isReduced: true, isKeepingGoing: true });
  expect(proof.isComplete).toBe(true);
  return proof.counterexamples.map(({ invariant }) => invariant).sort();
}

function foundAtRandom(scenario: Scenario, design: string, name: (typeof STRATEGIES)[number]): readonly string[] {
  const options = { isKeepingGoing: true, invariants: ASKED, plan: { name, depth: 3 } };
  const { finds } = huntBatch(scenario, togglesOf(design), { seed: 1, runs: RUNS }, options);
  return finds.map(({ invariant }) => invariant);
}

describe('random and exhaustive search agree', () => {
  it.each([
    ['seed/terminate-twice', 'oct-2024', {}],
    ['seed/terminate-twice', 'pr-6795/1', {}],
    ['history/stop-vs-watcher', 'oct-2024', {}],
    ['seed/terminate-forgotten', 'pr-6795/6', { operations: [{ name: 'stop A', kind: 'stop' }] }],
    [
      'seed/terminate-forgotten',
      'pr-6795/6',
      { operations: [{ name: 'stop A', kind: 'stop' }], faults: { kinds: ['drop-reply'], max: 1 } },
    ],
  ] as const)('on %s under %s', (name, design, changes) => {
    const scenario = small(name, changes as Partial<Scenario>);
    const proven = provenAgainst(scenario, design);
    expect(proven.length).toBeGreaterThan(0);
    const random = STRATEGIES.map((strategy) => foundAtRandom(scenario, design, strategy));

    for (const found of random) expect(proven).toEqual(expect.arrayContaining([...found]));
    expect([...new Set(random.flat())].sort()).toEqual(proven);
  });
});
