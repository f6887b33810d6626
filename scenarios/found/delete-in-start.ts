import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/two-instances under the recommended design. Read in the source: the undo of register looks the
 * instance up before it asks the sled (sis_ensure_registered_undo, nexus/src/app/sagas/instance_start.rs @ 0640bb277d,
 * the same @ b848b6df85).
 */
export const deleteInStart: Scenario = {
  name: 'found/delete-in-start',
  title: 'delete: of an instance that was stopped before its start had registered it',
  story:
    'A stop falls into a start before the sled knows the VMM, and unlinks it; then the instance is deleted. A start ' +
    'that goes on has a guest without an instance; one that undoes what it did looks the instance up and finds none.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
    { name: 'delete C', kind: 'delete', nexus: 'nexus-2', after: 'stop B' },
  ],
  script(play) {
    play.issue('start A');
    play.reach('sled-1 register vmm-1 request');
    play.issue('stop B');
    play.settle();
    play.issue('delete C');
    play.settle();
    play.release('sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['no-orphan', 'accounting'] }),
};
