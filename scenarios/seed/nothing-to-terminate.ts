import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

const operations = [{ name: 'terminate A', kind: 'force-terminate' }] as const;

export const nothingToTerminateStopped: Scenario = {
  name: 'seed/nothing-to-terminate-stopped',
  title: 'force-terminate: a stopped instance',
  story: 'There is no VMM. The call answers the instance as it is, and changes nothing.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations,
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': [],
  }),
};

export const nothingToTerminateFailed: Scenario = {
  name: 'seed/nothing-to-terminate-failed',
  title: 'force-terminate: a failed instance that may be restarted automatically',
  story:
    'There is no VMM. The call answers failed and changes nothing; so it does not take back the restart that failed ' +
    'asks for, as a stop would, and the instance comes up after a success answer to a request to kill it.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'failed' }] },
  operations,
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-6, variants': ['intent'],
  }),
};

export const nothingToTerminateCreating: Scenario = {
  name: 'seed/nothing-to-terminate-creating',
  title: 'force-terminate: an instance in creation',
  story:
    'The record has been inserted, and its creation is not done. The call answers creating and changes nothing; the ' +
    'creation goes on, and starts the instance, as it was asked to.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'absent' }] },
  operations: [
    { name: 'create A', kind: 'create' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  script(play) {
    play.issue('create A');
    play.reach('move to stopped instance-1');
    play.issue('terminate B');
    play.settle();
    play.release('move to stopped instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': [],
  }),
};

export const nothingToTerminateDeleted: Scenario = {
  name: 'seed/nothing-to-terminate-deleted',
  title: 'force-terminate: a deleted instance',
  story: 'The instance has been deleted: the call answers 404.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'delete A', kind: 'delete' },
    { name: 'terminate B', kind: 'force-terminate', after: 'delete A' },
  ],
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': [],
  }),
};
