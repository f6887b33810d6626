// Statements with random arguments, stale generations and strangers' tokens among them.

import { fc } from '@fast-check/vitest';
import type { Op, Outcome } from '../../../sim/kernel/ask.ts';
import {
  chargeDelete,
  chargeInsert,
  sledReservationCreate,
  sledReservationDelete,
} from '../../../sim/rack/database/accounting.ts';
import {
  type InstanceRuntime,
  instanceCreate,
  instanceSetMigrationIds,
  instanceUpdateRuntime,
} from '../../../sim/rack/database/instance.ts';
import type { NexusError } from '../../../sim/rack/database/statement.ts';
import type { InstanceState, MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import {
  instanceCommitUpdate,
  instanceUpdaterInherit,
  instanceUpdaterLock,
  instanceUpdaterUnlock,
  type UpdaterLock,
} from '../../../sim/rack/database/updater-lock.ts';
import {
  type MigrationReport,
  migrationInsert,
  migrationMarkFailed,
  projectDeleteInstance,
  vmmAndMigrationUpdateRuntime,
  vmmInsert,
  vmmMarkDeleted,
  vmmMarkSagaUnwound,
  vmmUpdateRuntime,
} from '../../../sim/rack/database/vmm.ts';
import type { InstanceId, LockId, MigrationId, VmmId } from '../../../sim/rack/ids.ts';
import { newInstance } from '../../../sim/rack/nexus/operations/create-delete.ts';
import { migration, vmm } from './rows.ts';

/** A statement that can be executed, and what came of it. */
export interface Statement {
  readonly name: string;
  readonly op: () => Op<unknown>;
  /** The lock that its caller believes to hold. */
  readonly token: UpdaterLock | undefined;
  outcome?: Outcome<unknown, NexusError>;
}

export const INSTANCES: readonly InstanceId[] = ['instance-1', 'instance-2'];

const instanceId = fc.constantFrom(...INSTANCES);
const vmmId = fc.constantFrom<VmmId>('vmm-1', 'vmm-2', 'vmm-3', 'vmm-4', 'vmm-5');
const migrationId = fc.constantFrom<MigrationId>('migration-1', 'migration-2');
const lockId = fc.constantFrom<LockId>('lock of saga-1', 'lock of saga-2', 'lock of saga-3');
const gen = fc.integer({ min: 1, max: 9 });
const vmmState = fc.constantFrom<VmmState>('running', 'rebooting', 'stopping', 'failed', 'destroyed');
const migrationState = fc.constantFrom<MigrationState>('in_progress', 'completed', 'failed');
const instanceState = fc.constantFrom<InstanceState>('creating', 'no_vmm', 'vmm', 'vmm', 'failed', 'destroyed');
const sled = fc.constantFrom('sled-1', 'sled-2', undefined);
const token = fc.record({ id: lockId, gen: fc.integer({ min: 1, max: 6 }) });
const cpus = fc.integer({ min: 1, max: 5 });

/** Half of them break the CHECK of the instance table. */
const runtime: fc.Arbitrary<InstanceRuntime> = fc.record({
  state: instanceState,
  gen: fc.integer({ min: 1, max: 15 }),
  activeVmm: fc.option(vmmId),
  targetVmm: fc.option(vmmId),
  migration: fc.option(migrationId),
  lastAutoRestart: fc.constant(null),
});

const side: fc.Arbitrary<MigrationReport> = fc.record({ migration: migrationId, state: migrationState, gen });

/** A statement of two arguments; what its callers never vary is left out of it. */
function of<A, B>(
  name: string,
  a: fc.Arbitrary<A>,
  b: fc.Arbitrary<B>,
  op: (a: A, b: B) => Op<unknown>,
): fc.Arbitrary<Statement> {
  return fc.tuple(a, b).map(([one, other]) => ({ name, op: () => op(one, other), token: undefined }));
}

/** A statement that shows a token. */
function withToken<A>(
  name: string,
  a: fc.Arbitrary<A>,
  op: (id: InstanceId, token: UpdaterLock, a: A) => Op<unknown>,
): fc.Arbitrary<Statement> {
  return fc
    .tuple(instanceId, token, a)
    .map(([id, shown, one]) => ({ name, op: () => op(id, shown, one), token: shown }));
}

const none = fc.constant(undefined);
const stopped = runtime.map((next): InstanceRuntime => ({ ...next, state: 'no_vmm', activeVmm: null }));

/** Statements on the updater lock, and those that share its row. */
export const lockStatements: fc.Arbitrary<Statement> = fc.oneof(
  of('lock', instanceId, lockId, (id, lock) => instanceUpdaterLock(id, lock)),
  withToken('inherit', lockId, (id, parent, child) => instanceUpdaterInherit(id, parent, child)),
  withToken('unlock', none, (id, lock) => instanceUpdaterUnlock(id, lock)),
  withToken('commit', fc.oneof(runtime, stopped), (id, lock, next) => instanceCommitUpdate(id, lock, next)),
  of('update', instanceId, runtime, (id, next) => instanceUpdateRuntime(id, next, 'test')),
);

export const statements: fc.Arbitrary<Statement> = fc.oneof(
  of('create', instanceId, none, (id) => instanceCreate(newInstance(id, null))),
  { arbitrary: lockStatements, weight: 5 },
  of('delete', instanceId, none, (id) => projectDeleteInstance(id)),
  of('set migration ids', fc.tuple(instanceId, migrationId), fc.tuple(vmmId, vmmId), ([id, of], [source, target]) =>
    instanceSetMigrationIds(id, { migration: of, sourceVmm: source, targetVmm: target }),
  ),
  of('insert VMM', vmmId, instanceId, (id, instance) => vmmInsert(vmm({ id, instance, state: 'creating', gen: 1 }))),
  of('update VMM', vmmId, fc.tuple(vmmState, gen), (id, [state, next]) => vmmUpdateRuntime(id, state, next)),
  of('unwind VMM', vmmId, none, (id) => vmmMarkSagaUnwound(id)),
  of('delete VMM', vmmId, none, (id) => vmmMarkDeleted(id)),
  of(
    'report',
    vmmId,
    fc.record({ state: vmmState, gen, migrationIn: fc.option(side), migrationOut: fc.option(side) }),
    (id, report) => vmmAndMigrationUpdateRuntime(id, report),
  ),
  of('insert migration', migrationId, fc.tuple(vmmId, vmmId), (id, [sourceVmm, targetVmm]) =>
    migrationInsert(migration({ id, sourceVmm, targetVmm })),
  ),
  of('fail migration', migrationId, none, (id) => migrationMarkFailed(id)),
  of('reserve', vmmId, fc.tuple(cpus, sled), (id, [size, only]) => sledReservationCreate(id, size, only)),
  of('release', vmmId, none, (id) => sledReservationDelete(id)),
  of('charge', instanceId, none, (id) => chargeInsert(id, 2)),
  of('release the charge', instanceId, none, (id) => chargeDelete(id, 2)),
);
