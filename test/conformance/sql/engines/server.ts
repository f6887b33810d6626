// A session of a PostgreSQL or CockroachDB server: one connection, SERIALIZABLE, with retries.

import pg from 'pg';
import { SCHEMA } from '../schema.ts';
import { type Engine, SQLSTATE, type Sql, type SqlRow, sqlstateOf } from '../sql.ts';

const INT8 = 20;

export interface Session extends Engine {
  /** How many statements and transactions had to be run again because they could not be serialized. */
  readonly retries: () => number;
  /** The server's process for this session, as its table of locks names it. */
  readonly pid: number;
  /** False for CockroachDB, which has no LOCK TABLE. */
  readonly canLockTables: boolean;
}

/** More would be a defect: two sessions cannot keep each other from ever committing. */
const RETRIES_MAX = 50;

/** Connects to the server and works in `schema`, which has to exist. */
export async function connect(url: string, schema: string): Promise<Session> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(INT8, Number);
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  await client.query(`SET search_path = ${schema}`);
  await client.query(`SET default_transaction_isolation = 'serializable'`);
  const about = await client.query<{ pid: number; version: string }>(
    'SELECT pg_backend_pid() AS pid, version() AS version',
  );
  const { pid = 0, version = '' } = about.rows[0] ?? {};
  let retries = 0;
  async function retried<T>(body: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await body();
      } catch (error) {
        const code = sqlstateOf(error);
        const isTransient = code === SQLSTATE.serializationFailure || code === SQLSTATE.deadlockDetected;
        if (!isTransient || attempt === RETRIES_MAX) throw error;
        retries++;
      }
    }
  }
  const query: Sql['query'] = async (text, params = []) => (await client.query<SqlRow>(text, [...params])).rows;
  const within: Sql = { query, transaction: (body) => body(within) };
  return {
    name: version.split(' ').slice(0, 2).join(' '),
    pid,
    canLockTables: version.startsWith('PostgreSQL'),
    query: (text, params) => retried(() => query(text, params)),
    transaction: (body) =>
      retried(async () => {
        await client.query('BEGIN');
        try {
          const result = await body(within);
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        }
      }),
    close: () => client.end(),
    retries: () => retries,
  };
}

/** Makes an empty schema of this name with the tables; one that is there from before goes. */
export async function makeSchema(url: string, schema: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.query(`CREATE SCHEMA ${schema}`);
    await client.query(`SET search_path = ${schema}`);
    for (const statement of SCHEMA) await client.query(statement);
  });
}

export async function dropSchema(url: string, schema: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(`DROP SCHEMA ${schema} CASCADE`);
  });
}

async function withClient(url: string, body: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await body(client);
  } finally {
    await client.end();
  }
}
