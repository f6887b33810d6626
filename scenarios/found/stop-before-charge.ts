import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * R04, window B, by an ordinary stop. Found by workloads/one-instance, under the recommended design, too, where the
 * charge comes before the register. Read in the source: the charge is keyed by the instance and asks for nothing else
 * (sis_account_virtual_resources, nexus/src/app/sagas/instance_start.rs @ 0640bb277d).
 */
export const stopBeforeCharge: Scenario = {
  name: 'found/stop-before-charge',
  title: 'stop: falls into a start before the charge',
  story:
    'A start saga is about to charge its instance when a stop ends the VMM, and an update saga unlinks it. The ' +
    'charge is made all the same: the instance is down, and pays for ever.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('start A');
    play.reach('instance-start: charge instance-1');
    play.issue('stop B');
    play.settle();
    play.release('instance-start: charge instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['accounting'],
    // The stop aborts the sled-agent: history/stop-before-run.
    'head-2026-08': ['blast-radius'],
    'head-2026-08+force-terminate': ['blast-radius', 'no-lost-report', 'sagas-rest'],
  }),
};
