// The property: the model and an engine, given the same statements, end them alike and hold the same rows after each.

import { isDeepStrictEqual } from 'node:util';
import { fc } from '@fast-check/vitest';
import type { Rack } from '../../../sim/rack/rack.ts';
import { run } from './model.ts';
import { readDatabase, writeDatabase } from './rows.ts';
import { altered, type Engine, endingOf } from './sql.ts';
import { startRack } from './start.ts';
import { type Draft, drafts, isQuery } from './statements.ts';

/** How many sequences are tried; more with `RACK_SQL_RUNS=1000`. */
export const RUNS = Number(process.env.RACK_SQL_RUNS ?? 40);

/** Changes the SQL of a statement before it is executed. */
export type Alter = (statement: string, sql: string) => string;

/** One statement, executed by both. */
class Execute implements fc.AsyncCommand<Rack, Engine> {
  private readonly draft: Draft;
  private readonly alter: Alter;
  private text = '(not executed)';

  constructor(draft: Draft, alter: Alter) {
    this.draft = draft;
    this.alter = alter;
  }

  check(rack: Readonly<Rack>): boolean {
    return this.draft(rack.db) !== undefined;
  }

  async run(rack: Rack, engine: Engine): Promise<void> {
    const call = this.draft(rack.db);
    if (call === undefined) return;
    this.text = call.text;
    const byModel = run(rack, call);
    const bySql = await endingOf(call.sql(altered(engine, (text) => this.alter(call.name, text))));
    if (!isDeepStrictEqual(byModel, bySql)) throw new Error(`${call.text} ends\n${tell('model', byModel, bySql)}`);
    if (isQuery(call.name)) return;
    const db = await readDatabase(engine);
    if (!isDeepStrictEqual(rack.db, db)) throw new Error(`after ${call.text} there is\n${tell('model', rack.db, db)}`);
  }

  toString(): string {
    return this.text;
  }
}

function tell(name: string, model: unknown, sql: unknown): string {
  return `  in the ${name} ${JSON.stringify(model)}\n  in SQL      ${JSON.stringify(sql)}`;
}

/**
 * The property for an engine, of sequences of these statements. `alter` makes the twins wrong, to see whether that is
 * noticed.
 */
export function agreement(
  engine: Engine,
  statements: fc.Arbitrary<Draft> = drafts,
  alter: Alter = (_, sql) => sql,
): fc.IAsyncProperty<unknown> {
  const sequences = fc.commands<Rack, Engine, false>([statements.map((draft) => new Execute(draft, alter))], {
    maxCommands: 24,
    size: 'max',
  });
  return fc.asyncProperty(startRack, sequences, async (start, commands) => {
    await fc.asyncModelRun(async () => {
      const rack = structuredClone(start);
      await writeDatabase(engine, rack.db);
      return { model: rack, real: engine };
    }, commands);
  }) as fc.IAsyncProperty<unknown>;
}
