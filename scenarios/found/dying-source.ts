import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance under the recommended design, too. Read in the source: a sled-agent reports the side
 * of a migration from its first step on (InstanceStates, sled-agent/src/common/instance.rs @ 0640bb277d), and
 * `for_instance` keeps the ids of a migration that no side has finished when the active VMM is over
 * (nexus/src/app/sagas/instance_update/mod.rs, the same @ b848b6df85).
 */
export const dyingSource: Scenario = {
  name: 'found/dying-source',
  title: 'stop: the source is gone before its migration has begun',
  story:
    'A migration is requested, and before its target has turned to the source, a stop ends that. The source has ' +
    'never been told of the migration and says nothing of it, so the update saga finds an active VMM that is over ' +
    'and a migration that is not: the instance has no VMM, and a migration.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('migrate A');
    play.reach('sled-2 runner vmm-2: boots the zone');
    play.issue('stop B');
    play.settle();
    play.release('sled-2 runner vmm-2: boots the zone');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['consistent-record'] }),
};
