// Statements on the instance table.
// Source: nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d, the function named at each.

import type { Op } from '../../kernel/ask.ts';
import type { Generation, InstanceId, LockId, MigrationId, VmmId } from '../ids.ts';
import { failure, read, type Written, write } from './statement.ts';
import type { Database, InstanceRow, InstanceState, MigrationRow, VmmRow } from './tables.ts';

/** The columns that the state generation guards: `InstanceRuntimeState`. */
export interface InstanceRuntime {
  readonly state: InstanceState;
  readonly gen: Generation;
  readonly activeVmm: VmmId | null;
  readonly targetVmm: VmmId | null;
  readonly migration: MigrationId | null;
  readonly lastAutoRestart: number | null;
}

/** `InstanceAndActiveVmm`. */
export interface InstanceAndVmm {
  readonly instance: InstanceRow;
  readonly vmm: VmmRow | null;
}

/** `InstanceGestalt`: all that an update saga decides from, read in one statement. */
export interface Gestalt {
  readonly instance: InstanceRow;
  readonly activeVmm: VmmRow | null;
  readonly targetVmm: VmmRow | null;
  readonly migration: MigrationRow | null;
}

export function runtimeOf(row: InstanceRow): InstanceRuntime {
  const { state, gen, activeVmm, targetVmm, migration, lastAutoRestart } = row;
  return { state, gen, activeVmm, targetVmm, migration, lastAutoRestart };
}

export function showInstance(row: InstanceRow): string {
  const links = [
    row.activeVmm && `active ${row.activeVmm}`,
    row.targetVmm && `target ${row.targetVmm}`,
    row.migration,
    row.updater && `locked by ${row.updater.replace('lock of ', '')}`,
    row.isDeleted && 'deleted',
  ].filter(Boolean);
  return `${row.id} ${row.state} gen ${row.gen}${links.length > 0 ? ` (${links.join(', ')})` : ''}`;
}

export function showVmm(row: VmmRow | null): string {
  return row ? `${row.id} ${row.state} gen ${row.gen}${row.isDeleted ? ' (deleted)' : ''}` : 'no VMM';
}

function live(db: Database, id: InstanceId): InstanceRow {
  const row = db.instances[id];
  if (row === undefined || row.isDeleted) throw failure(404, `${id} not found`);
  return row;
}

/** Puts a row, enforcing CHECK `vmm_iff_active_propolis` (schema/crdb/dbinit.sql). */
function put(db: Database, row: InstanceRow): void {
  if ((row.state === 'vmm') !== (row.activeVmm !== null)) {
    throw failure(500, `CHECK vmm_iff_active_propolis: state ${row.state}, active VMM ${row.activeVmm}`);
  }
  db.instances[row.id] = row;
}

function liveVmm(db: Database, id: VmmId | null): VmmRow | null {
  const row = id === null ? undefined : db.vmms[id];
  return row === undefined || row.isDeleted ? null : row;
}

/** `LookupPath::instance_id(..).lookup_for`: 404 when soft-deleted. */
export function* instanceLookup(id: InstanceId): Op<void> {
  yield* read(`look up ${id}`, (db) => {
    live(db, id);
  });
}

/** `instance_fetch_with_vmm`: the instance and its active VMM, in one statement. */
export function* instanceFetchWithVmm(id: InstanceId): Op<InstanceAndVmm> {
  return yield* read(
    `fetch ${id} with its VMM`,
    (db): InstanceAndVmm => {
      const instance = live(db, id);
      return { instance, vmm: liveVmm(db, instance.activeVmm) };
    },
    ({ instance, vmm }) => `reads ${showInstance(instance)}, ${showVmm(vmm)}`,
  );
}

/** `instance_refetch`. */
export function* instanceRefetch(id: InstanceId): Op<InstanceRow> {
  return yield* read(
    `refetch ${id}`,
    (db) => live(db, id),
    (row) => `reads ${showInstance(row)}, updater gen ${row.updaterGen}`,
  );
}

export function gestaltOf(db: Database, id: InstanceId): Gestalt {
  const instance = live(db, id);
  const migration = instance.migration === null ? null : (db.migrations[instance.migration] ?? null);
  return {
    instance,
    activeVmm: liveVmm(db, instance.activeVmm),
    targetVmm: liveVmm(db, instance.targetVmm),
    migration: migration?.isDeleted ? null : migration,
  };
}

