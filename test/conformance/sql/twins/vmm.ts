// Twins of the statements of sim/rack/database/vmm.ts.

import type { Written } from '../../../../sim/rack/database/statement.ts';
import type { MigrationRow, VmmRow, VmmState } from '../../../../sim/rack/database/tables.ts';
import type { MigrationReport, ReportOptions, ReportOutcome, VmmReport } from '../../../../sim/rack/database/vmm.ts';
import type { InstanceId, MigrationId, VmmId } from '../../../../sim/rack/ids.ts';
import { insert, take, vmmOf } from '../rows.ts';
import { Refusal, type Sql, type SqlRow } from '../sql.ts';
import { instanceMarkDestroyed, one } from './instance.ts';

export async function vmmInsert(engine: Sql, row: VmmRow): Promise<VmmRow> {
  return engine.transaction(async (sql) => {
    await insert(sql, 'vmm', row, 'ON CONFLICT (id) DO NOTHING');
    const rows = await sql.query(`SELECT ${vmmOf('v')} FROM vmm v WHERE v.id = $1`, [row.id]);
    return take<VmmRow>(one(rows, row.id), 'v') as VmmRow;
  });
}

const outcomeOf = (rows: readonly SqlRow[], id: string): Written =>
  one(rows, id).is_updated ? 'written' : 'superseded';

/** `isChecked`: as since omicron#10425, with a reason that comes and never goes. */
async function writeRuntime(
  sql: Sql,
  id: VmmId,
  state: VmmState,
  gen: number,
  isChecked: boolean,
): Promise<readonly SqlRow[]> {
  return sql.query(
    `WITH found AS (SELECT * FROM vmm WHERE id = $1),
          updated AS (
            UPDATE vmm SET state = $2, state_generation = $3, failure_reason = CASE
              WHEN $2 = 'failed'::vmm_state THEN 'from_sled_agent' WHEN $4::BOOL THEN failure_reason END
            WHERE id = $1 AND time_deleted IS NULL AND state_generation < $3
            RETURNING id)
     SELECT ${vmmOf('found')}, updated.id IS NOT NULL AS is_updated
     FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, state, gen, isChecked],
  );
}

export async function vmmUpdateRuntime(
  sql: Sql,
  id: VmmId,
  state: VmmState,
  gen: number,
  isChecked = false,
): Promise<Written> {
  return outcomeOf(await writeRuntime(sql, id, state, gen, isChecked), id);
}

export async function vmmMarkGone(engine: Sql, id: VmmId, gen: number, ifDown = false): Promise<Written> {
  return engine.transaction(async (sql) => {
    const rows = await sql.query(
      `WITH found AS (SELECT id FROM vmm WHERE id = $1),
            updated AS (
              UPDATE vmm SET state_generation = $2, (state, failure_reason) = (SELECT
                CASE WHEN is_down THEN 'destroyed'::vmm_state ELSE 'failed'::vmm_state END,
                CASE WHEN is_down THEN NULL ELSE 'no_such_instance' END
                FROM (SELECT instance_id IN (
                  SELECT id FROM instance WHERE intended_state IN ('stopped', 'destroyed')) AS is_down) wanted)
              WHERE id = $1 AND time_deleted IS NULL AND state_generation < $2
                AND state NOT IN ('destroyed', 'failed')
                AND (NOT $3::BOOL OR instance_id IN (
                  SELECT id FROM instance WHERE intended_state = 'stopped' OR intended_state = 'destroyed'))
              RETURNING id)
       SELECT updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
      [id, gen, ifDown],
    );
    if (outcomeOf(rows, id) === 'superseded') return 'superseded';
    await failMigrationsOf(sql, id);
    return 'written';
  });
}

async function failMigrationsOf(sql: Sql, id: VmmId): Promise<void> {
  for (const side of ['source', 'target']) {
    await sql.query(
      `UPDATE migration SET ${side}_state = 'failed', ${side}_gen = ${side}_gen + 1
       WHERE ${side}_propolis_id = $1 AND time_deleted IS NULL AND ${side}_state IN ('pending', 'in_progress')`,
      [id],
    );
  }
}

