// The rows of the model as rows of the schema: which column each field is, and whole databases there and back.

import type {
  Database,
  InstanceRow,
  MigrationRow,
  ReservationRow,
  SagaEventRow,
  SagaRow,
  VmmRow,
} from '../../../sim/rack/database/tables.ts';
import type { SagaId } from '../../../sim/rack/ids.ts';
import type { Sql, SqlRow } from './sql.ts';

/** The column of each field of a row, `isDeleted` aside, which is whether `time_deleted` is set. */
type Columns<R> = Readonly<Record<Exclude<keyof R, 'isDeleted'> & string, string>>;

const INSTANCE: Columns<InstanceRow> = {
  id: 'id',
  creator: 'creator',
  state: 'state',
  gen: 'state_generation',
  activeVmm: 'active_propolis_id',
  targetVmm: 'target_propolis_id',
  migration: 'migration_id',
  lastAutoRestart: 'time_last_auto_restarted',
  autoRestartPolicy: 'auto_restart_policy',
  intended: 'intended_state',
  updater: 'updater_id',
  updaterGen: 'updater_gen',
  cpus: 'ncpus',
};
const VMM: Columns<VmmRow> = {
  id: 'id',
  instance: 'instance_id',
  sled: 'sled_id',
  state: 'state',
  gen: 'state_generation',
};
const MIGRATION: Columns<MigrationRow> = {
  id: 'id',
  instance: 'instance_id',
  sourceVmm: 'source_propolis_id',
  sourceState: 'source_state',
  sourceGen: 'source_gen',
  targetVmm: 'target_propolis_id',
  targetState: 'target_state',
  targetGen: 'target_gen',
};
const RESERVATION: Columns<ReservationRow> = { vmm: 'id', sled: 'sled_id', cpus: 'hardware_threads' };
const SAGA: Columns<SagaRow> = {
  id: 'id',
  kind: 'name',
  params: 'saga_dag',
  owner: 'current_sec',
  state: 'saga_state',
};

/** What to select from a table, or from the alias of one, for {@link take} to make a row of. */
function selection(alias: string, columns: Readonly<Record<string, string>>, isSoft: boolean): string {
  const fields = Object.entries(columns).map(([field, column]) => `${alias}.${column} AS "${alias}.${field}"`);
  if (isSoft) fields.push(`(${alias}.time_deleted IS NOT NULL) AS "${alias}.isDeleted"`);
  return fields.join(', ');
}

export const instanceOf = (alias: string): string => selection(alias, INSTANCE, true);
export const vmmOf = (alias: string): string => selection(alias, VMM, true);
export const migrationOf = (alias: string): string => selection(alias, MIGRATION, true);
export const reservationOf = (alias: string): string => selection(alias, RESERVATION, false);
export const sagaOf = (alias: string): string => selection(alias, SAGA, false);

/** The model's row that was selected under an alias; `null` where an outer join found none. */
export function take<R>(row: SqlRow, alias: string): R | null {
  const prefix = `${alias}.`;
  const fields = Object.entries(row).filter(([name]) => name.startsWith(prefix));
  const isNone = fields.every(([name, value]) => value === null || name.endsWith('.isDeleted'));
  if (isNone) return null;
  return Object.fromEntries(fields.map(([name, value]) => [name.slice(prefix.length), value])) as R;
}

/** The rows that were selected under an alias. */
export function takeAll<R>(rows: readonly SqlRow[], alias: string): R[] {
  return rows.map((row) => take<R>(row, alias) as R);
}

/** Inserts a row. `tail` goes behind it, as for a conflict. */
export async function insert(sql: Sql, table: 'instance' | 'vmm' | 'migration', row: object, tail = ''): Promise<void> {
  const columns: Readonly<Record<string, string>> = { instance: INSTANCE, vmm: VMM, migration: MIGRATION }[table];
  const fields = Object.keys(columns);
  const isFailed = table === 'vmm' && 'state' in row && row.state === 'failed';
  const names = [...Object.values(columns), 'time_deleted', ...(isFailed ? ['failure_reason'] : [])].join(', ');
  const values = [
    ...fields.map((_, index) => `$${index + 1}`),
    `${'isDeleted' in row && row.isDeleted ? 'now()' : 'NULL'}`,
    ...(isFailed ? ["'prehistoric'"] : []),
  ];
  await sql.query(
    `INSERT INTO ${table} (${names}) VALUES (${values.join(', ')}) ${tail}`,
    fields.map((field) => (row as Readonly<Record<string, unknown>>)[field]),
  );
}

export const TABLES = [
  ...['instance', 'vmm', 'migration', 'sled', 'sled_resource', 'virtual_provisioning_resource'],
  ...['virtual_provisioning_collection', 'saga', 'saga_node_event'],
];

