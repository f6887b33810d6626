// Twins of the statements of sim/rack/database/updater-lock.ts.

import type { InstanceRuntime } from '../../../../sim/rack/database/instance.ts';
import type { LockOutcome, UpdaterLock } from '../../../../sim/rack/database/updater-lock.ts';
import type { InstanceId, LockId } from '../../../../sim/rack/ids.ts';
import { Refusal, Spin, type Sql } from '../sql.ts';
import { instanceRefetch, one, runtimeParams } from './instance.ts';

export async function instanceUpdaterLock(
  sql: Sql,
  id: InstanceId,
  lock: LockId,
  isDeletedTold = false,
): Promise<LockOutcome> {
  let { updater, updaterGen: gen } = await instanceRefetch(sql, id);
  for (;;) {
    if (updater === lock) return { locked: { id: lock, gen } };
    if (updater !== null) return { locked: null };
    const rows = await sql.query(
      `WITH found AS (SELECT id, updater_id, updater_gen, time_deleted FROM instance WHERE id = $1),
            updated AS (
              UPDATE instance SET updater_id = $2, updater_gen = updater_gen + 1
              WHERE id = $1 AND time_deleted IS NULL AND updater_gen = $3
              RETURNING id)
       SELECT found.*, updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
      [id, lock, gen],
    );
    const found = one(rows, id);
    if (found.is_updated) return { locked: { id: lock, gen: gen + 1 } };
    if (found.time_deleted !== null && isDeletedTold) throw new Refusal(404, 'deleted');
    if (found.time_deleted !== null && found.updater_id === null) throw new Spin();
    updater = found.updater_id as LockId | null;
    gen = found.updater_gen as number;
  }
}

export async function instanceUpdaterInherit(
  sql: Sql,
  id: InstanceId,
  parent: UpdaterLock,
  child: LockId,
  isDeletedTold = false,
): Promise<UpdaterLock | null> {
  const rows = await sql.query(
    `WITH found AS (SELECT id, updater_id, time_deleted FROM instance WHERE id = $1),
          updated AS (
            UPDATE instance SET updater_id = $2, updater_gen = updater_gen + 1
            WHERE id = $1 AND time_deleted IS NULL AND updater_id = $3 AND updater_gen = $4
            RETURNING id)
     SELECT found.updater_id, found.time_deleted, updated.id IS NOT NULL AS is_updated
     FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, child, parent.id, parent.gen],
  );
  const { is_updated, updater_id, time_deleted } = one(rows, id);
  if (time_deleted !== null && isDeletedTold) throw new Refusal(404, 'deleted');
  return is_updated || updater_id === child ? { id: child, gen: parent.gen + 1 } : null;
}

export async function instanceUpdaterUnlock(sql: Sql, id: InstanceId, lock: UpdaterLock): Promise<boolean> {
  const rows = await sql.query(
    `WITH found AS (SELECT id, updater_id, time_deleted FROM instance WHERE id = $1),
          updated AS (
            UPDATE instance SET updater_id = NULL, updater_gen = updater_gen + 1
            WHERE id = $1 AND time_deleted IS NULL AND updater_id = $2 AND updater_gen = $3
            RETURNING id)
     SELECT found.*, updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, lock.id, lock.gen],
  );
  const found = one(rows, id);
  if (found.is_updated) return true;
  if (found.time_deleted !== null || found.updater_id !== lock.id) return false;
  throw new Refusal(500, 'locked by us at another generation');
}

export async function instanceCommitUpdate(
  sql: Sql,
  id: InstanceId,
  lock: UpdaterLock,
  runtime: InstanceRuntime,
  isDeletedDone = false,
): Promise<boolean> {
  const rows = await sql.query(
    `WITH found AS (
            SELECT id, updater_id, updater_gen, state_generation, time_deleted FROM instance WHERE id = $1),
          updated AS (
            UPDATE instance SET state = $2, state_generation = $3, active_propolis_id = $4, target_propolis_id = $5,
              migration_id = $6, time_last_auto_restarted = $7, updater_id = NULL, updater_gen = updater_gen + 1
            WHERE id = $1 AND time_deleted IS NULL AND state_generation < $3 AND updater_id = $8 AND updater_gen = $9
            RETURNING id)
     SELECT found.*, updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, ...runtimeParams(runtime), lock.id, lock.gen],
  );
  const found = one(rows, id);
  if (found.is_updated) return true;
  if (found.time_deleted !== null && isDeletedDone) return false;
  if (found.time_deleted !== null) throw new Refusal(404, 'deleted');
  const isExpected = found.state_generation === runtime.gen - 1;
  if (!isExpected && found.updater_gen !== lock.gen) return false;
  if (!isExpected && found.updater_id === lock.id) throw new Refusal(409, 'changed under the lock');
  throw new Refusal(500, 'the lock was lost');
}
