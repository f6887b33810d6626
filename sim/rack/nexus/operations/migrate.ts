// migrate: checks the pair, then a saga that ends once the target has taken the request.
// Source: instance_migrate, nexus/src/app/instance.rs @ 0640bb277d. The destination is any other sled.

import { type Op, Rejection } from '../../../kernel/ask.ts';
import { instanceFetchWithVmm, instanceLookup } from '../../database/instance.ts';
import { failure } from '../../database/statement.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import type { ExternalState } from '../external-state.ts';
import type { Nexus } from '../nexus.ts';
import { fetchAnswered } from './answered-state.ts';

/** `instance_migrate`. Rejects with NexusError. */
export function* instanceMigrate(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  yield* instanceLookup(id);
  const { instance, vmm } = yield* instanceFetchWithVmm(id);
  if (vmm === null || vmm.state !== 'running') throw failure(400, 'only a running instance can be migrated');
  const target = nexus.config.sleds.find((sled) => sled !== vmm.sled);
  if (target === undefined) throw failure(400, 'there is no other sled to migrate to');
  if (instance.migration !== null) throw failure(409, 'the instance is migrating already');
  const result = yield* sagaExecute(nexus, 'instance-migrate', { instance, sourceVmm: vmm, target });
  if (!result.ok) throw new Rejection(result.error);
  return yield* fetchAnswered(nexus, 'migrate', id);
}
