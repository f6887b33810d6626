import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** `found/undone-migration` one node before, where a design asks the target to begin until it answers. */
export const undoneRegistration: Scenario = {
  name: 'found/undone-registration',
  title: 'migrate saga: neither the reply to register nor its undo comes through',
  story:
    'The target sled registers the VMM, and its reply is lost. A saga that undoes the node that failed, too, cannot ' +
    'reach the sled either, and takes that for success; one that does not never tries. The rows say that there is no ' +
    'target any more; its sled-agent keeps it.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  faults: { kinds: ['drop-reply', 'drop-request'], max: 2 },
  script(play) {
    play.issue('migrate A');
    play.reach('instance-migrate: sled-2 register vmm-2 reply');
    play.fault('drop-reply "nexus-1 saga-1 instance-migrate: sled-2 register vmm-2 reply"');
    if (play.comes('instance-migrate: sled-2 unregister vmm-2 request')) {
      play.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 unregister vmm-2 request"');
    }
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['no-orphan'] }),
};
