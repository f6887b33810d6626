// stop and reboot: decided from the rows in memory, then sent to the active VMM's sled.
// Source: instance_stop, instance_reboot, instance_request_state, select_runtime_change_action,
// nexus/src/app/instance.rs @ 0640bb277d.

import { attempt, type Op, Rejection } from '../../../kernel/ask.ts';
import {
  type InstanceAndVmm,
  instanceFetchAll,
  instanceFetchWithVmm,
  instanceLookup,
  instanceUpdateRuntime,
  linkedVmms,
  runtimeOf,
} from '../../database/instance.ts';
import { failure } from '../../database/statement.ts';
import { isDestroyable, type VmmRow } from '../../database/tables.ts';
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

/** The instance, its active VMM, and the VMMs that are to be told. */
interface Addressed extends InstanceAndVmm {
  readonly told: readonly VmmRow[];
}

function* changeState(nexus: Nexus, id: InstanceId, requested: Requested): Op<ExternalState | null> {
  yield* instanceLookup(id);
  const addressed = yield* fetchAndIntend(nexus, id, requested);
  yield* requestState(nexus, addressed, requested);
  return yield* fetchAnswered(nexus, requested === 'stopped' ? 'stop' : 'reboot', id);
}

/**
 * What the request is about. Read before the intent is recorded, it may lack a VMM that a start has linked by then,
 * which nobody stops; read after it, that is this project's, only where no VMM is linked against the intent.
 */
function* fetchAndIntend(nexus: Nexus, id: InstanceId, requested: Requested): Op<Addressed> {
  const { toggles } = nexus.config;
  const isReadFirst = toggles['stop.reads'] === 'before-intent';
  const early = isReadFirst ? yield* fetchAddressed(nexus, id, requested) : null;
  if (requested === 'stopped') yield* recordIntent(nexus, id, 'stopped');
  else if (toggles['reboot.intends'] === 'running') yield* recordIntent(nexus, id, 'running');
  return early ?? (yield* fetchAddressed(nexus, id, requested));
}

/** Who else is told but the active VMM: this project's, since a stop that a migration's source takes ends with it. */
function* fetchAddressed({ config }: Nexus, id: InstanceId, requested: Requested): Op<Addressed> {
  if (requested === 'reboot' || config.toggles['stop.scope'] === 'active') {
    const pair = yield* instanceFetchWithVmm(id);
    return { ...pair, told: pair.vmm === null ? [] : [pair.vmm] };
  }
  return yield* instanceFetchAll(id, (all) => ({
    instance: all.instance,
    vmm: all.activeVmm,
    told: linkedVmms(all).filter((vmm) => vmm === all.activeVmm || !isDestroyable(vmm.state)),
  }));
}

function* requestState(nexus: Nexus, addressed: Addressed, requested: Requested): Op<void> {
  const { instance, vmm, told } = addressed;
  const effective = externalState(instance, vmm);
  if (vmm === null) return yield* changeWithoutVmm(addressed, requested);
  if (effective === 'failed' || effective === 'destroyed') {
    throw failure(400, `instance state cannot be changed from ${effective}`);
  }
  for (const one of told) yield* tell(nexus, one, requested);
}

/** One VMM. That its sled disowns it is recorded, and told to the client. */
function* tell(nexus: Nexus, vmm: VmmRow, requested: Requested): Op<void> {
  const outcome = yield* attempt<void, StateChangeError>(putState(nexus, vmm, { state: requested }));
  if (outcome.ok) return;
  if (outcome.error.class === 'sled' && isVmmGone(outcome.error.error)) {
    const ifDown = nexus.config.toggles['stop.onGone'] === 'records-if-down';
    yield* attempt(markVmmFailed(nexus, vmm, { ifDown }));
  }
  throw new Rejection(outcome.error);
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
