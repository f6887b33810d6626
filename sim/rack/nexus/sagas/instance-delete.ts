// instance-delete: the record is destroyed, then its migrations. No node has an undo.
// Source: sid_delete_instance_record, nexus/src/app/sagas/instance_delete.rs @ 0640bb277d. Left out: NAT, NICs, IPs.

import type { Op } from '../../../kernel/ask.ts';
import { instanceMarkDestroyed } from '../../database/instance.ts';
import { migrationsMarkDeleted } from '../../database/vmm.ts';
import type { SagaContext, SagaKind } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';

type Params = SagaParams['instance-delete'];

function* deleteRecord({ params }: SagaContext<Params>): Op<void> {
  yield* instanceMarkDestroyed(params.instance, ['no_vmm', 'failed']);
  yield* migrationsMarkDeleted(params.instance);
}

export const instanceDeleteSaga: SagaKind<Params> = {
  name: 'instance-delete',
  nodes: () => [{ name: 'no_result1', action: deleteRecord }],
};
