import type { Scenario } from '../../sim/rack/scenario.ts';
import { chargeBeforeCommitOf, STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at every pair of requests with one fault within one delay (a database error at the charge), under
 * the recommended design as it was; it takes no fault. Read in the source: an update saga gives the charge back before
 * it unlinks the VMM (make_saga_dag of instance_update, nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d).
 */
export const chargeBeforeCommit: Scenario = {
  name: 'found/charge-before-commit',
  title: 'stop: the update saga it causes gives the charge back before a start makes it',
  story:
    'A start has linked its VMM and is about to charge for it. A stop ends the VMM; an update saga gives back a ' +
    'charge that is not there yet, and before it unlinks the VMM, the start charges. It fails at its next node, ' +
    'and by the time it undoes the charge the instance has no VMM: an undo that gives back only what belongs to ' +
    'its own VMM leaves it, and a stopped instance pays for ever.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    chargeBeforeCommitOf(play, 'stop B');
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['accounting'],
    // The stop aborts the sled-agent: history/stop-before-run.
    'head-2026-08': ['blast-radius'],
    'head-2026-08+force-terminate': ['blast-radius', 'no-lost-report', 'sagas-rest'],
  }),
};
