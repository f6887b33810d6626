// PGlite: PostgreSQL compiled to WebAssembly, in this process and in memory.

import { PGlite, type Transaction } from '@electric-sql/pglite';
import { SCHEMA } from '../schema.ts';
import type { Engine, Sql, SqlRow } from '../sql.ts';

const INT8 = 20;
const parsers = { [INT8]: Number };

/** Starts an engine that holds the schema and no row. */
export async function startPglite(schema: readonly string[] = SCHEMA): Promise<Engine> {
  const database = await PGlite.create({ parsers });
  for (const statement of schema) await database.exec(statement);
  const on =
    (target: PGlite | Transaction): Sql['query'] =>
    async (text, params = []) =>
      (await target.query<SqlRow>(text, [...params])).rows;
  return {
    name: 'PGlite',
    query: on(database),
    transaction: async (body) =>
      database.transaction((transaction) => {
        const sql: Sql = { query: on(transaction), transaction: (inner) => inner(sql) };
        return body(sql);
      }),
    close: () => database.close(),
  };
}
