import type { SagaId } from '../ids.ts';
import type { Invariant } from './invariant.ts';

export const sagasRest: Invariant = {
  name: 'sagas-rest',
  property: 'every saga ends, done or fully unwound; none sticks because an undo failed',
  cites: 'steno src/saga_exec.rs @ db0dfb8776; assert_no_failed_undo_steps, nexus/src/app/sagas/test_helpers.rs',
  check({ rack }) {
    for (const id of Object.keys(rack.truth.stuckSagas) as SagaId[]) {
      const stuck = rack.truth.stuckSagas[id];
      return {
        subject: id,
        message:
          `expected ${id} ${rack.db.sagas[id]?.kind} to unwind; the undo of ${stuck?.node} failed with ` +
          `${stuck?.error}, and nothing will ever try again`,
      };
    }
    return undefined;
  },
  atRest({ rack }) {
    const saga = Object.values(rack.db.sagas).find((row) => row.state !== 'done');
    if (saga === undefined) return undefined;
    return {
      subject: saga.id,
      message: `expected ${saga.id} ${saga.kind} of ${saga.owner} to end; at rest it is ${saga.state}`,
    };
  },
};