/** `instance_fetch_all`: the gestalt. */
export function* instanceFetchAll(id: InstanceId): Op<Gestalt> {
  return yield* read(
    `fetch all of ${id}`,
    (db) => gestaltOf(db, id),
    ({ instance, activeVmm, targetVmm, migration }) => {
      const parts = [showInstance(instance), `active: ${showVmm(activeVmm)}`];
      if (targetVmm) parts.push(`target: ${showVmm(targetVmm)}`);
      if (migration) {
        parts.push(`${migration.id}: source ${migration.sourceState}, target ${migration.targetState}`);
      }
      return `reads ${parts.join('; ')}`;
    },
  );
}

/** `instance_update_runtime`: guard not deleted ∧ gen < new.gen; writes every runtime column. */
export function* instanceUpdateRuntime(id: InstanceId, runtime: InstanceRuntime, why: string): Op<Written> {
  return yield* write(
    `${why} ${id}`,
    (db): Written => {
      const row = db.instances[id];
      if (row === undefined) throw failure(404, `${id} not found`);
      if (row.isDeleted || row.gen >= runtime.gen) return 'superseded';
      put(db, { ...row, ...runtime });
      return 'written';
    },
    (outcome) =>
      outcome === 'written'
        ? `${id} := ${runtime.state} gen ${runtime.gen}`
        : `superseded: ${id} is not older than gen ${runtime.gen}`,
  );
}

/** `project_create_instance`: a conflict of ids is no error; an existing row must still be creating. */
export function* instanceCreate(row: InstanceRow): Op<void> {
  yield* write(`insert ${row.id}`, (db) => {
    const existing = db.instances[row.id];
    if (existing === undefined) put(db, row);
    else if (existing.isDeleted || existing.state !== 'creating') throw failure(500, `${row.id} is not creating`);
  });
}

/**
 * `project_delete_instance_in_states` (the detach-many statement): guard not deleted ∧ state in `allowed` ∧ no
 * active VMM. A missing or deleted instance is a success.
 */
export function* instanceMarkDestroyed(id: InstanceId, allowed: readonly InstanceState[]): Op<void> {
  yield* write(
    `mark ${id} destroyed`,
    (db) => {
      const row = db.instances[id];
      if (row === undefined || row.isDeleted) return;
      if (row.activeVmm !== null) throw failure(400, `${id} is running or has not yet fully stopped`);
      if (!allowed.includes(row.state)) throw failure(400, `${id} cannot be deleted in state ${row.state}`);
      put(db, { ...row, state: 'destroyed', isDeleted: true });
    },
    () => `${id} := destroyed (deleted)`,
  );
}

/**
 * `instance_set_migration_ids`: guard not deleted ∧ active is the source ∧ the source is running or rebooting ∧
 * the ids are free, or already ours, or left by an unwound migration. Anything else is a conflict.
 */
export function* instanceSetMigrationIds(
  id: InstanceId,
  ids: { migration: MigrationId; sourceVmm: VmmId; targetVmm: VmmId },
): Op<InstanceRow> {
  return yield* write(
    `set migration ids of ${id}`,
    (db) => {
      const row = db.instances[id];
      const source = liveVmm(db, ids.sourceVmm);
      const isSourceFit = source !== null && (source.state === 'running' || source.state === 'rebooting');
      if (row === undefined || row.isDeleted || row.activeVmm !== ids.sourceVmm || !isSourceFit) {
        throw failure(409, 'the instance cannot be migrated now');
      }
      if (!areMigrationIdsFree(db, row, ids)) throw failure(409, 'another migration is in progress');
      const next = { ...row, migration: ids.migration, targetVmm: ids.targetVmm, gen: row.gen + 1 };
      put(db, next);
      return next;
    },
    (row) => `${showInstance(row)}`,
  );
}