export async function vmmAndMigrationUpdateRuntime(
  engine: Sql,
  id: VmmId,
  report: VmmReport,
  { isChecked = false, endsMigration = false }: ReportOptions = {},
): Promise<ReportOutcome> {
  const { migrationIn, migrationOut } = report;
  if (migrationIn && migrationIn.migration === migrationOut?.migration) throw new Refusal(409, 'to itself');
  return engine.transaction(async (sql) => {
    const row = one(await writeRuntime(sql, id, report.state, report.gen, isChecked), id, 500);
    const isMigrationOutUpdated = await writeSide(sql, id, migrationOut, 'source');
    const isMigrationInUpdated = await writeSide(sql, id, migrationIn, 'target');
    const isOver = (state: VmmState) => state === 'destroyed' || state === 'failed';
    if (endsMigration && row.is_updated && isOver(report.state)) await failMigrationsOf(sql, id);
    const found = take<VmmRow>(row, 'found') as VmmRow;
    return {
      instance: found.instance,
      isTooLate: !row.is_updated && (found.isDeleted || isOver(found.state)),
      isVmmUpdated: row.is_updated as boolean,
      isMigrationInUpdated,
      isMigrationOutUpdated,
    };
  });
}

async function writeSide(
  sql: Sql,
  vmm: VmmId,
  report: MigrationReport | null,
  side: 'source' | 'target',
): Promise<boolean> {
  if (report === null) return false;
  const rows = await sql.query(
    `WITH found AS (SELECT * FROM migration WHERE id = $1),
          updated AS (
            UPDATE migration SET ${side}_state = $2, ${side}_gen = $3
            WHERE id = $1 AND time_deleted IS NULL AND ${side}_gen < $3 AND ${side}_propolis_id = $4
            RETURNING id)
     SELECT found.time_deleted, found.${side}_propolis_id AS propolis_id, updated.id IS NOT NULL AS is_updated
     FROM found LEFT JOIN updated ON updated.id = found.id`,
    [report.migration, report.state, report.gen, vmm],
  );
  const { is_updated, time_deleted, propolis_id } = one(rows, report.migration, 500);
  if (is_updated) return true;
  if (time_deleted !== null) throw new Refusal(410, 'deleted');
  if (propolis_id !== vmm) throw new Refusal(400, `not the ${side}`);
  return false;
}

export async function vmmMarkSagaUnwound(sql: Sql, id: VmmId, ifNotOver = false, isChecked = false): Promise<Written> {
  const rows = await sql.query(
    `WITH found AS (SELECT id FROM vmm WHERE id = $1),
          updated AS (
            UPDATE vmm SET state = 'saga_unwound', state_generation = state_generation + 1,
              failure_reason = CASE WHEN $3::BOOL THEN failure_reason END
            WHERE id = $1 AND time_deleted IS NULL AND (NOT $2::BOOL OR state NOT IN ('destroyed', 'failed'))
            RETURNING id)
     SELECT updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id, ifNotOver, isChecked],
  );
  return outcomeOf(rows, id);
}

export async function vmmMarkDeleted(sql: Sql, id: VmmId): Promise<Written> {
  const rows = await sql.query(
    `WITH found AS (SELECT id FROM vmm WHERE id = $1),
          updated AS (
            UPDATE vmm SET time_deleted = now()
            WHERE id = $1 AND time_deleted IS NULL AND state IN ('destroyed', 'failed', 'saga_unwound')
            RETURNING id)
     SELECT updated.id IS NOT NULL AS is_updated FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id],
  );
  return outcomeOf(rows, id);
}

export async function migrationInsert(sql: Sql, row: MigrationRow): Promise<void> {
  await insert(sql, 'migration', row, 'ON CONFLICT (id) DO NOTHING');
}

export async function migrationMarkFailed(sql: Sql, id: MigrationId): Promise<void> {
  const rows = await sql.query(
    `WITH found AS (SELECT id FROM migration WHERE id = $1),
          updated AS (
            UPDATE migration SET source_state = 'failed', source_gen = source_gen + 1,
              target_state = 'failed', target_gen = target_gen + 1
            WHERE id = $1 AND time_deleted IS NULL
            RETURNING id)
     SELECT found.id FROM found LEFT JOIN updated ON updated.id = found.id`,
    [id],
  );
  one(rows, id, 500);
}

/** With `instance_mark_migrations_deleted`, its second statement. */
export async function projectDeleteInstance(sql: Sql, id: InstanceId, orCreating = false): Promise<void> {
  await instanceMarkDestroyed(sql, id, orCreating);
  await sql.query(`UPDATE migration SET time_deleted = now() WHERE instance_id = $1 AND time_deleted IS NULL`, [id]);
}
