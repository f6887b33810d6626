import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * R04, window A, by an ordinary reboot. Found by hunts under the recommended design. Read in the source: a reboot asks
 * the sled whatever the state of the VMM is, and one that does not know it yet says what one says that has forgotten it
 * (instance_reboot, instance_request_state, nexus/src/app/instance.rs @ 0640bb277d); an instance that is meant to run
 * is started again.
 */
export const rebootInStart: Scenario = {
  name: 'found/reboot-in-start',
  title: 'reboot: falls into a start before the sled knows the VMM',
  story:
    'A start saga has linked its VMM and not registered it yet. A reboot finds it, asks its sled, and hears that ' +
    'there is no such VMM: it records the VMM as lost, and the instance is started again. The first start goes on: ' +
    'the sled takes the VMM, that its report is refused is no error, and two guests run of one instance.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'reboot B', kind: 'reboot', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('start A');
    play.reach('sled-1 register vmm-1 request');
    play.issue('reboot B');
    play.settle();
    play.release('sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['single-incarnation', 'no-orphan', 'accounting'],
  }),
};
