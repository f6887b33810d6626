// instance-start: picks a sled, makes a VMM, links it, registers it, charges, runs.
// Source: nexus/src/app/sagas/instance_start.rs @ 0640bb277d, the function named at each; its undo of register
// also @ a923f2a6a0. Left out: the Propolis address, NAT (dpd_ensure) and V2P, which no modelled rule reads.

import { attempt, mark, memory, now, type Op, Rejection } from '../../../kernel/ask.ts';
import { chargeDelete, chargeInsert, sledReservationCreate, sledReservationDelete } from '../../database/accounting.ts';
import {
  type InstanceRuntime,
  instanceFetchWithVmm,
  instanceLookup,
  instanceRefetch,
  instanceUpdateRuntime,
  runtimeOf,
} from '../../database/instance.ts';
import { failure, type NexusError } from '../../database/statement.ts';
import type { InstanceRow, VmmRow } from '../../database/tables.ts';
import { vmmInsert } from '../../database/vmm.ts';
import type { SledId, VmmId } from '../../ids.ts';
import type { Rack } from '../../rack.ts';
import type { SagaContext, SagaKind } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';
import { isVmmGone, type StateChangeError, toNexusError } from '../errors.ts';
import { nextId } from '../nexus.ts';
import { canReincarnate } from '../reincarnation.ts';
import { ensureRegistered, ensureUnregistered, putState } from '../sled-calls.ts';
import { markUnwound, markVmmFailed } from '../vmm-update.ts';

type Params = SagaParams['instance-start'];
type Context = SagaContext<Params>;

const vmmId = (context: Context) => context.output<VmmId>('propolis_id');

/** `sis_generate_propolis_id`. */
function* generatePropolisId(): Op<VmmId> {
  return `vmm-${yield* nextId('vmm')}`;
}

/** `sis_alloc_server`. */
function* allocServer(context: Context): Op<SledId> {
  const row = yield* sledReservationCreate(vmmId(context), context.params.instance.cpus, undefined);
  return row.sled;
}

/** `sis_alloc_server_undo`. */
function* allocServerUndo(context: Context): Op<void> {
  yield* sledReservationDelete(vmmId(context));
}

/** `sis_create_vmm_record`. */
function* createVmmRecord(context: Context): Op<VmmRow> {
  return yield* vmmInsert({
    id: vmmId(context),
    instance: context.params.instance.id,
    sled: context.output<SledId>('sled_id'),
    state: 'creating',
    gen: 1,
    isDeleted: false,
  });
}

/** `sis_destroy_vmm_record`: eligibility is judged by the saga's own, old record. */
function* destroyVmmRecord(context: Context): Op<void> {
  yield* mark('a start saga unwound');
  yield* markUnwound(context.nexus, vmmId(context));
  if (canReincarnate(context.params.instance, yield* now())) {
    yield* context.nexus.activate('instance-reincarnation');
  }
}

/** `sis_move_to_starting`. That a migration which the record still names goes with the old VMM is this project's. */
function* moveToStarting(context: Context): Op<InstanceRow> {
  const { id } = context.params.instance;
  const { toggles } = context.nexus.config;
  yield* instanceLookup(id);
  const { instance, vmm } = yield* instanceFetchWithVmm(id);
  if (vmm?.id === vmmId(context)) return instance;
  const hasUnwoundVmm = vmm?.state === 'saga_unwound';
  if (vmm !== null && !hasUnwoundVmm) throw failure(409, 'the instance changed state before it could be started');
  const runtime: InstanceRuntime = {
    ...runtimeOf(instance),
    ...(toggles['startSaga.links'] === 'afresh' ? { targetVmm: null, migration: null } : {}),
    state: 'vmm',
    activeVmm: vmmId(context),
    gen: instance.gen + 1,
    lastAutoRestart: context.params.reason === 'auto-restart' ? yield* now() : instance.lastAutoRestart,
  };
  const isGuarded = toggles['intent.guardsLink'] === 'on';
  const outcome = yield* instanceUpdateRuntime(id, runtime, 'mark as starting', isGuarded);
  if (outcome === 'superseded') throw failure(409, 'the instance changed state before it could be started');
  if (hasUnwoundVmm) yield* context.nexus.activate('abandoned-vmm-reaper');
  return { ...instance, ...runtime };
}

