// instance-delete: the record is destroyed, then its migrations. No node has an undo.
// Source: nexus/src/app/sagas/instance_delete.rs @ 0640bb277d, the function named at each. Left out: NAT, NICs, IPs.

import { attempt, type Op, unwrap } from '../../../kernel/ask.ts';
import { instanceLookup } from '../../database/instance.ts';
import type { NexusError } from '../../database/statement.ts';
import { projectDeleteInstance } from '../../database/vmm.ts';
import type { SagaContext, SagaKind } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';

type Params = SagaParams['instance-delete'];

/** `sid_delete_nat`, of which only the look-up is left: it fails the saga when somebody else has deleted. */
function* deleteNat({ params }: SagaContext<Params>): Op<void> {
  yield* instanceLookup(params.instance);
}

/** `sid_delete_instance_record`: an instance that is gone is a success, whatever an earlier run left of its rows. */
function* deleteRecord({ params }: SagaContext<Params>): Op<void> {
  const outcome = yield* attempt<void, NexusError>(projectDeleteInstance(params.instance));
  if (!outcome.ok && outcome.error.status === 404) return;
  unwrap(outcome);
}

export const instanceDeleteSaga: SagaKind<Params> = {
  name: 'instance-delete',
  nodes: () => [
    { name: 'no_result4', action: deleteNat },
    { name: 'no_result1', action: deleteRecord },
  ],
};
