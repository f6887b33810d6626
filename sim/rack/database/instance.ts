// Statements on the instance table.
// Source: nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d, the function named at each.

import { attempt, type Op } from '../../kernel/ask.ts';
import type { Generation, InstanceId, MigrationId, VmmId } from '../ids.ts';
import { failure, read, type Written, write } from './statement.ts';
import type { Database, InstanceRow, InstanceState, IntendedState, MigrationRow, VmmRow } from './tables.ts';

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

function showInstance(row: InstanceRow): string {
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

/** The row, soft-deleted or not, as `check_if_exists` finds it (nexus/db-queries/src/db/update_and_check.rs). */
export function existing(db: Database, id: InstanceId): InstanceRow {
  const row = db.instances[id];
  if (row === undefined) throw failure(404, `${id} not found`);
  return row;
}

/** The row; 404 when it is soft-deleted. */
export function live(db: Database, id: InstanceId): InstanceRow {
  const row = existing(db, id);
  if (row.isDeleted) throw failure(404, `${id} not found`);
  return row;
}

/** Puts a row, enforcing CHECK `vmm_iff_active_propolis` (schema/crdb/dbinit.sql). */
export function put(db: Database, row: InstanceRow): void {
  if ((row.state === 'vmm') !== (row.activeVmm !== null)) {
    throw failure(500, `CHECK vmm_iff_active_propolis: state ${row.state}, active VMM ${row.activeVmm}`);
  }
  db.instances[row.id] = row;
}

/** A linked VMM's row, as the joins see it: one that is soft-deleted is none. */
export function liveVmm(db: Database, id: VmmId | null): VmmRow | null {
  const row = id === null ? undefined : db.vmms[id];
  return row === undefined || row.isDeleted ? null : row;
}

/** `LookupPath::instance_id(..).lookup_for`: 404 when soft-deleted. */
export function* instanceLookup(id: InstanceId): Op<void> {
  yield* read(`look up ${id}`, (db) => {
    live(db, id);
  });
}

function pairOf(db: Database, id: InstanceId): InstanceAndVmm {
  const instance = live(db, id);
  return { instance, vmm: liveVmm(db, instance.activeVmm) };
}

/** `instance_fetch_with_vmm`: the instance and its active VMM, in one statement. */
export function* instanceFetchWithVmm<T = InstanceAndVmm>(
  id: InstanceId,
  pick = (pair: InstanceAndVmm): T => pair as T,
): Op<T> {
  return yield* read(
    `fetch ${id} with its VMM`,
    (db) => pick(pairOf(db, id)),
    (_, db) => {
      const { instance, vmm } = pairOf(db, id);
      return `reads ${showInstance(instance)}, ${showVmm(vmm)}`;
    },
  );
}

/** `instance_refetch`. */
export function* instanceRefetch<T = InstanceRow>(id: InstanceId, pick = (row: InstanceRow): T => row as T): Op<T> {
  return yield* read(
    `refetch ${id}`,
    (db) => pick(live(db, id)),
    (_, db) => {
      const row = live(db, id);
      return `reads ${showInstance(row)}, updater gen ${row.updaterGen}`;
    },
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

/** The VMMs of a gestalt, the target first: the end of the source would leave a migration without an active VMM. */
export function linkedVmms({ instance, activeVmm, targetVmm }: Gestalt): VmmRow[] {
  const isOne = instance.activeVmm === instance.targetVmm;
  return [isOne ? null : targetVmm, activeVmm].filter((vmm) => vmm !== null);
}

/** `instance_fetch_all`: the gestalt. */
export function* instanceFetchAll<T = Gestalt>(id: InstanceId, pick = (all: Gestalt): T => all as T): Op<T> {
  return yield* read(
    `fetch all of ${id}`,
    (db) => pick(gestaltOf(db, id)),
    (_, db) => {
      const { instance, activeVmm, targetVmm, migration } = gestaltOf(db, id);
      const parts = [showInstance(instance), `active: ${showVmm(activeVmm)}`];
      if (targetVmm) parts.push(`target: ${showVmm(targetVmm)}`);
      if (migration) {
        parts.push(`${migration.id}: source ${migration.sourceState}, target ${migration.targetState}`);
      }
      return `reads ${parts.join('; ')}`;
    },
  );
}

/** True unless a client has said that the instance is not to run. */
export function isMeantToRun({ intended }: InstanceRow): boolean {
  return intended === null || intended === 'running';
}

/**
 * `instance_update_runtime`: guard not deleted ∧ gen < new.gen; writes every runtime column. `ifMeantToRun` is this
 * project's: the row's intended state is a guard, too.
 */
export function* instanceUpdateRuntime(
  id: InstanceId,
  runtime: InstanceRuntime,
  why: string,
  ifMeantToRun = false,
): Op<Written> {
  return yield* write(
    `${why} ${id}`,
    (db): Written => {
      const row = existing(db, id);
      if (row.isDeleted || row.gen >= runtime.gen || (ifMeantToRun && !isMeantToRun(row))) return 'superseded';
      put(db, { ...row, ...runtime });
      return 'written';
    },
    (outcome) =>
      outcome === 'written'
        ? `${id} := ${runtime.state} gen ${runtime.gen}`
        : `superseded: ${id} is not older than gen ${runtime.gen}${ifMeantToRun ? ', or not to run' : ''}`,
  );
}

/**
 * `instance_set_intended_state` (#8053, ef01db1cd2): guard not deleted; no generation looks at it and none goes up.
 * 404 when soft-deleted.
 */
export function* instanceSetIntended(id: InstanceId, intended: NonNullable<IntendedState>): Op<void> {
  yield* write(
    `intend ${id} ${intended}`,
    (db) => {
      put(db, { ...live(db, id), intended });
    },
    () => `${id} is meant to be ${intended}`,
  );
}

/**
 * `project_create_instance`: 400 when another instance has the name; a conflict with its own id, as when a saga node
 * runs again, is no error as long as the row is creating still.
 */
export function* instanceCreate(row: InstanceRow): Op<void> {
  yield* write(`insert ${row.id}`, (db) => {
    const found = db.instances[row.id];
    if (found === undefined) return put(db, row);
    if (found.creator !== row.creator) throw failure(400, `${row.id} exists already`);
    if (found.state !== 'creating' || found.gen !== row.gen) throw failure(500, `${row.id} is not creating`);
  });
}

/** States that an instance can be deleted from: `ok_to_delete_instance_states`. */
const DELETABLE: readonly InstanceState[] = ['no_vmm', 'failed'];

/**
 * The first statement of `project_delete_instance` (detach-many): guard not deleted ∧ stopped or failed ∧ no active
 * VMM. A deleted instance is not found. `orCreating` is `project_delete_instance_in_states` as a create saga's undo
 * calls it (#7437, d062c603d5).
 */
export function* instanceMarkDestroyed(id: InstanceId, orCreating = false): Op<void> {
  yield* write(
    `mark ${id} destroyed`,
    (db) => {
      const row = live(db, id);
      if (row.activeVmm !== null) throw failure(400, `${id} is running or has not yet fully stopped`);
      const isDeletable = DELETABLE.includes(row.state) || (orCreating && row.state === 'creating');
      if (!isDeletable) throw failure(400, `${id} cannot be deleted in state ${row.state}`);
      put(db, { ...row, state: 'destroyed', isDeleted: true });
    },
    () => `${id} := destroyed (deleted)`,
  );
}

/**
 * `instance_set_migration_ids`: guard not deleted ∧ active is the source ∧ the source is of this instance and running
 * or rebooting ∧ the ids are free, or already ours, or left by an unwound migration of this instance. Anything else is
 * a conflict, and so is trouble of the database. `ifMeantToRun` is this project's, as above.
 */
export function* instanceSetMigrationIds(
  id: InstanceId,
  ids: { migration: MigrationId; sourceVmm: VmmId; targetVmm: VmmId },
  ifMeantToRun = false,
): Op<InstanceRow> {
  const outcome = yield* attempt(
    write(
      `set migration ids of ${id}`,
      (db) => {
        const row = live(db, id);
        const source = liveVmm(db, ids.sourceVmm);
        const isSourceFit = source?.instance === id && (source.state === 'running' || source.state === 'rebooting');
        const isAllowed = row.activeVmm === ids.sourceVmm && (!ifMeantToRun || isMeantToRun(row));
        if (!isAllowed || !isSourceFit || !areMigrationIdsFree(db, row, ids)) throw failure(409, 'no row fits');
        const next = { ...row, migration: ids.migration, targetVmm: ids.targetVmm, gen: row.gen + 1 };
        put(db, next);
        return next;
      },
      showInstance,
    ),
  );
  if (!outcome.ok) throw failure(409, 'another migration is already in progress');
  return outcome.value;
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
  const isUnwound = target?.instance === row.id && target.state === 'saga_unwound';
  if (!isUnwound || migration?.instance !== row.id) return false;
  return migration.sourceState === 'failed' && migration.targetState === 'failed';
}