function areMigrationIdsFree(
  db: Database,
  row: InstanceRow,
  ids: { migration: MigrationId; targetVmm: VmmId },
): boolean {
  if (row.migration === null && row.targetVmm === null) return true;
  if (row.migration === ids.migration && row.targetVmm === ids.targetVmm) return true;
  const target = row.targetVmm === null ? undefined : db.vmms[row.targetVmm];
  const migration = row.migration === null ? undefined : db.migrations[row.migration];
  return target?.state === 'saga_unwound' && migration?.sourceState === 'failed' && migration.targetState === 'failed';
}

// --- The updater lock ------------------------------------------------------------------------------------

export interface UpdaterLock {
  readonly id: LockId;
  readonly gen: Generation;
}

export type LockOutcome = { readonly locked: UpdaterLock } | { readonly locked: null };

/** The compare-and-swap half of `instance_updater_lock`; `instance_refetch` before it is a statement of its own. */
export function* instanceUpdaterLock(id: InstanceId, lock: LockId): Op<LockOutcome> {
  let seen = yield* instanceRefetch(id);
  for (;;) {
    if (seen.updater === lock) return { locked: { id: lock, gen: seen.updaterGen } };
    if (seen.updater !== null) return { locked: null };
    const expected = seen.updaterGen;
    const found = yield* write(
      `lock ${id}`,
      (db) => {
        const row = live(db, id);
        if (row.updaterGen === expected) put(db, { ...row, updater: lock, updaterGen: row.updaterGen + 1 });
        return row;
      },
      (row) => (row.updaterGen === expected ? `${id} is locked by ${lock}` : `${id}: the lock moved on`),
    );
    if (found.updaterGen === expected) return { locked: { id: lock, gen: expected + 1 } };
    seen = found;
  }
}

/** `instance_updater_inherit_lock`: guard the parent's id and gen. `null` when somebody else has it. */
export function* instanceUpdaterInherit(id: InstanceId, parent: UpdaterLock, child: LockId): Op<UpdaterLock | null> {
  return yield* write(
    `inherit the lock of ${id}`,
    (db) => {
      const row = live(db, id);
      if (row.updater === child) return { id: child, gen: row.updaterGen };
      if (row.updater !== parent.id || row.updaterGen !== parent.gen) return null;
      put(db, { ...row, updater: child, updaterGen: row.updaterGen + 1 });
      return { id: child, gen: row.updaterGen + 1 };
    },
    (lock) => (lock ? `${id} is locked by ${lock.id}` : 'somebody else holds the lock'),
  );
}

/** `instance_updater_unlock`: false when deleted, or the lock is not ours (any more). */
export function* instanceUpdaterUnlock(id: InstanceId, lock: UpdaterLock): Op<boolean> {
  return yield* write(
    `unlock ${id}`,
    (db) => {
      const row = db.instances[id];
      if (row === undefined || row.isDeleted || row.updater !== lock.id) return false;
      if (row.updaterGen !== lock.gen) throw failure(500, `${id} is locked by us at another generation`);
      put(db, { ...row, updater: null, updaterGen: row.updaterGen + 1 });
      return true;
    },
    (isOurs) => (isOurs ? `${id} is unlocked` : 'the lock was not ours any more'),
  );
}

/**
 * `instance_commit_update`: guard not deleted ∧ the lock is ours ∧ gen < new.gen; writes the runtime and unlocks,
 * in one statement. Rejects with 404, 409 (the state moved under our lock) or 500 (the lock was lost).
 */
export function* instanceCommitUpdate(id: InstanceId, lock: UpdaterLock, runtime: InstanceRuntime): Op<boolean> {
  return yield* write(
    `commit ${id}`,
    (db) => {
      const row = db.instances[id];
      if (row === undefined || row.isDeleted) throw failure(404, `${id} not found`);
      const isOurs = row.updater === lock.id && row.updaterGen === lock.gen;
      const isNext = row.gen < runtime.gen;
      if (isOurs && isNext) {
        put(db, { ...row, ...runtime, updater: null, updaterGen: row.updaterGen + 1 });
        return true;
      }
      if (isOurs) throw failure(409, 'the instance changed under the lock');
      if (!isNext) return false;
      throw failure(500, 'the lock was lost before the commit');
    },
    (isNew) =>
      isNew
        ? `${id} := ${runtime.state} gen ${runtime.gen}, ${runtime.activeVmm ?? 'no active VMM'}, unlocked`
        : 'already committed',
  );
}
