import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R22: omicron#10784, mended by omicron#10785. Found from workloads/one-instance, too. */
export const lockOfDeleted: Scenario = {
  name: 'history/lock-of-deleted',
  title: 'update saga: its instance is deleted between the read and the lock',
  story:
    'Two update sagas are started for one end of a VMM. The first has read the instance and not locked it yet; the ' +
    'second does all that is to do, and a client deletes the instance. The swap of the lock refuses a deleted row, ' +
    'which the loop around it takes for a lock that has moved on: it tries for ever.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'delete B', kind: 'delete', after: 'stop A' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('stop A');
    play.reach('saga-1 start-instance-update: lock instance-1');
    play.tick('nexus-1', 'instance-updater');
    play.settle();
    play.issue('delete B');
    play.settle();
    play.release('saga-1 start-instance-update: lock instance-1');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['sagas-rest'] }),
};
