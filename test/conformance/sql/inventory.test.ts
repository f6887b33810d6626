import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readTree, sourceOf } from '../../tidy/source.ts';
import { statementSites } from './inventory.ts';
import { STATEMENTS } from './statements.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Statements that are no operation by themselves, and the one whose twin has them. */
const PARTS: Readonly<Record<string, string>> = { migrationsMarkDeleted: 'projectDeleteInstance' };
/** Operations that are made of the statements of others. */
const COMPOSED = ['projectDeleteInstance'];

/** The statements that no twin answers for. */
function withoutTwin(sites: ReturnType<typeof statementSites>): string[] {
  return sites.map(({ name }) => PARTS[name] ?? name).filter((name) => !(name in STATEMENTS));
}

describe('the statements of sim/rack', () => {
  const sites = statementSites(readTree(ROOT));

  it('are all in sim/rack/database', () => {
    expect(sites.filter(({ path }) => !path.startsWith('sim/rack/database/'))).toEqual([]);
  });

  it('have a twin in SQL each, and no twin is of a statement that is gone', () => {
    expect(withoutTwin(sites)).toEqual([]);
    const names = sites.map(({ name }) => name);
    expect(Object.keys(STATEMENTS).filter((name) => !names.includes(name) && !COMPOSED.includes(name))).toEqual([]);
  });

  it.each([
    ['export function* instanceForget(id: InstanceId): Op<void> {\n  yield* write("forget", (db) => {});\n}'],
    ['const sweep = function* (): Op<void> {\n  yield* retriedWrite("sweep", () => {});\n};'],
    ['function* peek(): Op<number> {\n  return yield* attempt(read("peek", () => 1));\n}'],
  ])('or they are missed: %s', (text) => {
    expect(withoutTwin(statementSites([sourceOf('sim/rack/database/x.ts', text)]))).toHaveLength(1);
  });
});
