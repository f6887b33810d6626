import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { reserved } from '../../../sim/rack/database/accounting.ts';
import type { Database } from '../../../sim/rack/database/tables.ts';
import {
  instanceUpdaterLock,
  instanceUpdaterUnlock,
  type UpdaterLock,
} from '../../../sim/rack/database/updater-lock.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { INSTANCES, lockStatements, type Statement, statements } from './arbitrary.ts';
import { execute, open } from './execute.ts';
import { INSTANCE, incarnated, LOCK, OTHER_LOCK, rackOf, vmm } from './rows.ts';

type Check = (before: Database, after: Database, statement: Statement) => void;

/** Executes the statements one after the other and looks at the database before and after each. */
function run(sequence: readonly Statement[], check: Check): void {
  const rack = rackOf(incarnated(), vmm());
  for (const statement of sequence) {
    const before = structuredClone(rack.db);
    statement.outcome = execute(rack, statement.op());
    check(before, rack.db, statement);
  }
}

/** The generations of a database, by what they guard. */
function generations(db: Database): Record<string, number> {
  const all: Record<string, number> = {};
  for (const row of Object.values(db.instances)) {
    all[row.id] = row.gen;
    all[`${row.id} lock`] = row.updaterGen;
  }
  for (const row of Object.values(db.vmms)) all[row.id] = row.gen;
  for (const row of Object.values(db.migrations)) {
    all[`${row.id} source`] = row.sourceGen;
    all[`${row.id} target`] = row.targetGen;
  }
  return all;
}

const sequences = { sequence: fc.array(statements, { minLength: 1, maxLength: 30 }) };

describe('whatever statements are executed, with whatever arguments', () => {
  it.prop(sequences)('CHECK vmm_iff_active_propolis holds', ({ sequence }) => {
    run(sequence, (_, after) => {
      for (const row of Object.values(after.instances)) expect(row.state === 'vmm').toBe(row.activeVmm !== null);
    });
  });

  it.prop(sequences)('no generation goes down', ({ sequence }) => {
    run(sequence, (before, after) => {
      const now = generations(after);
      for (const [name, gen] of Object.entries(generations(before))) expect(now[name]).toBeGreaterThanOrEqual(gen);
    });
  });

  it.prop(sequences)('a VMM whose generation stands still keeps its state', ({ sequence }) => {
    run(sequence, (before, after) => {
      for (const row of Object.values(before.vmms)) {
        const now = after.vmms[row.id];
        if (now?.gen === row.gen) expect(now.state).toBe(row.state);
      }
    });
  });

  it.prop(sequences)('a side of a migration whose generation stands still keeps its state', ({ sequence }) => {
    run(sequence, (before, after) => {
      for (const row of Object.values(before.migrations)) {
        const now = after.migrations[row.id];
        if (now?.sourceGen === row.sourceGen) expect(now.sourceState).toBe(row.sourceState);
        if (now?.targetGen === row.targetGen) expect(now.targetState).toBe(row.targetState);
      }
    });
  });

  it.prop(sequences)('what is soft-deleted never changes again', ({ sequence }) => {
    run(sequence, (before, after) => {
      for (const table of ['instances', 'vmms', 'migrations'] as const) {
        const now: Record<string, unknown> = after[table];
        for (const row of Object.values(before[table])) if (row.isDeleted) expect(now[row.id]).toEqual(row);
      }
    });
  });

  it.prop(sequences)('the collections are the sum of the charges, and never negative', ({ sequence }) => {
    run(sequence, (_, after) => {
      const sum = Object.values(after.charges).reduce((total, { cpus }) => total + cpus, 0);
      expect(after.collections).toEqual({ project: sum, silo: sum, fleet: sum });
      expect(sum).toBeGreaterThanOrEqual(0);
    });
  });

  it.prop(sequences)('no sled is reserved beyond its CPUs', ({ sequence }) => {
    run(sequence, (_, after) => {
      for (const sled of Object.values(after.sleds)) expect(reserved(after, sled.id)).toBeLessThanOrEqual(sled.cpus);
    });
  });

  it.prop(sequences)('a statement that is refused or superseded changes nothing at all', ({ sequence }) => {
    run(sequence, (before, after, { outcome }) => {
      const value = outcome?.ok ? outcome.value : undefined;
      const isWithoutEffect = outcome?.ok === false || value === 'superseded' || value === false || value === null;
      if (isWithoutEffect) expect(after).toEqual(before);
    });
  });

  it.prop({ sequence: fc.array(lockStatements, { minLength: 4, maxLength: 30 }) })(
    'a lock changes hands only by a token of its holder, at the generation held',
    ({ sequence }) => {
      run(sequence, (before, after, { token }) => {
        for (const id of INSTANCES) {
          const held = before.instances[id];
          if (!held?.updater || after.instances[id]?.updater === held.updater) continue;
          expect(token).toEqual({ id: held.updater, gen: held.updaterGen });
        }
      });
    },
  );
});

/** Lets two sessions take turns as the flags say, and then finishes both. */
function interleave(turns: readonly boolean[], one: { step(): unknown }, other: { step(): unknown }): void {
  for (const isFirst of turns) (isFirst ? one : other).step();
  for (const session of [one, other]) while (session.step() !== undefined);
}

describe('two sagas that lock one instance', () => {
  const turns = { turns: fc.array(fc.boolean(), { maxLength: 8 }) };

  it.prop(turns)('never both have it', ({ turns }) => {
    const rack = rackOf(incarnated());
    const [one, other] = [LOCK, OTHER_LOCK].map((lock) => open(rack, instanceUpdaterLock(INSTANCE, lock)));

    interleave(turns, one!, other!);

    const tokens = [one, other].map((session) => (session?.outcome?.ok ? session.outcome.value.locked : undefined));
    expect(tokens.filter((token) => token !== null)).toHaveLength(1);
    expect(rack.db.instances[INSTANCE]?.updater).toBe((tokens[0] ?? tokens[1])?.id);
  });

  it.prop(turns)('both get it in turns when each frees what it has', ({ turns }) => {
    const rack = rackOf(incarnated());
    let owner: string | null = null;
    const session = (lock: typeof LOCK) =>
      lockAndFree(
        rack,
        lock,
        (id) => (owner = id),
        () => owner,
      );

    interleave(turns, session(LOCK), session(OTHER_LOCK));

    expect(rack.db.instances[INSTANCE]?.updater).toBeNull();
  });
});

/** Locks, and frees if it has got it; no other owner may be there in between. */
function lockAndFree(
  rack: Rack,
  lock: typeof LOCK,
  own: (id: string | null) => void,
  owner: () => string | null,
): { step(): unknown } {
  return open(
    rack,
    (function* () {
      const { locked }: { locked: UpdaterLock | null } = yield* instanceUpdaterLock(INSTANCE, lock);
      if (locked === null) return;
      expect(owner()).toBeNull();
      own(lock);
      yield* instanceUpdaterUnlock(INSTANCE, locked);
      own(null);
    })(),
  );
}
