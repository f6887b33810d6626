// Twins of the statements of sim/rack/database/accounting.ts.

import type { ChargeGuard } from '../../../../sim/rack/database/accounting.ts';
import type { ReservationRow } from '../../../../sim/rack/database/tables.ts';
import type { InstanceId, SledId, VmmId } from '../../../../sim/rack/ids.ts';
import { reservationOf, take } from '../rows.ts';
import { Refusal, type Sql } from '../sql.ts';
import { one } from './instance.ts';

export async function sledLookup(sql: Sql, id: SledId): Promise<void> {
  one(await sql.query('SELECT id FROM sled WHERE id = $1 AND time_deleted IS NULL', [id]), id);
}

export async function sledReservationCreate(
  sql: Sql,
  vmm: VmmId,
  cpus: number,
  only: SledId | undefined,
  avoid: readonly SledId[] = [],
): Promise<ReservationRow> {
  const rows = await sql.query(
    `WITH existing AS (SELECT * FROM sled_resource WHERE id = $1),
          best AS (
            SELECT s.id FROM sled s
            LEFT JOIN (SELECT sled_id, sum(hardware_threads) AS used FROM sled_resource GROUP BY sled_id) r
              ON r.sled_id = s.id
            WHERE s.usable_hardware_threads - coalesce(r.used, 0) >= $2
              AND ($3::TEXT IS NULL OR s.id = $3) AND s.id <> ALL ($4::TEXT[])
              AND NOT EXISTS (SELECT 1 FROM existing)
            ORDER BY s.usable_hardware_threads - coalesce(r.used, 0) DESC, s.id
            LIMIT 1),
          inserted AS (
            INSERT INTO sled_resource (id, sled_id, hardware_threads) SELECT $1, best.id, $2 FROM best RETURNING *),
          r AS (SELECT * FROM existing UNION ALL SELECT * FROM inserted)
     SELECT ${reservationOf('r')} FROM r`,
    [vmm, cpus, only ?? null, avoid],
  );
  return take<ReservationRow>(one(rows, 'a sled with room', 507), 'r') as ReservationRow;
}

export async function sledReservationDelete(sql: Sql, vmm: VmmId): Promise<void> {
  await sql.query('DELETE FROM sled_resource WHERE id = $1', [vmm]);
}

export async function chargeInsert(
  engine: Sql,
  instance: InstanceId,
  cpus: number,
  ifActive: VmmId | null = null,
): Promise<void> {
  await engine.transaction(async (sql) => {
    const linked = await sql.query(
      'SELECT 1 FROM instance WHERE $2::TEXT IS NULL OR (id = $1 AND active_propolis_id = $2)',
      [instance, ifActive],
    );
    if (ifActive !== null && linked.length === 0) throw new Refusal(409, 'not linked any more');
    await sql.query(
      `WITH charged AS (
              INSERT INTO virtual_provisioning_resource (id, cpus_provisioned) VALUES ($1, $2)
              ON CONFLICT (id) DO NOTHING RETURNING id)
       UPDATE virtual_provisioning_collection SET cpus_provisioned = cpus_provisioned + $2
       WHERE EXISTS (SELECT 1 FROM charged)`,
      [instance, cpus],
    );
  });
}

export async function chargeDelete(
  sql: Sql,
  instance: InstanceId,
  cpus: number,
  { activeVmm, gen }: ChargeGuard = {},
): Promise<void> {
  await sql.query(
    `WITH released AS (
            DELETE FROM virtual_provisioning_resource
            WHERE id = $1 AND EXISTS (
              SELECT 1 FROM instance WHERE instance.id = $1
                AND ($3::TEXT IS NULL OR active_propolis_id IS NULL OR active_propolis_id = $3)
                AND ($4::INT8 IS NULL OR state_generation = $4))
            RETURNING id)
     UPDATE virtual_provisioning_collection SET cpus_provisioned = cpus_provisioned - $2
     WHERE EXISTS (SELECT 1 FROM released)`,
    [instance, cpus, activeVmm ?? null, gen ?? null],
  );
}
