// Bad states of the rack, made by hand: one at least for every invariant, and the pieces that they are made of.

import { killGuest } from '../../sim/rack/hardware/guest.ts';
import type { Answer, Operation } from '../../sim/rack/hardware/truth.ts';
import type { Finding, Invariant } from '../../sim/rack/invariants/invariant.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import { config, rackWith } from './make.ts';

export type Change = (rack: Rack) => void;

/** How an invariant is made to fire: states one after the other, or one state at rest. */
interface Case {
  readonly claim: string;
  readonly steps?: readonly Change[];
  readonly atRest?: Change;
}

export const VMM = 'vmm-1';
const INSTANCE = 'instance-1';
const STOP: Operation = { name: 'A', kind: 'stop', instance: INSTANCE, nexus: 'nexus-1', after: [] };
export const success = (state: 'stopped' | 'running' | 'stopping' | 'failed'): Answer => ({
  isSuccess: true,
  status: 202,
  state,
});

/** A request with its answer as sent and as told, which are as good as can be where nothing is said; `null` is none. */
interface Asked extends Partial<Operation> {
  readonly sent?: Answer | null;
  readonly answer?: Answer | null;
}

export const setInstance =
  (parts: Partial<Rack['db']['instances'][typeof INSTANCE]>): Change =>
  (rack) => {
    rack.db.instances[INSTANCE] = { ...rack.db.instances[INSTANCE]!, ...parts };
  };
export const setVmm =
  (parts: Partial<Rack['db']['vmms'][typeof VMM]>): Change =>
  (rack) => {
    rack.db.vmms[VMM] = { ...rack.db.vmms[VMM]!, ...parts };
  };
export const guestIn =
  (vmm: `vmm-${number}`, status: 'running' | 'paused' = 'running'): Change =>
  (rack) => {
    rack.guests[vmm] = { vmm, instance: INSTANCE, sled: 'sled-2', status };
  };
export const killed: Change = (rack) => void killGuest(rack, VMM);
export const noGuest: Change = (rack) => {
  delete rack.guests[VMM];
};
export const asked =
  (...requests: Asked[]): Change =>
  ({ truth }) => {
    for (const { sent = success('stopped'), answer = success('stopped'), ...parts } of requests) {
      const operation: Operation = { ...STOP, ...parts };
      truth.operations[operation.name] = operation;
      if (sent !== null) truth.sent[operation.name] = sent;
      if (answer !== null) truth.answers[operation.name] = answer;
    }
  };
export const both =
  (...changes: Change[]): Change =>
  (rack) => {
    for (const change of changes) change(rack);
  };
const unlinked = setInstance({ state: 'no_vmm', activeVmm: null });

