import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R21: omicron#10166. Found from workloads/one-instance, too. */
export const lockLeak: Scenario = {
  name: 'history/lock-leak',
  title: 'update saga: a crash after the lock was taken, and a database error when the node runs again',
  story:
    'Nexus dies when its update saga has taken the lock and not logged that it has. The node runs again and meets a ' +
    'database error: it fails, and the undo of a failing node never runs. The lock names a saga that is over, every ' +
    'later update saga finds it taken, and the instance stays as it is.',
  operations: [{ name: 'stop A', kind: 'stop' }],
  script(play) {
    play.issue('stop A');
    play.let('nexus-2 saga-1 start-instance-update: lock instance-1');
    play.fault('crash-nexus nexus-2');
    play.let('restart nexus-2');
    play.reach('nexus-2 saga-1 start-instance-update: refetch instance-1');
    play.fault('database error at "nexus-2 saga-1 start-instance-update: refetch instance-1"');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['progress', 'lock-liveness', 're-execution'],
  }),
};
