import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agreement, RUNS } from './agreement.ts';
import { startPglite } from './engines/pglite.ts';
import { HARMLESS, plantAll, SLIPS, sqlOfTwins } from './planted.ts';
import type { Engine } from './sql.ts';
import { type Draft, STATEMENTS } from './statements.ts';

let engine: Engine;

// To start takes a second or two, and longer on a machine that is busy.
beforeAll(async () => {
  engine = await startPglite();
}, 120_000);
afterAll(() => engine.close());

/** Enough sequences to find what happens in one of a thousand statements. */
const ENOUGH = 600;

describe('the modelled database', () => {
  it('ends every statement as SQL does, and holds the same rows after it', async () => {
    await fc.assert(agreement(engine), { numRuns: RUNS });
  });
});

// How long it takes to come upon a slip is a matter of luck, and of what else the machine has to do.
describe('a twin with one slip in it is found out', { timeout: 300_000 }, () => {
  it.each(SLIPS)('%s: %s for %s', async (statement, wrong, right) => {
    let isPlanted = false;
    const slip = (name: string, sql: string) => {
      if (name !== statement || !sql.includes(right)) return sql;
      isPlanted = true;
      return sql.replace(right, () => wrong);
    };

    const statements = STATEMENTS[statement] as fc.Arbitrary<Draft>;
    const found = await fc.check(agreement(engine, statements, slip), { numRuns: ENOUGH, endOnFailure: true });

    expect(isPlanted).toBe(true);
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain(statement);
  });
});

describe('of the slips that can be made anywhere in the SQL', () => {
  // Each takes a second; RACK_SQL_SLIPS=1 tries them all.
  const every = Number(process.env.RACK_SQL_SLIPS ?? 80);

  it('every one is found out, of those that make a difference', { timeout: 3_600_000 }, async () => {
    const unnoticed: string[] = [];
    for (const [index, { statement, sql, wrong, found, change }] of plantAll(await sqlOfTwins(engine)).entries()) {
      if (index % every !== 0 || `${statement}: ${found}` in HARMLESS) continue;
      const slip = (name: string, text: string) => (name === statement && text === sql ? wrong : text);
      const statements = STATEMENTS[statement] as fc.Arbitrary<Draft>;
      const settings = { numRuns: 5 * ENOUGH, endOnFailure: true };
      const { failed } = await fc.check(agreement(engine, statements, slip), settings);
      if (!failed) unnoticed.push(`${statement}: ${change}`);
    }
    expect(unnoticed).toEqual([]);
  });
});

describe('a constraint that is missing is found out', () => {
  it.each([
    ['instance', 'vmm_iff_active_propolis', 'instanceUpdateRuntime'],
    ['saga', 'saga_pkey', 'sagaCreate'],
  ])('in table %s: %s', async (table, constraint, statement) => {
    const definition = await engine.query(
      'SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conname = $1',
      [constraint],
    );
    await engine.query(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
    try {
      const statements = STATEMENTS[statement] as fc.Arbitrary<Draft>;
      const found = await fc.check(agreement(engine, statements), { numRuns: ENOUGH, endOnFailure: true });

      expect(String(found.errorInstance)).toContain(statement);
    } finally {
      await engine.query(`DELETE FROM ${table}`);
      await engine.query(`ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${definition[0]?.text}`);
    }
  });
});
