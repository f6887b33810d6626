import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at a start beside a force-terminate with one fault within two delays, under the recommended design
 * with `terminate.whileCreating=ask`: another reason for a termination to wait for a VMM that is being created.
 */
export const terminateBeforeRegister: Scenario = {
  name: 'found/terminate-before-register',
  title: 'force-terminate: a start begins after its word that the instance is to be down, and the sled-agent forgets',
  story:
    'A force-terminate has recorded that the instance is to be down when a start records that it is to run, and ' +
    'links a VMM. The force-terminate finds that, asks its sled, and hears that there is no such VMM; since the ' +
    'instance is meant to run, it is recorded failed. The sled-agent, which would refuse the VMM now, restarts ' +
    'and remembers nothing: it takes the VMM, and ends it in order when the start unwinds.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['crash-sled-agent'], max: 1 },
  script(play) {
    play.issue('terminate B');
    const isHeld = play.comes('terminate B: fetch all of instance-1');
    play.issue('start A');
    play.reach('instance-start: sled-1 register vmm-1 request');
    if (isHeld) play.release('terminate B: fetch all of instance-1');
    play.settle();
    play.fault('crash-sled-agent sled-1');
    play.let('restart sled-1');
    play.release('instance-start: sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-2': [],
    'pr-6795/3-6, variants, head-2026-08+force-terminate': ['no-orphan', 'accounting', 'honest-projection'],
  }),
};
