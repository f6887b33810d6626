import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by exhaustive search of seed/undo-unreachable under the recommended design, whose undo of the charge did not
 * look yet at whose it was. Read in the source: sis_account_virtual_resources_undo deletes by the instance's id.
 */
export const chargeOfAnother: Scenario = {
  name: 'found/charge-of-another',
  title: 'start: the undo of one start releases the charge of the next',
  story:
    'The last node of a start saga is served, and its reply is lost: the saga unwinds, and its VMM is gone. Before ' +
    'it comes to its charge, an update saga has unlinked the VMM, and another start has linked a VMM of its own, and ' +
    'charged the instance again. The undo releases that charge, and the guest runs for nothing.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'start B', kind: 'start', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['drop-reply'], max: 1 },
  script(play) {
    play.issue('start A');
    play.let('instance-start: sled-1 put-state running vmm-1 request');
    play.fault('drop-reply "nexus-1 saga-1 instance-start: sled-1 put-state running vmm-1 reply"');
    play.hold('saga-1 instance-start: release the charge');
    play.settle();
    play.issue('start B');
    play.settle();
    if (!play.comes('saga-1 instance-start: release the charge')) return;
    play.release('saga-1 instance-start: release the charge');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['accounting', 'terminal-is-final'],
    head: ['accounting'],
  }),
};
