// States that are one detail away from a bad one: an invariant that fires too readily is caught here, one that looks
// away too readily as well.

import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../../sim/rack/invariants/index.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { asked, both, type Change, guestIn, killed, noGuest, setInstance, success, VMM } from '../bad-states.ts';
import { config, rackWith } from '../make.ts';

interface Look {
  readonly steps?: readonly Change[];
  readonly atRest?: Change;
}

/** How often an invariant fires on these states. */
function firings(name: string, { steps = [], atRest }: Look): number {
  const invariant = INVARIANTS.find((candidate) => candidate.name === name)!;
  const rack = rackWith();
  const sight = { rack, config: config() };
  const memory = invariant.initial?.(sight);
  let count = 0;
  for (const change of steps) {
    change(rack);
    if (invariant.check?.(sight, memory)) count++;
  }
  if (atRest) {
    atRest(rack);
    if (invariant.atRest?.(sight)) count++;
  }
  return count;
}

const release: Change = (rack) => {
  rack.db.charges = {};
  rack.db.collections = { project: 0, silo: 0, fleet: 0 };
};
const unlinked = setInstance({ state: 'no_vmm', activeVmm: null });
const nothing: Change = () => {};

/** A manager that waits for the runner of the running VMM, with one request behind it. */
const blocked =
  (vmm: `vmm-${number}`, change: (rack: Rack) => void): Change =>
  (rack) => {
    const agent = rack.sledAgents['sled-1']!;
    agent.runners[VMM]!.isAwaitingPropolis = true;
    rack.propolises[VMM]!.hangs.push('http');
    agent.manager.blockedOn = { runner: VMM, request: null };
    agent.manager.requests.push({ kind: 'get-state', vmm, call: 1 });
    change(rack);
  };

const QUIET: readonly (readonly [string, string, Look])[] = [
  ['accounting', 'of totals that are zero', { steps: [both(noGuest, unlinked, release)], atRest: nothing }],
  [
    'accounting',
    'of a paused guest without a reservation',
    {
      steps: [
        both(guestIn(VMM, 'paused'), (rack) => {
          rack.db.reservations = {};
        }),
      ],
    },
  ],
  ['accounting', 'of a deleted instance without a charge', { atRest: both(setInstance({ isDeleted: true }), release) }],
  ['blast-radius', 'of a request for the hung VMM itself', { steps: [blocked(VMM, nothing)] }],
  [
    'blast-radius',
    'of a VMM that is slow and does not hang',
    { steps: [blocked('vmm-9', (rack) => rack.propolises[VMM]!.hangs.splice(0))] },
  ],
  [
    'blast-radius',
    'of a runner that does not wait for its Propolis',
    {
      steps: [
        blocked('vmm-9', (rack) => {
          rack.sledAgents['sled-1']!.runners[VMM]!.isAwaitingPropolis = false;
        }),
      ],
    },
  ],
  [
    'consistent-record',
    'of an instance in a migration',
    { steps: [setInstance({ targetVmm: 'vmm-2', migration: 'migration-1' })] },
  ],
  ['consistent-record', 'of an instance without either', { steps: [both(noGuest, unlinked)] }],
  [
    'consistent-record',
    'of a deleted instance, whatever it points at',
    { steps: [setInstance({ isDeleted: true, targetVmm: 'vmm-2' })] },
  ],
  [
    'intent',
    'of a stop of another instance',
    { steps: [both(noGuest, asked({ instance: 'instance-2' })), guestIn('vmm-2')], atRest: nothing },
  ],
  ['intent', 'of a stop that is not answered', { atRest: asked({ answer: null }) }],
  ['intent', 'of a start that was not over before the stop', { atRest: asked({ name: 'B', kind: 'start' }, {}) }],
  ['stays-up', 'of a guest that is killed once somebody has asked for a stop', { steps: [both(asked({}), killed)] }],
  ['stays-up', 'of a guest that does not run when it is killed', { steps: [both(guestIn(VMM, 'paused'), killed)] }],
  ['stays-up', 'of a guest that shuts down, or that a fault takes along', { steps: [noGuest] }],
  [
    'stays-up',
    'of a guest whose start is undone',
    {
      steps: [
        both((rack) => {
          rack.truth.undoneStarts[VMM] = true;
        }, killed),
      ],
    },
  ],
  ['honest-answer', 'of a start', { steps: [asked({ kind: 'start', sent: success('running') })] }],
  ['honest-answer', 'of an answer that is not sent', { steps: [asked({ sent: null })] }],
  [
    'honest-answer',
    'of a refusal',
    { steps: [asked({ sent: { isSuccess: false, status: 503, message: 'running' } })] },
  ],
  [
    'lock-liveness',
    'of a deleted instance',
    {
      steps: [
        both(setInstance({ updater: 'lock of saga-1', isDeleted: true }), (rack) => {
          rack.db.sagas['saga-1'] = { id: 'saga-1', kind: 'k', params: null, owner: 'nexus-1', state: 'done' };
        }),
      ],
    },
  ],
];

const LOUD: readonly (readonly [string, string, number, Look])[] = [
  [
    'intent',
    'of a start that was over before the stop',
    1,
    { atRest: asked({ name: 'B', kind: 'start' }, { after: ['B'] }) },
  ],
  [
    'intent',
    'of a start of another instance',
    1,
    { atRest: asked({}, { name: 'B', kind: 'start', instance: 'instance-2' }) },
  ],
  ['honest-answer', 'once of one answer', 1, { steps: [asked({ sent: success('running') }), nothing, nothing] }],
  [
    'honest-answer',
    'of a start that was over before the stop',
    1,
    {
      steps: [asked({ name: 'B', kind: 'start' }, { sent: success('running'), after: ['B'] })],
    },
  ],
  [
    'accounting',
    'of a reservation for a VMM without a row',
    1,
    {
      atRest: (rack) => {
        rack.db.reservations['vmm-9'] = { vmm: 'vmm-9', sled: 'sled-2', cpus: 2 };
      },
    },
  ],
  ['accounting', 'of a VMM that nobody is charged for, at rest', 1, { atRest: both(noGuest, release) }],
];

describe('an invariant is quiet', () => {
  it.each(QUIET)('%s %s', (name, _, look) => {
    expect(firings(name, look)).toBe(0);
  });
});

describe('an invariant is loud', () => {
  it.each(LOUD)('%s %s', (name, _, times, look) => {
    expect(firings(name, look)).toBe(times);
  });
});
