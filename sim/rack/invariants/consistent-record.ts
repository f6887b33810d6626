import type { Invariant } from './invariant.ts';

export const consistentRecord: Invariant = {
  name: 'consistent-record',
  property: 'an instance with a target VMM has a migration, and one with a migration has an active VMM',
  cites: 'assert_instance_record_is_consistent, nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d',
  check({ rack }) {
    for (const instance of Object.values(rack.db.instances)) {
      if (instance.isDeleted) continue;
      if (instance.targetVmm !== null && instance.migration === null) {
        return {
          subject: instance.id,
          message: `expected ${instance.id} to have a migration for its target ${instance.targetVmm}; it has none`,
        };
      }
      if (instance.migration !== null && instance.activeVmm === null) {
        return {
          subject: instance.id,
          message:
            `expected ${instance.id} to have no migration without a VMM; ` +
            `it is ${instance.state} with ${instance.migration}`,
        };
      }
    }
    return undefined;
  },
};
