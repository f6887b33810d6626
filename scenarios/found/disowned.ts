import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by exhaustive search of seed/undo-stale under the recommended design, whose sled-agent still forgot a VMM
 * before it had told Nexus of its end (as in R12): an intent that a later start has taken back does not help.
 */
export const disowned: Scenario = {
  name: 'found/disowned',
  title: 'force-terminate: of a VMM that an undo has just ended, whose end is not written yet',
  story:
    'A client force-terminates a stopped instance, and another starts it before the first has looked at the rows. ' +
    'The start meets a database error and unwinds; the sled ends the VMM in order, forgets it, and pushes so. The ' +
    'force-terminate asks for the VMM meanwhile, hears that there is none, and, as the instance is meant to run, ' +
    'writes it failed.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['database-error'], max: 1 },
  script(play) {
    play.issue('terminate B');
    if (!play.comes('terminate B: fetch')) return;
    play.issue('start A');
    play.reach('instance-start: write the report of vmm-1');
    play.fault('database error after commit of "nexus-1 saga-1 instance-start: write the report of vmm-1"');
    // The undo of register ends the VMM; neither its answer nor the push of the sled-agent is taken in.
    play.hold('push of vmm-1: write the report', 'instance-start: sled-1 unregister vmm-1 reply');
    play.release('instance-start: write the report of vmm-1');
    play.settle();
    play.release('terminate B: fetch');
    play.settle();
    play.release('push of vmm-1: write the report', 'instance-start: sled-1 unregister vmm-1 reply');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-6, variants, head-2026-08+force-terminate': ['no-orphan'],
  }),
};
