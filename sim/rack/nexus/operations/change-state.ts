// stop and reboot: decided from the pair in memory, then sent to the active VMM's sled.
// Source: instance_stop, instance_reboot, instance_request_state, select_runtime_change_action,
// nexus/src/app/instance.rs @ 0640bb277d.

import { attempt, type Op, Rejection } from '../../../kernel/ask.ts';
import {
  type InstanceAndVmm,
  instanceFetchWithVmm,
  instanceLookup,
  instanceUpdateRuntime,
  runtimeOf,
} from '../../database/instance.ts';
import { failure } from '../../database/statement.ts';
import type { InstanceId } from '../../ids.ts';
import { isVmmGone, type StateChangeError } from '../errors.ts';
import { type ExternalState, externalState } from '../external-state.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { putState } from '../sled-calls.ts';
import { markVmmFailed } from '../vmm-update.ts';
import { fetchAnswered } from './answered-state.ts';

type Requested = 'stopped' | 'reboot';

/** `instance_stop`: answers the pair read at the end. Rejects with StateChangeError. */
export function instanceStop(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  return changeState(nexus, id, 'stopped');
}

/** `instance_reboot`. */
export function instanceReboot(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  return changeState(nexus, id, 'reboot');
}

function* changeState(nexus: Nexus, id: InstanceId, requested: Requested): Op<ExternalState | null> {
  yield* instanceLookup(id);
  const pair = yield* fetchAndIntend(nexus, id, requested);
  const outcome = yield* attempt<void, StateChangeError>(requestState(nexus, pair, requested));
  if (!outcome.ok) {
    if (outcome.error.class === 'sled' && isVmmGone(outcome.error.error) && pair.vmm) {
      yield* attempt(markVmmFailed(nexus, pair.vmm));
    }
    throw new Rejection(outcome.error);
  }
  return yield* fetchAnswered(nexus, requested === 'stopped' ? 'stop' : 'reboot', id);
}

/**
 * What the request is about. Read before the intent is recorded, it may lack a VMM that a start has linked by then,
 * which nobody stops; read after it, that is this project's, only where no VMM is linked against the intent.
 */
function* fetchAndIntend(nexus: Nexus, id: InstanceId, requested: Requested): Op<InstanceAndVmm> {
  const { toggles } = nexus.config;
  const isReadFirst = toggles['stop.reads'] === 'before-intent';
  const early = isReadFirst ? yield* instanceFetchWithVmm(id) : null;
  if (requested === 'stopped') yield* recordIntent(nexus, id, 'stopped');
  else if (toggles['reboot.intends'] === 'running') yield* recordIntent(nexus, id, 'running');
  return early ?? (yield* instanceFetchWithVmm(id));
}

function* requestState(nexus: Nexus, pair: InstanceAndVmm, requested: Requested): Op<void> {
  const { instance, vmm } = pair;
  const effective = externalState(instance, vmm);
  if (vmm === null) return yield* changeWithoutVmm(pair, requested);
  if (effective === 'failed' || effective === 'destroyed') {
    throw failure(400, `instance state cannot be changed from ${effective}`);
  }
  yield* putState(nexus, vmm, { state: requested });
}

/** Without a VMM only a stop can make sense: done already when stopped, one write when failed. */
function* changeWithoutVmm({ instance }: InstanceAndVmm, requested: Requested): Op<void> {
  const effective = externalState(instance, null);
  if (effective === 'running') throw failure(500, 'instance is active but not resident on a sled');
  if (requested === 'stopped' && effective === 'stopped') return;
  if (requested !== 'stopped' || effective !== 'failed') {
    throw failure(400, `instance state cannot be changed from ${effective}`);
  }
  const runtime = { ...runtimeOf(instance), state: 'no_vmm', gen: instance.gen + 1 } as const;
  const outcome = yield* instanceUpdateRuntime(instance.id, runtime, 'move to stopped');
  if (outcome === 'superseded') throw failure(409, 'the instance changed before the request could be completed');
}
