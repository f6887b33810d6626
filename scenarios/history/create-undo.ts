import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R27: omicron#7326, mended by omicron#7437. */
export const createUndo: Scenario = {
  name: 'history/create-undo',
  title: 'create: its undo, and an automatic restart between two writes',
  story:
    'A create saga fails, and its undo deletes the record by way of failed, in two writes. Automatic restart sees a ' +
    'failed instance between the two and starts it: the second write is refused, the saga is stuck, and an instance ' +
    'runs that was never created.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'absent' }] },
  operations: [{ name: 'create A', kind: 'create' }],
  faults: { kinds: ['database-error'], max: 1 },
  script(play) {
    play.issue('create A');
    play.reach('move to stopped instance-1');
    play.fault('database error before commit of "nexus-1 saga-1 instance-create: move to stopped');
    play.reach('mark instance-1 destroyed');
    play.tick('nexus-2', 'instance-reincarnation');
    play.settle();
    play.release('mark instance-1 destroyed');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants': ['sagas-rest'] }),
};
