import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { OPERATIONS } from '../../sim/rack/hardware/truth.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Expectation, FaultKind, Scenario } from '../../sim/rack/scenario.ts';

const FAULTS: readonly FaultKind[] = [
  'drop-request',
  'drop-reply',
  'duplicate',
  'partition',
  'timeout',
  'database-error',
  'crash-nexus',
  'crash-sled-agent',
  'crash-propolis',
  'power-off',
  'hang-stop',
  'hang-http',
  'hang-boot',
  'guest-shutdown',
];

/**
 * What any search of some hundred runs must find. A hung stop breaks progress under every design (omicron#4004); with
 * a force-terminate that does not wait for the rows, a success may answer stopping. The rest may be found.
 */
const expected: Record<string, Expectation> = Object.fromEntries(
  DESIGNS.map(({ name, toggles }) => {
    const isHasty = toggles['terminate.api'] === 'present' && toggles['terminate.waitsFor'] === 'saga';
    const violates = isHasty ? ['progress', 'settled-answer'] : ['progress'];
    return [name, { violates, may: INVARIANTS.map((invariant) => invariant.name) }];
  }),
);

export const oneInstance: Scenario = {
  name: 'workloads/one-instance',
  title: 'workload: any requests for one instance, any two faults',
  story:
    'Nothing is scripted. Clients ask for anything of one instance, at either Nexus, at any time; faults ' +
    'strike where they like. Whatever the other scenarios tell can be found from here by search.',
  workload: { kinds: OPERATIONS, max: 3 },
  faults: { kinds: FAULTS, max: 2 },
  ticks: 1,
  marks: ['a guarded write was superseded', 'an agent forgot its VMMs', 'a start saga unwound'],
  expected,
};

export const twoInstances: Scenario = {
  ...oneInstance,
  name: 'workloads/two-instances',
  title: 'workload: any requests for two instances that share a sled, any two faults',
  story:
    'As workloads/one-instance, with a second instance on the same sled: what happens to one must not reach the other.',
  shape: {
    sleds: ['sled-1'],
    instances: [
      { id: 'instance-1', autoRestartPolicy: null, state: 'running' },
      { id: 'instance-2', autoRestartPolicy: null, state: 'running' },
    ],
  },
  workload: { kinds: OPERATIONS.filter((kind) => kind !== 'migrate'), max: 4 },
};
