// instance-create, as far as the lifecycle needs: the record, and its move to stopped.
// Source: sic_create_instance_record, sic_delete_instance_record, sic_move_to_stopped,
// nexus/src/app/sagas/instance_create.rs @ 0640bb277d. Left out: disks, NICs, addresses, keys, groups.

import { attempt, type Op, unwrap } from '../../../kernel/ask.ts';
import { instanceCreate, instanceRefetch, instanceUpdateRuntime, runtimeOf } from '../../database/instance.ts';
import type { NexusError } from '../../database/statement.ts';
import type { InstanceRow } from '../../database/tables.ts';
import { projectDeleteInstance } from '../../database/vmm.ts';
import type { SagaContext, SagaKind } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';

type Params = SagaParams['instance-create'];
type Context = SagaContext<Params>;

/** `sic_create_instance_record`. */
function* createRecord({ params, saga }: Context): Op<void> {
  yield* instanceCreate({ ...params.row, creator: saga });
}

/**
 * `sic_delete_instance_record`: goes by way of failed, because deleting is allowed only from there; two writes (#7326).
 * An instance that is gone before the first is no error; one that goes between the two sticks the saga. Since
 * omicron#7437 one that is creating can be deleted as it is.
 */
function* deleteRecord({ nexus, params, saga }: Context): Op<void> {
  const found = yield* attempt<InstanceRow, NexusError>(instanceRefetch(params.row.id));
  if (!found.ok && found.error.status === 404) return;
  const row = unwrap(found);
  if (row.creator !== saga) return;
  if (nexus.config.toggles['createSaga.undo'] === 'at-once') return yield* projectDeleteInstance(row.id, true);
  yield* instanceUpdateRuntime(row.id, { ...runtimeOf(row), state: 'failed', gen: row.gen + 1 }, 'fail');
  yield* projectDeleteInstance(row.id);
}

/** A stale or missing record is no error. */
function* moveToStopped({ params }: Context): Op<void> {
  const runtime = { ...runtimeOf(params.row), state: 'no_vmm', gen: params.row.gen + 1 } as const;
  yield* instanceUpdateRuntime(params.row.id, runtime, 'move to stopped');
}

export const instanceCreateSaga: SagaKind<Params> = {
  name: 'instance-create',
  nodes: () => [
    { name: 'instance_record', action: createRecord, undo: deleteRecord },
    { name: 'move_to_stopped', action: moveToStopped },
  ],
};
