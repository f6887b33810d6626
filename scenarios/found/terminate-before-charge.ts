import type { Scenario } from '../../sim/rack/scenario.ts';
import { chargeBeforeCommitOf } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack prove seed/terminate-in-start --design recommended --set terminate.whileCreating=ask` when an undo
 * gave a charge back only as long as its own VMM was linked; by an ordinary stop it is `found/charge-before-commit`. In
 * Omicron the charge comes after register (nexus/src/app/sagas/instance_start.rs @ 0640bb277d), so there this is
 * another way to `seed/terminate-in-start-charged`; where a start charges what it has linked (`startSaga.charges`), it
 * comes before.
 */
export const terminateBeforeCharge: Scenario = {
  name: 'found/terminate-before-charge',
  title: 'force-terminate: inside a start saga, before the charge',
  story:
    'A start has linked its VMM and has not charged for it. A force-terminate ends the VMM, and an update saga gives ' +
    'back a charge that is not there. Now the start charges, finds its VMM over, and unwinds: but by then the ' +
    'instance has no VMM any more, so the charge is nobody’s to give back.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script: (play) => chargeBeforeCommitOf(play, 'terminate B'),
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-3': ['accounting', 'settled-answer'],
    'pr-6795/4-6, variants, head-2026-08+force-terminate': ['accounting'],
  }),
};