/** The bad states, by invariant. The good state is a quiet rack, and the first of several steps. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  progress: [{ claim: 'an instance is stopping for ever', atRest: setVmm({ state: 'stopping' }) }],
  'requests-end': [
    {
      claim: 'a runner never comes back',
      atRest: (rack) => {
        rack.sledAgents['sled-1']!.runners[VMM]!.isBusy = true;
      },
    },
    {
      claim: 'a manager never comes back',
      atRest: (rack) => {
        rack.sledAgents['sled-2']!.manager.isBusy = true;
      },
    },
  ],
  intent: [
    { claim: 'a stopped instance comes up again', steps: [both(noGuest, asked({})), guestIn('vmm-2')] },
    { claim: 'a stopped instance still runs', atRest: asked({}) },
  ],
  'stays-up': [
    {
      claim: 'the guest is killed, and nobody has asked for anything',
      steps: [killed],
    },
    {
      claim: 'the guest of an instance is killed, another was asked to stop',
      steps: [both(asked({ instance: 'instance-2' }), killed)],
    },
    {
      claim: 'the guest is killed, and somebody asks for a stop afterwards',
      steps: [both(killed, asked({}))],
    },
  ],
  'single-incarnation': [{ claim: 'two guests run', steps: [guestIn('vmm-2')] }],
  'no-orphan': [
    { claim: 'a process that no row points at', atRest: unlinked },
    {
      claim: 'a table entry whose row is deleted',
      atRest: both(unlinked, setVmm({ isDeleted: true }), (rack) => {
        delete rack.propolises[VMM];
      }),
    },
  ],
  'no-phantom': [
    { claim: 'a row that says running, whose guest is paused', atRest: guestIn('vmm-1', 'paused') },
    {
      claim: 'a row whose sled knows no such VMM',
      atRest: (rack) => {
        delete rack.sledAgents['sled-1']!.jobs[VMM];
      },
    },
  ],
  accounting: [
    {
      claim: 'a negative total',
      steps: [
        (rack) => {
          rack.db.collections.silo = -2;
        },
      ],
    },
    {
      claim: 'a running guest without a reservation',
      steps: [
        (rack) => {
          delete rack.db.reservations[VMM];
        },
      ],
    },
    {
      claim: 'a running guest that nobody is charged for',
      steps: [
        (rack) => {
          delete rack.db.charges[INSTANCE];
        },
      ],
    },
    { claim: 'a charge for no VMM', atRest: unlinked },
    {
      claim: 'a total that is not the sum',
      atRest: (rack) => {
        rack.db.collections.fleet = 7;
      },
    },
    { claim: 'a reservation of a deleted VMM', atRest: setVmm({ isDeleted: true }) },
  ],
  'sagas-rest': [
    {
      claim: 'a stuck saga',
      steps: [
        (rack) => {
          rack.truth.stuckSagas['saga-1'] = { node: 'n', error: 'e' };
        },
      ],
    },
    {
      claim: 'an unfinished saga',
      atRest: (rack) => {
        rack.db.sagas['saga-1'] = { id: 'saga-1', kind: 'k', params: null, owner: 'nexus-1', state: 'unwinding' };
      },
    },
  ],
  'lock-liveness': [
    {
      claim: 'a finished saga that holds the lock',
      steps: [
        both(setInstance({ updater: 'lock of saga-1' }), (rack) => {
          rack.db.sagas['saga-1'] = { id: 'saga-1', kind: 'k', params: null, owner: 'nexus-1', state: 'done' };
        }),
      ],
    },
  ],
  'terminal-is-final': [
    { claim: 'destroyed becomes failed', steps: [setVmm({ state: 'destroyed' }), setVmm({ state: 'failed' })] },
    { claim: 'failed becomes unwound', steps: [setVmm({ state: 'failed' }), setVmm({ state: 'saga_unwound' })] },
  ],
  'no-lost-report': [
    {
      claim: 'ended in order, recorded as failed',
      steps: [
        both(setVmm({ state: 'failed' }), (rack) => {
          rack.truth.ends[VMM] = 'destroyed';
        }),
      ],
    },
  ],
  'honest-answer': [
    { claim: 'a stop that answers running', steps: [asked({ sent: success('running') })] },
    {
      claim: 'a force-terminate that answers running',
      steps: [asked({ kind: 'force-terminate', sent: success('running') })],
    },
  ],
  'settled-answer': [
    {
      claim: 'a force-terminate that answers stopping',
      steps: [asked({ kind: 'force-terminate', sent: success('stopping') })],
    },
  ],
  'honest-projection': [
    { claim: 'stopped with a running guest', steps: [unlinked] },
    {
      claim: 'destroyed, but not deleted',
      steps: [both(setInstance({ state: 'creating' }), setVmm({ state: 'destroyed' }))],
    },
    {
      claim: 'failed with a VMM that is not unwound',
      steps: [both(noGuest, setInstance({ state: 'failed' }), setVmm({ state: 'failed' }))],
    },
  ],
  'legal-path': [
    {
      claim: 'a poller sees stopped, then running',
      steps: [
        asked(
          { name: 'v1', kind: 'view', answer: success('stopped') },
          { name: 'v2', kind: 'view', answer: success('running'), after: ['v1'] },
        ),
      ],
    },
  ],
  'blast-radius': [
    {
      claim: 'a manager that waits for a hung VMM with another request behind it',
      steps: [
        (rack) => {
          const agent = rack.sledAgents['sled-1']!;
          agent.runners[VMM]!.isAwaitingPropolis = true;
          rack.propolises[VMM]!.hangs.push('http');
          agent.manager.blockedOn = { runner: VMM, request: null };
          agent.manager.requests.push({ kind: 'get-state', vmm: 'vmm-9', call: 1 });
        },
      ],
    },
  ],
  'no-idle-work': [
    {
      claim: 'a saga after a superseded write',
      atRest: (rack) => {
        rack.truth.idleSagas['saga-1'] = { saga: 'saga-1', instance: INSTANCE, cause: 'superseded write' };
      },
    },
  ],
  're-execution': [
    {
      claim: 'a second run that fails after a first with an effect',
      steps: [
        (rack) => {
          rack.truth.failedReruns.push('saga-1 n');
        },
      ],
    },
  ],
  'consistent-record': [
    { claim: 'a target without a migration', steps: [setInstance({ targetVmm: 'vmm-2' })] },
    { claim: 'a migration without a VMM', steps: [both(unlinked, setInstance({ migration: 'migration-1' }))] },
  ],
};

/** What an invariant says of these states, one after the other. */
export function findingsOf(invariant: Invariant, steps: readonly Change[], atRest?: Change): (Finding | undefined)[] {
  const rack = rackWith();
  const sight = { rack, config: config() };
  const memory = invariant.initial?.(sight);
  const found = [invariant.check?.(sight, memory), invariant.atRest?.(sight)];
  for (const change of steps) {
    change(rack);
    found.push(invariant.check?.(sight, memory));
  }
  if (atRest) {
    atRest(rack);
    found.push(invariant.atRest?.(sight));
  }
  return found;
}
