import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance. Read in the source: saga_prepare tells the recovery task of a saga before it writes
 * the saga's row, and does not take that back when the write fails (nexus/src/app/saga.rs @ 0640bb277d).
 */
export const sagaInLimbo: Scenario = {
  name: 'found/saga-in-limbo',
  title: 'start: a database error after the row of its saga was committed',
  story:
    'The row of a start saga is committed, and the database answers with an error. Nobody starts the saga; ' +
    'the client gets an error, and recovery leaves the saga alone as one that was created here. It lies ' +
    'there, running by its row, until the next restart of that Nexus, which will start the instance ' +
    'whenever that is.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [{ name: 'start A', kind: 'start' }],
  script(play) {
    play.issue('start A');
    play.reach('create saga-1 instance-start');
    play.fault('database error after commit of "nexus-1 start A: create saga-1 instance-start"');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['sagas-rest'] }),
};
