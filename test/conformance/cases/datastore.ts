// The tests of the datastore: the statements by themselves, one after the other.

import { expect } from 'vitest';
import { chargeDelete, chargeInsert } from '../../../sim/rack/database/accounting.ts';
import {
  gestaltOf,
  instanceRefetch,
  instanceSetMigrationIds,
  instanceUpdateRuntime,
  runtimeOf,
} from '../../../sim/rack/database/instance.ts';
import type { MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import {
  instanceCommitUpdate,
  instanceUpdaterLock,
  instanceUpdaterUnlock,
  type UpdaterLock,
} from '../../../sim/rack/database/updater-lock.ts';
import { projectDeleteInstance, type VmmReport, vmmAndMigrationUpdateRuntime } from '../../../sim/rack/database/vmm.ts';
import type { LockId, MigrationId, VmmId } from '../../../sim/rack/ids.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { resultOf, statusOf } from '../../rack/database/execute.ts';
import {
  INSTANCE,
  incarnated,
  instance,
  LOCK,
  migration,
  OTHER_LOCK,
  rackOf,
  TARGET,
  VMM,
  vmm,
} from '../../rack/database/rows.ts';
import type { UpstreamTest } from '../upstream.ts';

const lock = (rack: Rack, id: LockId = LOCK) => resultOf(rack, instanceUpdaterLock(INSTANCE, id)).locked;
const unlock = (rack: Rack, held: UpdaterLock) => resultOf(rack, instanceUpdaterUnlock(INSTANCE, held));
const row = (rack: Rack) => resultOf(rack, instanceRefetch(INSTANCE));

function locked(rack: Rack, id: LockId = LOCK): UpdaterLock {
  const held = lock(rack, id);
  if (held === null) throw new Error(`${id} does not get the lock`);
  return held;
}

function acquiresLock(): void {
  const rack = rackOf(instance());
  const first = locked(rack);
  expect(lock(rack, OTHER_LOCK)).toBeNull();
  expect(unlock(rack, first)).toBe(true);
  const second = locked(rack, OTHER_LOCK);
  expect(lock(rack, LOCK)).toBeNull();
  expect(unlock(rack, second)).toBe(true);
}

function lockIsIdempotent(): void {
  const rack = rackOf(instance());
  const first = locked(rack);
  expect(locked(rack)).toEqual(first);
  expect(unlock(rack, first)).toBe(true);
  expect(unlock(rack, first)).toBe(false);
}

function onlyOwnLock(): void {
  const rack = rackOf(instance());
  const held = locked(rack);
  expect(unlock(rack, { id: OTHER_LOCK, gen: held.gen })).toBe(false);
  expect(row(rack)).toMatchObject({ updater: LOCK, updaterGen: held.gen });
  expect(unlock(rack, held)).toBe(true);
  expect(row(rack)).toMatchObject({ updater: null, updaterGen: held.gen + 1 });
  expect(unlock(rack, { id: LOCK, gen: held.gen + 1 })).toBe(false);
}

function unlocksDeleted(): void {
  const rack = rackOf(instance());
  const held = locked(rack);
  resultOf(rack, projectDeleteInstance(INSTANCE));
  expect(statusOf(rack, instanceUpdaterUnlock(INSTANCE, held))).toBeUndefined();
}

function commitIsIdempotent(): void {
  const rack = rackOf(instance());
  const held = locked(rack);
  const runtime = { ...runtimeOf(row(rack)), state: 'vmm', gen: 3, activeVmm: VMM } as const;
  expect(resultOf(rack, instanceCommitUpdate(INSTANCE, held, runtime))).toBe(true);
  expect(resultOf(rack, instanceCommitUpdate(INSTANCE, held, runtime))).toBe(false);
  expect(row(rack)).toMatchObject({ activeVmm: VMM, gen: 3 });
  const other = { ...runtime, activeVmm: 'vmm-9', targetVmm: TARGET, migration: 'migration-1' } as const;
  expect(resultOf(rack, instanceCommitUpdate(INSTANCE, held, other))).toBe(false);
  expect(row(rack)).toMatchObject({ activeVmm: VMM, targetVmm: null, migration: null, gen: 3 });
}

function commitIsInvalidated(): void {
  const rack = rackOf(instance());
  const held = locked(rack);
  const moved = { ...runtimeOf(row(rack)), state: 'vmm', gen: 3, activeVmm: VMM, targetVmm: TARGET } as const;
  expect(resultOf(rack, instanceUpdateRuntime(INSTANCE, moved, 'move'))).toBe('written');
  const stale = { ...moved, state: 'no_vmm', activeVmm: null, targetVmm: null } as const;
  expect(statusOf(rack, instanceCommitUpdate(INSTANCE, held, stale))).toBeDefined();
  expect(row(rack)).toMatchObject(moved);
}

function fetchAll(): void {
  const ids = (rack: Rack) => {
    const { instance: row, activeVmm, targetVmm, migration: linked } = gestaltOf(rack.db, INSTANCE);
    return [row.id, activeVmm?.id, targetVmm?.id, linked?.id];
  };
  const target = vmm({ id: TARGET, sled: 'sled-2' });
  const migrating = incarnated({ targetVmm: TARGET, migration: 'migration-1' });
  expect(ids(rackOf(instance()))).toEqual([INSTANCE, undefined, undefined, undefined]);
  expect(ids(rackOf(incarnated(), vmm()))).toEqual([INSTANCE, VMM, undefined, undefined]);
  expect(ids(rackOf(migrating, vmm(), target, migration()))).toEqual([INSTANCE, VMM, TARGET, 'migration-1']);
}

/** Sets the ids of a first migration, and then those of a second. */
function setsMigrationIds(): void {
  const rack = rackOf(incarnated(), vmm({ state: 'stopped' }), vmm({ id: TARGET }), vmm({ id: 'vmm-3' }), migration());
  rack.db.migrations['migration-2'] = migration({ id: 'migration-2', targetVmm: 'vmm-3' });
  const first = { migration: 'migration-1', sourceVmm: VMM, targetVmm: TARGET } as const;
  const second = { migration: 'migration-2', sourceVmm: VMM, targetVmm: 'vmm-3' } as const;
  const set = (ids: typeof first | typeof second) => statusOf(rack, instanceSetMigrationIds(INSTANCE, ids));

  expect(set(first)).toBe(409);
  rack.db.vmms[VMM] = vmm();
  for (const _ of ['once', 'again']) {
    expect(set(first)).toBeUndefined();
    expect(row(rack)).toMatchObject({ migration: 'migration-1', targetVmm: TARGET });
  }
  expect(set(second)).toBe(409);
  rack.db.vmms[TARGET] = vmm({ id: TARGET, state: 'saga_unwound' });
  expect(set(second)).toBe(409);
  rack.db.migrations['migration-1'] = migration({ sourceState: 'failed', targetState: 'failed' });
  expect(set(second)).toBeUndefined();
  expect(row(rack)).toMatchObject({ migration: 'migration-2', targetVmm: 'vmm-3' });
}

function reportsAndMigrations(): void {
  const rack = rackOf(incarnated(), vmm(), vmm({ id: TARGET }), vmm({ id: 'vmm-3' }), migration());
  const report = (
    of: VmmId,
    state: VmmState,
    gen: number,
    side: 'In' | 'Out',
    id: MigrationId,
    moved: MigrationState,
  ) => {
    const own = { migration: id, state: moved, gen: 2 };
    const said: VmmReport = { state, gen, migrationIn: null, migrationOut: null, [`migration${side}`]: own };
    return resultOf(rack, vmmAndMigrationUpdateRuntime(of, said));
  };
  report(VMM, 'stopping', 5, 'Out', 'migration-1', 'completed');
  report(TARGET, 'running', 5, 'In', 'migration-1', 'completed');
  const first = rack.db.migrations['migration-1'];
  expect(first).toMatchObject({ sourceState: 'completed', sourceGen: 2, targetState: 'completed', targetGen: 2 });

  rack.db.migrations['migration-2'] = migration({ id: 'migration-2', sourceVmm: TARGET, targetVmm: 'vmm-3' });
  report(TARGET, 'destroyed', 6, 'Out', 'migration-2', 'completed');
  report('vmm-3', 'destroyed', 5, 'In', 'migration-2', 'failed');
  expect(rack.db.migrations['migration-1']).toEqual(first);
  expect(rack.db.migrations['migration-2']).toMatchObject({ sourceState: 'completed', targetState: 'failed' });
}

function charges(times: 1 | 2): void {
  const rack = rackOf(instance());
  for (const [op, cpus] of [
    [chargeInsert, 2],
    [chargeDelete, 0],
  ] as const) {
    for (let n = 0; n < times; n++) resultOf(rack, op(INSTANCE, 2));
    expect(rack.db.collections).toEqual({ project: cpus, silo: cpus, fleet: cpus });
  }
}

export const DATASTORE_INSTANCE: readonly UpstreamTest[] = [
  { test: 'test_instance_updater_acquires_lock', shows: 'one at a time', run: acquiresLock },
  { test: 'test_instance_updater_lock_is_idempotent', shows: 'and the same one again', run: lockIsIdempotent },
  {
    test: 'test_instance_updater_cant_unlock_someone_elses_instance_',
    shows: 'only the holder unlocks, and the generation goes up',
    run: onlyOwnLock,
  },
  {
    test: 'test_unlocking_a_deleted_instance_is_okay',
    shows: 'unlocking a deleted one is no error',
    run: unlocksDeleted,
  },
  {
    test: 'test_instance_commit_update_is_idempotent',
    shows: 'a commit that has gone through changes nothing the second time, whatever it says',
    run: commitIsIdempotent,
  },
  {
    test: 'test_instance_update_invalidated_while_locked',
    shows: 'a commit is refused when the instance has moved under the lock',
    run: commitIsInvalidated,
  },
  { test: 'test_instance_fetch_all', shows: 'the instance with what it links, and nothing else', run: fetchAll },
  {
    test: 'test_instance_set_migration_ids',
    shows:
      'from a source that runs, over no ids, over the same, and over those of one that has failed and unwound, ' +
      'but over no other',
    run: setsMigrationIds,
  },
];

export const DATASTORE_VMM: readonly UpstreamTest[] = [
  {
    test: 'test_vmm_and_migration_update_runtime',
    shows: 'a report writes its VMM and its side of its migration, and no other migration',
    run: reportsAndMigrations,
  },
];

export const DATASTORE_PROVISIONING: readonly UpstreamTest[] = [
  {
    test: 'test_instance_create_and_delete',
    shows: 'what is charged is released, in every total',
    run: () => charges(1),
  },
  { test: 'test_instance_create_and_delete_twice', shows: 'and once, though it is asked twice', run: () => charges(2) },
];
