import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance. Read in the source: nothing between the listing of the reincarnation task and
 * the start saga's own guard looks again at whether the instance may be restarted, and that guard takes any
 * instance without a VMM (sis_move_to_starting, nexus/src/app/sagas/instance_start.rs @ 0640bb277d).
 */
export const stopVsRestart: Scenario = {
  name: 'found/stop-vs-restart',
  title: 'stop: of a failed instance whose automatic restart has begun',
  story:
    'An instance has failed, and the reincarnation task has found it. A client stops it: the record moves ' +
    'from failed to stopped, with success. The start saga that was begun for the failed instance comes to ' +
    'its guard, finds an instance without a VMM, and starts it.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'failed' }] },
  operations: [{ name: 'stop A', kind: 'stop' }],
  script(play) {
    play.tick('nexus-2', 'instance-reincarnation');
    play.reach('instance-start: fetch instance-1 with its VMM');
    play.issue('stop A');
    play.settle();
    play.release('instance-start: fetch instance-1 with its VMM');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent'] }),
};