/** `sis_move_to_starting_undo`: a stale generation is only logged. */
function* moveToStartingUndo(context: Context): Op<void> {
  const started = context.hasSucceeded('started_record')
    ? context.output<InstanceRow>('started_record')
    : yield* linkedAllTheSame(context);
  if (started === null) return;
  const runtime: InstanceRuntime = {
    ...runtimeOf(started),
    state: 'no_vmm',
    activeVmm: null,
    gen: started.gen + 1,
  };
  yield* instanceUpdateRuntime(started.id, runtime, 'return to stopped');
}

/** The record, if the link was made although the node failed. */
function* linkedAllTheSame(context: Context): Op<InstanceRow | null> {
  const found = yield* attempt(instanceRefetch(context.params.instance.id));
  return found.ok && found.value.activeVmm === vmmId(context) ? found.value : null;
}

/** `sis_ensure_registered`. */
function* register(context: Context): Op<VmmRow> {
  const started = context.output<InstanceRow>('started_record');
  yield* instanceLookup(started.id);
  const registered = yield* attempt<VmmRow, StateChangeError>(
    ensureRegistered(context.nexus, started, context.output<VmmRow>('vmm_record'), 'starting'),
  );
  if (registered.ok) return registered.value;
  throw new Rejection(toNexusError(registered.error));
}

/** `sis_ensure_registered_undo`: the state that the sled answers is not written back. */
function* registerUndo(context: Context): Op<void> {
  const { nexus } = context;
  yield* mark('the undo of register ran');
  yield* memory((rack: Rack) => {
    rack.truth.undoneStarts[vmmId(context)] = true;
  });
  const found = yield* attempt<unknown, NexusError>(instanceLookup(context.params.instance.id));
  const isDeleted = !found.ok && found.error.status === 404;
  if (!found.ok && !(isDeleted && nexus.config.toggles['startUndo.onDeleted'] === 'continue')) {
    throw new Rejection(found.error);
  }
  const outcome = yield* attempt<unknown, StateChangeError>(
    ensureUnregistered(vmmId(context), context.output<SledId>('sled_id')),
  );
  if (outcome.ok) return;
  if (outcome.error.class === 'other') throw new Rejection(outcome.error);
  const { error } = outcome.error;
  if (isVmmGone(error)) {
    const known = context.hasSucceeded('ensure_registered') ? 'ensure_registered' : 'vmm_record';
    yield* markVmmFailed(nexus, context.output<VmmRow>(known));
    if (nexus.config.toggles['startUndo.onGone'] === 'stick') throw new Rejection(outcome.error);
    return;
  }
  yield* mark('an undo could not reach a sled');
  if (nexus.config.toggles['startUndo.onUnreachable'] === 'stick') throw new Rejection(outcome.error);
}

/** `sis_account_virtual_resources`, by the saga's own record of the size. */
function* charge(context: Context): Op<void> {
  const { instance } = context.params;
  const isOfLink = context.nexus.config.toggles['startSaga.charges'] === 'linked';
  yield* chargeInsert(instance.id, instance.cpus, isOfLink ? vmmId(context) : null);
}

/** `sis_account_virtual_resources_undo`. */
function* chargeUndo(context: Context): Op<void> {
  const { instance } = context.params;
  const isOwnOnly = context.nexus.config.toggles['charge.releases'] === 'own';
  yield* chargeDelete(instance.id, instance.cpus, isOwnOnly ? { activeVmm: vmmId(context) } : {});
}

/** `sis_ensure_running`: any error unwinds; nothing is marked failed here. */
function* run(context: Context): Op<void> {
  const vmm = context.output<VmmRow>('ensure_registered');
  const outcome = yield* attempt<void, StateChangeError>(putState(context.nexus, vmm, { state: 'running' }));
  if (!outcome.ok) throw new Rejection(toNexusError(outcome.error));
}

export const instanceStartSaga: SagaKind<Params> = {
  name: 'instance-start',
  nodes: (_params, toggles) => {
    const registered = { name: 'ensure_registered', action: register, undo: registerUndo };
    const charged = { name: 'virtual_resources', action: charge, undo: chargeUndo };
    return [
      { name: 'propolis_id', isPure: true, action: generatePropolisId },
      { name: 'sled_id', action: allocServer, undo: allocServerUndo },
      { name: 'vmm_record', action: createVmmRecord, undo: destroyVmmRecord },
      { name: 'started_record', action: moveToStarting, undo: moveToStartingUndo },
      ...(toggles['startSaga.charges'] === 'linked' ? [charged, registered] : [registered, charged]),
      { name: 'ensure_running', action: run },
    ];
  },
};
