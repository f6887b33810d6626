// Twins of the statements of sim/rack/database/saga.ts.

import type { SagaAndLog } from '../../../../sim/rack/database/saga.ts';
import type { SagaEventRow, SagaRow } from '../../../../sim/rack/database/tables.ts';
import type { NexusId, SagaId } from '../../../../sim/rack/ids.ts';
import { insertEvents, readLogs, sagaOf, takeAll } from '../rows.ts';
import type { Sql } from '../sql.ts';

export async function sagaCreate(sql: Sql, row: SagaRow): Promise<void> {
  await sql.query('INSERT INTO saga (id, name, saga_dag, saga_state, current_sec) VALUES ($1, $2, $3, $4, $5)', [
    ...[row.id, row.kind, JSON.stringify(row.params), row.state, row.owner],
  ]);
}

export async function sagaLog(
  engine: Sql,
  id: SagaId,
  events: readonly SagaEventRow[],
  state: SagaRow['state'],
): Promise<void> {
  await engine.transaction(async (sql) => {
    await insertEvents(sql, id, events);
    await sql.query('UPDATE saga SET saga_state = $2 WHERE id = $1', [id, state]);
  });
}

export async function sagaListUnfinished(engine: Sql, owner: NexusId): Promise<readonly SagaAndLog[]> {
  return engine.transaction(async (sql) => {
    const rows = await sql.query(
      `SELECT ${sagaOf('s')} FROM saga s WHERE s.current_sec = $1 AND s.saga_state IN ('running', 'unwinding')`,
      [owner],
    );
    const sagas = takeAll<SagaRow>(rows, 's');
    const logs = await readLogs(sql, sagas);
    return sagas.map((row) => ({ row, log: logs[row.id] ?? [] }));
  });
}