/** Makes the engine's database hold what the model's does, and nothing else. */
export async function writeDatabase(engine: Sql, db: Database): Promise<void> {
  await engine.transaction(async (sql) => {
    for (const table of TABLES) await sql.query(`DELETE FROM ${table}`);
    for (const row of Object.values(db.instances)) await insert(sql, 'instance', row);
    for (const row of Object.values(db.vmms)) await insert(sql, 'vmm', row);
    for (const row of Object.values(db.migrations)) await insert(sql, 'migration', row);
    for (const { id, cpus } of Object.values(db.sleds)) {
      await sql.query('INSERT INTO sled (id, usable_hardware_threads) VALUES ($1, $2)', [id, cpus]);
    }
    for (const { vmm, sled, cpus } of Object.values(db.reservations)) {
      await sql.query('INSERT INTO sled_resource VALUES ($1, $2, $3)', [vmm, sled, cpus]);
    }
    for (const { instance, cpus } of Object.values(db.charges)) {
      await sql.query('INSERT INTO virtual_provisioning_resource VALUES ($1, $2)', [instance, cpus]);
    }
    for (const [id, cpus] of Object.entries(db.collections)) {
      await sql.query('INSERT INTO virtual_provisioning_collection VALUES ($1, $2)', [id, cpus]);
    }
    for (const { id, kind, params, state, owner } of Object.values(db.sagas)) {
      await sql.query('INSERT INTO saga VALUES ($1, $2, $3, $4, $5)', [id, kind, JSON.stringify(params), state, owner]);
    }
    for (const [id, events] of Object.entries(db.sagaEvents)) await insertEvents(sql, id as SagaId, events);
  });
}

/** Appends events to a saga's log; one that is there stays as it is. */
export async function insertEvents(sql: Sql, saga: SagaId, events: readonly SagaEventRow[]): Promise<void> {
  for (const { node, event, output } of events) {
    await sql.query(
      `INSERT INTO saga_node_event (saga_id, node_id, event_type, event_time, data)
       SELECT $1, $2, $3, (SELECT count(*) FROM saga_node_event WHERE saga_id = $1), $4
       ON CONFLICT (saga_id, node_id, event_type) DO NOTHING`,
      [saga, node, event, JSON.stringify(output)],
    );
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  sled: 'id AS key, usable_hardware_threads AS value',
  virtual_provisioning_resource: 'id AS key, cpus_provisioned AS value',
  virtual_provisioning_collection: 'id AS key, cpus_provisioned AS value',
  saga_node_event: 'saga_id, event_time, node_id AS node, event_type AS event, data AS output',
};

const EVERYTHING = [
  ...Object.entries({
    instance: instanceOf('instance'),
    vmm: vmmOf('vmm'),
    migration: migrationOf('migration'),
    sled_resource: reservationOf('sled_resource'),
    saga: sagaOf('saga'),
    ...PLAIN,
  }),
].map(
  ([table, select]) => `SELECT '${table}' AS source, row_to_json(r) AS row FROM (SELECT ${select} FROM ${table}) r`,
);

/** Reads all that the engine's database holds, as the model would hold it. */
export async function readDatabase(sql: Sql): Promise<Database> {
  const found = await sql.query(EVERYTHING.join(' UNION ALL '));
  const of = (table: string) => found.filter(({ source }) => source === table).map(({ row }) => row as SqlRow);
  const keyed = <R extends object>(table: string, key: keyof R & string) =>
    Object.fromEntries(takeAll<R>(of(table), table).map((row) => [row[key], row]));
  const plain = <R>(table: string, make: (key: string, value: number) => R) =>
    Object.fromEntries(of(table).map(({ key, value }) => [key, make(key as string, value as number)]));
  const events = of('saga_node_event').sort((a, b) => Number(a.event_time) - Number(b.event_time));
  return {
    instances: keyed<InstanceRow>('instance', 'id'),
    vmms: keyed<VmmRow>('vmm', 'id'),
    migrations: keyed<MigrationRow>('migration', 'id'),
    reservations: keyed<ReservationRow>('sled_resource', 'vmm'),
    charges: plain('virtual_provisioning_resource', (instance, cpus) => ({ instance, cpus })),
    collections: plain('virtual_provisioning_collection', (_, cpus) => cpus),
    sleds: plain('sled', (id, cpus) => ({ id, cpus })),
    sagas: keyed<SagaRow>('saga', 'id'),
    sagaEvents: logsOf(takeAll<SagaRow>(of('saga'), 'saga'), events),
  } as Database;
}

/** The logs of these sagas, from events in order. */
function logsOf(sagas: readonly SagaRow[], events: readonly SqlRow[]): Record<SagaId, SagaEventRow[]> {
  const logs: Record<SagaId, SagaEventRow[]> = Object.fromEntries(sagas.map(({ id }) => [id, []]));
  for (const { saga_id, node, event, output } of events) {
    logs[saga_id as SagaId]?.push({ node, event, output } as SagaEventRow);
  }
  return logs;
}

/** The logs of these sagas, each in order. */
export async function readLogs(sql: Sql, sagas: readonly SagaRow[]): Promise<Record<SagaId, SagaEventRow[]>> {
  return logsOf(sagas, await sql.query(`SELECT ${PLAIN.saga_node_event} FROM saga_node_event ORDER BY event_time`));
}
