import { liveVmm } from '../database/instance.ts';
import type { ExternalState } from '../nexus/external-state.ts';
import { externalState } from '../nexus/external-state.ts';
import type { Invariant } from './invariant.ts';

const IN_TRANSIT: readonly ExternalState[] = ['creating', 'starting', 'stopping', 'rebooting', 'migrating'];

/** Progress: the checker adds to this family the finding that a rack never comes to rest at all. */
export const progress: Invariant = {
  name: 'progress',
  property: 'once faults have stopped and every task has ticked, no instance is in transit, and nothing changes',
  cites: 'omicron#4004; "avoiding missed updates", nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d',
  atRest({ rack }) {
    for (const instance of Object.values(rack.db.instances)) {
      if (instance.isDeleted) continue;
      const state = externalState(instance, liveVmm(rack.db, instance.activeVmm));
      if (IN_TRANSIT.includes(state)) {
        return {
          subject: instance.id,
          message: `expected ${instance.id} at rest; it shows ${state}, and nothing will change that`,
        };
      }
    }
    return undefined;
  },
};
