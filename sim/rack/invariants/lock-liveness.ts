import type { SagaId } from '../ids.ts';
import type { Invariant } from './invariant.ts';

export const lockLiveness: Invariant = {
  name: 'lock-liveness',
  property: "an instance's updater lock is held by an unfinished saga, or by nobody",
  cites: '"On Unwinding", nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d; omicron#10166',
  check({ rack }) {
    for (const instance of Object.values(rack.db.instances)) {
      if (instance.updater === null || instance.isDeleted) continue;
      const owner = instance.updater.slice('lock of '.length) as SagaId;
      if (rack.db.sagas[owner]?.state === 'done') {
        return {
          subject: instance.id,
          message: `expected the lock of ${instance.id} to be free once ${owner} is done; ${owner} still holds it`,
        };
      }
    }
    return undefined;
  },
};
