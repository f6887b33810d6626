// Twins of the statements of sim/rack/database/instance.ts.

import type { Gestalt, InstanceAndVmm, InstanceRuntime } from '../../../../sim/rack/database/instance.ts';
import type { Written } from '../../../../sim/rack/database/statement.ts';
import type { InstanceRow, MigrationRow, VmmRow } from '../../../../sim/rack/database/tables.ts';
import type { InstanceId, MigrationId, VmmId } from '../../../../sim/rack/ids.ts';
import { insert, instanceOf, migrationOf, take, vmmOf } from '../rows.ts';
import { Refusal, type Sql, type SqlRow } from '../sql.ts';

/** The one row that a lookup finds. */
export function one(rows: readonly SqlRow[], what: string, status = 404): SqlRow {
  const [row] = rows;
  if (row === undefined) throw new Refusal(status, `${what} not found`);
  return row;
}

export async function instanceLookup(sql: Sql, id: InstanceId): Promise<void> {
  one(await sql.query('SELECT id FROM instance WHERE id = $1 AND time_deleted IS NULL', [id]), id);
}

export async function instanceFetchWithVmm(sql: Sql, id: InstanceId): Promise<InstanceAndVmm> {
  const rows = await sql.query(
    `SELECT ${instanceOf('i')}, ${vmmOf('v')} FROM instance i
     LEFT JOIN vmm v ON v.id = i.active_propolis_id AND v.time_deleted IS NULL
     WHERE i.id = $1 AND i.time_deleted IS NULL`,
    [id],
  );
  const row = one(rows, id);
  return { instance: take<InstanceRow>(row, 'i') as InstanceRow, vmm: take<VmmRow>(row, 'v') };
}

export async function instanceRefetch(sql: Sql, id: InstanceId): Promise<InstanceRow> {
  const rows = await sql.query(`SELECT ${instanceOf('i')} FROM instance i WHERE i.id = $1 AND i.time_deleted IS NULL`, [
    id,
  ]);
  return take<InstanceRow>(one(rows, id), 'i') as InstanceRow;
}

export async function instanceFetchAll(sql: Sql, id: InstanceId): Promise<Gestalt> {
  const rows = await sql.query(
    `SELECT ${instanceOf('i')}, ${vmmOf('a')}, ${vmmOf('t')}, ${migrationOf('m')} FROM instance i
     LEFT JOIN vmm a ON a.id = i.active_propolis_id AND a.time_deleted IS NULL
     LEFT JOIN vmm t ON t.id = i.target_propolis_id AND t.time_deleted IS NULL
     LEFT JOIN migration m ON m.id = i.migration_id AND m.time_deleted IS NULL
     WHERE i.id = $1 AND i.time_deleted IS NULL`,
    [id],
  );
  const row = one(rows, id);
  return {
    instance: take<InstanceRow>(row, 'i') as InstanceRow,
    activeVmm: take<VmmRow>(row, 'a'),
    targetVmm: take<VmmRow>(row, 't'),
    migration: take<MigrationRow>(row, 'm'),
  };
}

export async function instanceUpdateRuntime(
  sql: Sql,
  id: InstanceId,
  runtime: InstanceRuntime,
  ifMeantToRun = false,
): Promise<Written> {
  const rows = await sql.query(
    `WITH found AS (SELECT id FROM instance WHERE id = $1),
          updated AS (
            UPDATE instance SET state = $2, state_generation = $3, active_propolis_id = $4, target_propolis_id = $5,
              migration_id = $6, time_last_auto_restarted = $7
            WHERE id = $1 AND time_deleted IS NULL AND state_generation < $3
              AND (NOT $8::BOOL OR intended_state IS NULL OR intended_state = 'running')
            RETURNING id)
     SELECT updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, ...runtimeParams(runtime), ifMeantToRun],
  );
  return one(rows, id).is_updated ? 'written' : 'superseded';
}

export async function instanceSetIntended(sql: Sql, id: InstanceId, intended: string): Promise<void> {
  const rows = await sql.query(
    'UPDATE instance SET intended_state = $2 WHERE id = $1 AND time_deleted IS NULL RETURNING id',
    [id, intended],
  );
  one(rows, id);
}

/** The runtime in the order of the columns that it is written to. */
export function runtimeParams(runtime: InstanceRuntime): readonly unknown[] {
  const { state, gen, activeVmm, targetVmm, migration, lastAutoRestart } = runtime;
  return [state, gen, activeVmm, targetVmm, migration, lastAutoRestart];
}

export async function instanceCreate(engine: Sql, row: InstanceRow): Promise<void> {
  await engine.transaction(async (sql) => {
    await insert(sql, 'instance', row, 'ON CONFLICT (id) DO NOTHING');
    const [found] = await sql.query('SELECT creator, state, state_generation FROM instance WHERE id = $1', [row.id]);
    if (found?.creator !== row.creator) throw new Refusal(400, 'the name is taken');
    if (found?.state !== 'creating' || found.state_generation !== row.gen) throw new Refusal(500, 'not creating');
  });
}

export async function instanceMarkDestroyed(sql: Sql, id: InstanceId, orCreating = false): Promise<void> {
  const rows = await sql.query(
    `WITH found AS (SELECT id, active_propolis_id FROM instance WHERE id = $1 AND time_deleted IS NULL),
          updated AS (
            UPDATE instance SET state = 'destroyed', time_deleted = now()
            WHERE id = $1 AND time_deleted IS NULL AND active_propolis_id IS NULL
              AND (state IN ('no_vmm', 'failed') OR ($2::BOOL AND state = 'creating'))
            RETURNING id)
     SELECT updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, orCreating],
  );
  if (!one(rows, id).is_updated) throw new Refusal(400, 'not stopped or failed');
}

export async function instanceSetMigrationIds(
  sql: Sql,
  id: InstanceId,
  ids: { migration: MigrationId; sourceVmm: VmmId; targetVmm: VmmId },
  ifMeantToRun = false,
): Promise<InstanceRow> {
  const rows = await sql.query(
    `UPDATE instance i SET migration_id = $2, target_propolis_id = $4, state_generation = state_generation + 1
     WHERE i.id = $1 AND i.time_deleted IS NULL AND i.active_propolis_id = $3
       AND (NOT $5::BOOL OR i.intended_state IS NULL OR i.intended_state = 'running')
       AND i.id IN (
         SELECT instance_id FROM vmm WHERE id = $3 AND time_deleted IS NULL AND state IN ('running', 'rebooting'))
       AND (
         (i.migration_id IS NULL AND i.target_propolis_id IS NULL)
         OR (i.migration_id = $2 AND i.target_propolis_id = $4)
         OR (i.id IN (SELECT instance_id FROM vmm WHERE id = i.target_propolis_id AND state = 'saga_unwound')
           AND i.id IN (
             SELECT instance_id FROM migration
             WHERE id = i.migration_id AND source_state = 'failed' AND target_state = 'failed')))
     RETURNING ${instanceOf('i')}`,
    [id, ids.migration, ids.sourceVmm, ids.targetVmm, ifMeantToRun],
  );
  return take<InstanceRow>(one(rows, id, 409), 'i') as InstanceRow;
}
