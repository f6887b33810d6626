import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at every pair of requests with one crash of Nexus, within one delay. Read in the source: a commit
 * that is done already is told by the generations, and ends well; one of an instance that is deleted by then does not
 * (instance_commit_update, nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d and b848b6df85).
 */
export const deletedBeforeRerun: Scenario = {
  name: 'found/deleted-before-rerun',
  title: 'stop: the instance is deleted before a recovered update saga commits once more',
  story:
    'An update saga has committed that a stopped instance has no VMM, and its Nexus dies before the log says so. A ' +
    'client deletes the instance by the other Nexus. The recovered saga commits once more, finds no instance, and ' +
    'unwinds: what it was still to do for the VMM is left undone, until the reaper of abandoned VMMs does it.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'delete B', kind: 'delete' },
  ],
  faults: { kinds: ['crash-nexus'], max: 1 },
  script(play) {
    play.issue('stop A');
    play.reach('instance-update: log start destroy_active_vmm.release');
    play.settle();
    play.issue('delete B');
    play.settle();
    play.fault('crash-nexus nexus-2');
    play.let('restart nexus-2');
    play.release('instance-update: log start destroy_active_vmm.release');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['re-execution'],
  }),
};
