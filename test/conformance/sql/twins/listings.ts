// Twins of the queries of sim/rack/database/listings.ts. In no order: upstream they are listed in order of UUID.

import type { InstanceRow, VmmRow } from '../../../../sim/rack/database/tables.ts';
import type { InstanceId } from '../../../../sim/rack/ids.ts';
import { instanceOf, takeAll, vmmOf } from '../rows.ts';
import type { Sql } from '../sql.ts';

export async function vmmListToWatch(sql: Sql): Promise<readonly VmmRow[]> {
  const rows = await sql.query(
    `SELECT ${vmmOf('v')} FROM sled s JOIN vmm v ON v.sled_id = s.id JOIN instance i ON i.id = v.instance_id
     WHERE s.time_deleted IS NULL AND v.time_deleted IS NULL
       AND v.state NOT IN ('creating', 'saga_unwound', 'destroyed')`,
  );
  return takeAll<VmmRow>(rows, 'v');
}

export async function vmmListAbandoned(sql: Sql): Promise<readonly VmmRow[]> {
  const rows = await sql.query(
    `SELECT ${vmmOf('v')} FROM vmm v LEFT JOIN instance i ON i.id = v.instance_id
     WHERE v.time_deleted IS NULL AND v.state IN ('destroyed', 'failed', 'saga_unwound')
       AND (v.id != i.active_propolis_id OR i.active_propolis_id IS NULL)
       AND (v.id != i.target_propolis_id OR i.target_propolis_id IS NULL)`,
  );
  return takeAll<VmmRow>(rows, 'v');
}

export async function instancesWithVmmIn(sql: Sql, state: 'destroyed' | 'failed'): Promise<readonly InstanceId[]> {
  const rows = await sql.query(
    `SELECT i.id FROM vmm v JOIN instance i ON i.active_propolis_id = v.id
     WHERE v.state = $1 AND v.time_deleted IS NULL AND i.time_deleted IS NULL AND i.updater_id IS NULL`,
    [state],
  );
  return rows.map(({ id }) => id as InstanceId);
}

export async function instancesWithFinishedMigration(sql: Sql): Promise<readonly InstanceId[]> {
  const rows = await sql.query(
    `SELECT i.id FROM instance i JOIN migration m ON m.id = i.migration_id
     WHERE i.time_deleted IS NULL AND i.updater_id IS NULL
       AND (m.source_state IN ('completed', 'failed') OR m.target_state IN ('completed', 'failed'))`,
  );
  return rows.map(({ id }) => id as InstanceId);
}

/** `filter_reincarnatable`, with #8053's clause on the intended state; the default cooldown is an hour. */
const REINCARNATABLE = `i.time_deleted IS NULL AND i.updater_id IS NULL
       AND (i.intended_state IS NULL OR i.intended_state = 'running')
       AND (i.auto_restart_policy IS NULL OR i.auto_restart_policy = 'best_effort')
       AND (i.time_last_auto_restarted IS NULL OR i.time_last_auto_restarted <= $1 - 3600000)`;

export async function instancesToRestart(sql: Sql, at: number): Promise<readonly InstanceRow[]> {
  const rows = await sql.query(
    `SELECT ${instanceOf('i')} FROM instance i
     WHERE ${REINCARNATABLE} AND i.state = 'failed' AND i.active_propolis_id IS NULL`,
    [at],
  );
  return takeAll<InstanceRow>(rows, 'i');
}

export async function instancesWithUnwoundStart(sql: Sql, at: number): Promise<readonly InstanceRow[]> {
  const rows = await sql.query(
    `SELECT ${instanceOf('i')} FROM instance i JOIN vmm v ON v.id = i.active_propolis_id
     WHERE ${REINCARNATABLE} AND i.state = 'vmm' AND v.state = 'saga_unwound'`,
    [at],
  );
  return takeAll<InstanceRow>(rows, 'i');
}
