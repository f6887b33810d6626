// Differences that are planted into the twins on purpose: the suite has to notice every one of them.

import { fc } from '@fast-check/vitest';
import type { Sql } from './sql.ts';
import { startRack } from './start.ts';
import { drafts, STATEMENTS } from './statements.ts';

/** One place in the SQL of one statement, and what stands there instead. */
export interface Planted {
  readonly statement: string;
  readonly sql: string;
  readonly wrong: string;
  readonly found: string;
  /** The change, to be read. */
  readonly change: string;
}

/** What a slip makes of a piece of SQL. A condition that is forgotten is one that is always true. */
const KINDS: readonly (readonly [pattern: RegExp, wrong: (found: string) => string])[] = [
  [/ < /g, () => ' <= '],
  [/ <= /g, () => ' < '],
  [/ >= /g, () => ' > '],
  [/\+ 1\b/g, () => '+ 2'],
  [/(\w\.)?time_deleted IS NULL/g, () => 'TRUE'],
  [/(?<=(AND|WHERE) )(\w+\.)?\w+ (=|<) (\$\d)/g, (found) => `(${found} OR TRUE)`],
  [/(?<=(AND|WHERE) )(\w+\.)?\w+ (=|!=) \w+\.\w+/g, () => 'TRUE'],
  [/(?<=AND )(\w+\.)?\w+ (NOT )?IN \('[^)]*\)/g, () => 'TRUE'],
  [/(?<=(AND|WHERE) )(\w+\.)?(id|state|source_state|target_state|\w+_id) (=|IS) ('\w+'|NULL)/g, () => 'TRUE'],
  [/(\w+\.)?\w+ IS NULL OR /g, () => ''],
  [/'(failed|completed|saga_unwound|destroyed|creating|running|rebooting)', /g, () => ''],
  [/ LEFT JOIN (?=(vmm|migration|instance) )/g, () => ' JOIN '],
];

/** Every planted difference that the slips make of the SQL of these statements, each place by itself. */
export function plantAll(sql: ReadonlyMap<string, ReadonlySet<string>>): Planted[] {
  return [...sql].flatMap(([statement, texts]) =>
    [...texts].flatMap((text) =>
      KINDS.flatMap(([pattern, wrong]) =>
        [...text.matchAll(pattern)].map((match) => {
          const [found] = match;
          const by = wrong(found);
          return {
            statement,
            sql: text,
            found,
            wrong: text.slice(0, match.index) + by + text.slice(match.index + found.length),
            change: `${found.trim()} -> ${by.trim() || 'nothing'} at ${match.index}`,
          };
        }),
      ),
    ),
  );
}

/** The SQL that each twin sends, on a few hundred calls. */
export async function sqlOfTwins(engine: Sql): Promise<Map<string, Set<string>>> {
  const found = new Map(Object.keys(STATEMENTS).map((name) => [name, new Set<string>()]));
  const spy = (sql: Sql, texts: Set<string> | undefined): Sql => ({
    query: (text, params) => {
      texts?.add(text);
      return sql.query(text, params);
    },
    transaction: (body) => sql.transaction((inner) => body(spy(inner, texts))),
  });
  for (const [rack, draft] of fc.sample(fc.tuple(startRack, drafts), 600)) {
    const call = draft(rack.db);
    await call?.sql(spy(engine, found.get(call.name))).catch(() => {});
  }
  return found;
}

/** Slips that are tried in every run: the statement, what it says, and what it should say. */
export const SLIPS: readonly (readonly [statement: string, wrong: string, right: string])[] = [
  ['instanceUpdateRuntime', 'state_generation <= $3', 'state_generation < $3'],
  ['instanceCommitUpdate', 'updater_gen >= $9', 'updater_gen = $9'],
  ['instanceUpdaterInherit', 'TRUE', 'time_deleted IS NULL'],
  ['instanceFetchWithVmm', 'TRUE', 'v.time_deleted IS NULL'],
  ['instanceMarkDestroyed', 'OR (NOT $2::BOOL AND', 'OR ($2::BOOL AND'],
  ['vmmUpdateRuntime', 'WHEN NOT $4::BOOL THEN failure_reason', 'WHEN $4::BOOL THEN failure_reason'],
  ['vmmMarkSagaUnwound', 'WHEN NOT $3::BOOL THEN failure_reason', 'WHEN $3::BOOL THEN failure_reason'],
  ['instanceMarkDestroyed', "('no_vmm')", "('no_vmm', 'failed')"],
  ['vmmAndMigrationUpdateRuntime', 'source_gen <= $3', 'source_gen < $3'],
  ['vmmMarkGone', 'state_generation <= $2', 'state_generation < $2'],
  ['vmmMarkGone', "('stopped')", "('stopped', 'destroyed')"],
  ['vmmMarkGone', '(NOT $3::BOOL AND instance_id', '(NOT $3::BOOL OR instance_id'],
  ['vmmMarkGone', "('pending')", "('pending', 'in_progress')"],
  ['vmmMarkSagaUnwound', "('destroyed')", "('destroyed', 'failed')"],
  ['instanceSetMigrationIds', 'OR TRUE)', "OR i.intended_state IS NULL OR i.intended_state = 'running')"],
  ['chargeDelete', 'OR TRUE)', 'OR active_propolis_id = $3)'],
  ['chargeDelete', 'OR FALSE OR', 'OR active_propolis_id IS NULL OR'],
  ['chargeDelete', 'OR TRUE)', 'OR state_generation = $4)'],
  ['vmmMarkDeleted', "('destroyed', 'failed')", "('destroyed', 'failed', 'saga_unwound')"],
  ['sledReservationCreate', '> $2', '>= $2'],
  ['chargeDelete', 'TRUE', 'instance.id = $1'],
  ['vmmListAbandoned', 'TRUE', '(v.id != i.target_propolis_id OR i.target_propolis_id IS NULL)'],
  ['instancesToRestart', '< $1', '<= $1'],
];

/** Slips that change nothing that could be seen, as `statement: what is replaced`, each with its reason. */
export const HARMLESS: Readonly<Record<string, string>> = {
  'instanceMarkDestroyed: active_propolis_id IS NULL': 'the CHECK says so already of these states',
  'projectDeleteInstance: active_propolis_id IS NULL': 'the CHECK says so already of these states',
  'projectDeleteInstance: time_deleted IS NULL': 'of a migration: only the time of its deletion changes',
  'instancesToRestart: i.active_propolis_id IS NULL': 'the CHECK says so already of this state',
  "instancesWithUnwoundStart: i.state = 'vmm'": 'the CHECK says so already of one with an active VMM',
  'instanceUpdaterLock: time_deleted IS NULL': 'nobody deletes between read and swap, save in a race',
  'instanceUpdaterLock: updater_gen = $3': 'nobody locks between read and swap, save in a race',
  'sagaLog: saga_id = $1': 'the events of all sagas are counted: their order stays',
  'sledLookup: time_deleted IS NULL': 'no modelled sled is deleted',
  'vmmListToWatch: s.time_deleted IS NULL': 'no modelled sled is deleted',
};
