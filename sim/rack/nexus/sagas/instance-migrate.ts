// instance-migrate: makes a target VMM, sets the migration ids, and asks the target to begin.
// Source: nexus/src/app/sagas/instance_migrate.rs @ 0640bb277d, the function named at each. Left out: addresses.

import { attempt, mark, type Op, Rejection } from '../../../kernel/ask.ts';
import { sledReservationCreate, sledReservationDelete } from '../../database/accounting.ts';
import { instanceLookup, instanceSetMigrationIds } from '../../database/instance.ts';
import type { InstanceRow, VmmRow } from '../../database/tables.ts';
import { migrationInsert, migrationMarkFailed, vmmInsert } from '../../database/vmm.ts';
import type { MigrationId, VmmId } from '../../ids.ts';
import { IN_DOUBT, type SagaContext, type SagaKind } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';
import { isInDoubt, isVmmGone, type StateChangeError, toNexusError } from '../errors.ts';
import { nextId } from '../nexus.ts';
import { ensureRegistered, ensureUnregistered, putState } from '../sled-calls.ts';
import { markUnwound } from '../vmm-update.ts';

type Params = SagaParams['instance-migrate'];
type Context = SagaContext<Params>;

const migrationId = (context: Context) => context.output<MigrationId>('migrate_id');
const targetVmm = (context: Context) => context.output<VmmId>('dst_propolis_id');

/** `sim_generate_migrate_id` (a generated UUID). */
function* generateMigrateId(): Op<MigrationId> {
  return `migration-${yield* nextId('migration')}`;
}

/** `sim_generate_dst_propolis_id` (a generated UUID). */
function* generatePropolisId(): Op<VmmId> {
  return `vmm-${yield* nextId('vmm')}`;
}

/** `sim_reserve_sled_resources`, on the destination sled only. */
function* reserve(context: Context): Op<void> {
  yield* sledReservationCreate(targetVmm(context), context.params.instance.cpus, context.params.target);
}

/** `sim_release_sled_resources`. */
function* reserveUndo(context: Context): Op<void> {
  yield* sledReservationDelete(targetVmm(context));
}

/** `sim_create_vmm_record`. */
function* createVmmRecord(context: Context): Op<VmmRow> {
  return yield* vmmInsert({
    id: targetVmm(context),
    instance: context.params.instance.id,
    sled: context.params.target,
    state: 'creating',
    gen: 1,
    isDeleted: false,
  });
}

/** `sim_destroy_vmm_record`. */
function* destroyVmmRecord(context: Context): Op<void> {
  yield* mark('a migrate saga unwound');
  yield* markUnwound(context.nexus, targetVmm(context));
}

/** `sim_create_migration_record`. */
function* createMigrationRecord(context: Context): Op<void> {
  yield* migrationInsert({
    id: migrationId(context),
    instance: context.params.instance.id,
    sourceVmm: context.params.sourceVmm.id,
    sourceState: 'pending',
    sourceGen: 1,
    targetVmm: targetVmm(context),
    targetState: 'pending',
    targetGen: 1,
    isDeleted: false,
  });
}

/** `sim_fail_migration_record`: an error is only logged. */
function* failMigrationRecord(context: Context): Op<void> {
  yield* attempt(migrationMarkFailed(migrationId(context)));
}

/** `sim_set_migration_ids`: the ids stay when the saga unwinds. */
function* setMigrationIds(context: Context): Op<InstanceRow> {
  const ids = {
    migration: migrationId(context),
    sourceVmm: context.params.sourceVmm.id,
    targetVmm: targetVmm(context),
  };
  const isGuarded = context.nexus.config.toggles['intent.guardsLink'] === 'on';
  return yield* instanceSetMigrationIds(context.params.instance.id, ids, isGuarded);
}

/** `sim_ensure_destination_propolis`. */
function* ensureDestination(context: Context): Op<VmmRow> {
  const instance = context.output<InstanceRow>('set_migration_ids');
  const vmm = context.output<VmmRow>('dst_vmm_record');
  yield* instanceLookup(instance.id);
  const outcome = yield* attempt<VmmRow, StateChangeError>(ensureRegistered(context.nexus, instance, vmm, 'migrating'));
  if (outcome.ok) return outcome.value;
  throw new Rejection(toNexusError(outcome.error));
}

/** `sim_ensure_destination_propolis_undo`: gone sticks, unreachable counts as done, unless the design has it fail. */
function* ensureDestinationUndo(context: Context): Op<void> {
  const outcome = yield* attempt<unknown, StateChangeError>(
    ensureUnregistered(targetVmm(context), context.params.target),
  );
  if (outcome.ok) return;
  if (outcome.error.class === 'other' || isVmmGone(outcome.error.error)) throw new Rejection(outcome.error);
  yield* mark('an undo could not reach a sled');
  if (context.nexus.config.toggles['migrateUndo.onUnreachable'] === 'fail') throw new Rejection(outcome.error);
}

/**
 * `sim_instance_migrate`: the saga is done once the target has taken the request. Where it is not known whether it has,
 * the saga fails, and its undo ends a target that may run by then (its own TODO-correctness); or, by design, it asks
 * again, until the sled itself has answered.
 */
function* migrate(context: Context): Op<void> {
  const vmm = context.output<VmmRow>('ensure_destination');
  const requested = { state: 'migration-target', sourceVmm: context.params.sourceVmm.id } as const;
  const outcome = yield* attempt<void, StateChangeError>(putState(context.nexus, vmm, requested));
  if (outcome.ok) return;
  const isToAskAgain = context.nexus.config.toggles['migrateSaga.onNoAnswer'] === 'ask-again';
  throw new Rejection(isToAskAgain && isInDoubt(outcome.error) ? IN_DOUBT : toNexusError(outcome.error));
}

export const instanceMigrateSaga: SagaKind<Params> = {
  name: 'instance-migrate',
  nodes: () => [
    { name: 'migrate_id', isPure: true, action: generateMigrateId },
    { name: 'dst_propolis_id', isPure: true, action: generatePropolisId },
    { name: 'dst_sled_id', action: reserve, undo: reserveUndo },
    { name: 'dst_vmm_record', action: createVmmRecord, undo: destroyVmmRecord },
    { name: 'migration_record', action: createMigrationRecord, undo: failMigrationRecord },
    { name: 'set_migration_ids', action: setMigrationIds, isToStay: true },
    { name: 'ensure_destination', action: ensureDestination, undo: ensureDestinationUndo },
    { name: 'instance_migrate', action: migrate },
  ],
};
