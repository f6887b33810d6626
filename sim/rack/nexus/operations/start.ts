// start: a saga when the instance may start, a success without one when it has started already.
// Source: instance_start, instance_start_allowed, nexus/src/app/instance.rs @ 0640bb277d.

import { type Op, Rejection } from '../../../kernel/ask.ts';
import { type InstanceAndVmm, instanceFetchWithVmm, instanceLookup } from '../../database/instance.ts';
import { failure } from '../../database/statement.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { type ExternalState, externalState, shownState } from '../external-state.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { fetchAnswered } from './answered-state.ts';

/** `instance_start`. Rejects with NexusError. */
export function* instanceStart(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  yield* instanceLookup(id);
  const pair = yield* instanceFetchWithVmm(id);
  if (isStarted(pair)) return shownState(pair);
  yield* recordIntent(nexus, id, 'running');
  const result = yield* sagaExecute(nexus, 'instance-start', { instance: pair.instance, reason: 'user' });
  if (!result.ok) throw new Rejection(result.error);
  return yield* fetchAnswered(nexus, 'start', id);
}

/** True when there is nothing to do; rejects when a start is not allowed. */
function isStarted({ instance, vmm }: InstanceAndVmm): boolean {
  const effective = externalState(instance, vmm);
  switch (effective) {
    case 'starting':
    case 'running':
    case 'rebooting':
    case 'migrating':
      return true;
    case 'stopped':
    case 'failed':
      if (vmm === null || vmm.state === 'saga_unwound') return false;
      throw failure(500, `instance is ${effective} but still has an active VMM`);
    default:
      throw failure(409, `instance cannot be started in state ${effective}`);
  }
}
