import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at every pair of requests within one delay, without any fault. Read in the source: a VMM that is
 * destroyed and still linked shows the instance stopping, so the stop asks its sled (instance_request_state,
 * nexus/src/app/instance.rs @ 0640bb277d and @ b848b6df85), which has forgotten it; mark_vmm_failed forges the next
 * generation, and no state of a VMM is a guard (vmm_update_runtime, nexus/db-queries/src/db/datastore/vmm.rs).
 */
export const lateStop: Scenario = {
  name: 'found/late-stop',
  title: 'stop: of an instance whose VMM is over and still linked',
  story:
    'A stop has gone through to its end: the VMM is destroyed, the sled has forgotten it, and the update saga is ' +
    'about to begin. A second stop finds the VMM, asks its sled, hears that there is none, and records it failed. ' +
    'Where no intent is recorded, the stopped instance is restarted; since then, it ends up failed instead of ' +
    'stopped.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER, 'start-instance-update: refetch instance-1');
    play.issue('stop A');
    play.settle();
    play.issue('stop B');
    play.settle();
    play.release('start-instance-update: refetch instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['terminal-is-final', 'no-lost-report', 'intent'],
    head: ['terminal-is-final', 'no-lost-report'],
  }),
};
