import { describe, expect, it } from 'vitest';
import type { VmmRow } from '../../../sim/rack/database/tables.ts';
import {
  migrationInsert,
  migrationMarkFailed,
  projectDeleteInstance,
  type VmmReport,
  vmmAndMigrationUpdateRuntime,
} from '../../../sim/rack/database/vmm.ts';
import { open, resultOf, statusOf } from './execute.ts';
import { INSTANCE, incarnated, instance, MIGRATION, migration, rackOf, TARGET, VMM, vmm } from './rows.ts';

const incoming = { migration: MIGRATION, state: 'completed', gen: 3 } as const;
const outgoing = { migration: MIGRATION, state: 'in_progress', gen: 2 } as const;
const report = (parts: Partial<VmmReport> = {}): VmmReport => ({
  state: 'stopping',
  gen: 5,
  migrationIn: null,
  migrationOut: null,
  ...parts,
});
const take = (parts?: Partial<VmmReport>) => vmmAndMigrationUpdateRuntime(VMM, report(parts));

describe('vmm_and_migration_update_runtime', () => {
  it('writes the VMM, and tells whose it is', () => {
    const rack = rackOf(vmm());

    expect(resultOf(rack, take())).toEqual({
      instance: vmm().instance,
      isTooLate: false,
      isVmmUpdated: true,
      isMigrationInUpdated: false,
      isMigrationOutUpdated: false,
    });
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state: 'stopping', gen: 5 }));
  });

  it.each<readonly [string, Partial<VmmRow>, boolean]>([
    ['newer', { state: 'running', gen: 5 }, false],
    ['destroyed', { state: 'destroyed', gen: 5 }, true],
    ['failed', { state: 'failed', gen: 5 }, true],
    ['deleted', { state: 'running', isDeleted: true }, true],
    ['older, and destroyed', { state: 'destroyed', gen: 4 }, false],
  ])('tells whether it comes too late: for a row that is %s', (_, row, isTooLate) => {
    expect(resultOf(rackOf(vmm(row)), take()).isTooLate).toBe(isTooLate);
  });

  it('writes the source side of a migration out', () => {
    const rack = rackOf(vmm(), migration());

    expect(resultOf(rack, take({ migrationOut: outgoing })).isMigrationOutUpdated).toBe(true);
    expect(rack.db.migrations[MIGRATION]).toEqual(migration({ sourceState: 'in_progress', sourceGen: 2 }));
  });

  it('writes the target side of a migration in', () => {
    const rack = rackOf(vmm(), migration({ sourceVmm: TARGET, targetVmm: VMM }));

    expect(resultOf(rack, take({ migrationIn: incoming })).isMigrationInUpdated).toBe(true);
    expect(rack.db.migrations[MIGRATION]).toMatchObject({ targetState: 'completed', targetGen: 3, sourceGen: 1 });
  });

  it('judges each row by its own generation: a stale VMM and a new side', () => {
    const rack = rackOf(vmm({ gen: 9 }), migration());

    const outcome = resultOf(rack, take({ migrationOut: outgoing }));

    expect([outcome.isVmmUpdated, outcome.isMigrationOutUpdated]).toEqual([false, true]);
  });

  it('judges each row by its own generation: a new VMM and a stale side', () => {
    const rack = rackOf(vmm(), migration({ sourceState: 'failed', sourceGen: 2 }));

    const outcome = resultOf(rack, take({ migrationOut: outgoing }));

    expect([outcome.isVmmUpdated, outcome.isMigrationOutUpdated]).toEqual([true, false]);
    expect(rack.db.migrations[MIGRATION]?.sourceState).toBe('failed');
  });

  it('changes nothing the second time', () => {
    const rack = rackOf(vmm(), migration());

    const outcomes = [1, 2].map(() => resultOf(rack, take({ migrationOut: outgoing })));

    expect(outcomes.map((each) => [each.isVmmUpdated, each.isMigrationOutUpdated])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it('writes the sides of two migrations at once: in from one, out by another', () => {
    const rack = rackOf(vmm(), migration({ sourceVmm: TARGET, targetVmm: VMM }), migration({ id: 'migration-2' }));

    resultOf(rack, take({ migrationIn: incoming, migrationOut: { ...outgoing, migration: 'migration-2' } }));

    expect(rack.db.migrations[MIGRATION]?.targetState).toBe('completed');
    expect(rack.db.migrations['migration-2']?.sourceState).toBe('in_progress');
  });

  it('leaves a deleted VMM alone, and its migration not', () => {
    const rack = rackOf(vmm({ isDeleted: true }), migration());

    const outcome = resultOf(rack, take({ migrationOut: outgoing }));

    expect([outcome.isVmmUpdated, outcome.isMigrationOutUpdated]).toEqual([false, true]);
  });

  it.each([
    ['a migration that is deleted', 410, migration({ isDeleted: true })],
    ['a migration of which it is not the source', 400, migration({ sourceVmm: 'vmm-7' })],
    ['a migration that never was', 500, migration({ id: 'migration-2' })],
  ])('%s (%i) takes the write of the VMM back', (_, status, row) => {
    const rack = rackOf(vmm(), row);

    expect(statusOf(rack, take({ migrationOut: outgoing }))).toBe(status);
    expect(rack.db.vmms[VMM]).toEqual(vmm());
  });

  it('a foreign target side takes back the write of the source side, too', () => {
    const rack = rackOf(vmm(), migration(), migration({ id: 'migration-2', targetVmm: 'vmm-7' }));
    const before = structuredClone(rack.db);

    const parts = { migrationOut: outgoing, migrationIn: { ...incoming, migration: 'migration-2' } } as const;

    expect(statusOf(rack, take(parts))).toBe(400);
    expect(rack.db).toEqual(before);
  });

  it('refuses a migration of a VMM to itself', () => {
    expect(statusOf(rackOf(vmm(), migration()), take({ migrationIn: incoming, migrationOut: outgoing }))).toBe(409);
  });

  it('fails for a VMM that never was, so that its sled tries again', () => {
    expect(statusOf(rackOf(), take())).toBe(500);
  });
});

describe('migration_insert', () => {
  it('changes nothing the second time', () => {
    const rack = rackOf(migration({ sourceState: 'in_progress', sourceGen: 2 }));

    resultOf(rack, migrationInsert(migration()));

    expect(rack.db.migrations[MIGRATION]?.sourceGen).toBe(2);
  });
});

describe('migration_mark_failed', () => {
  it('fails both sides, a completed one too, and counts both up', () => {
    const rack = rackOf(migration({ sourceState: 'completed', sourceGen: 3 }));

    resultOf(rack, migrationMarkFailed(MIGRATION));

    expect(rack.db.migrations[MIGRATION]).toEqual(
      migration({ sourceState: 'failed', sourceGen: 4, targetState: 'failed', targetGen: 2 }),
    );
  });

  it('counts up each time', () => {
    const rack = rackOf(migration());

    for (let n = 0; n < 2; n++) resultOf(rack, migrationMarkFailed(MIGRATION));

    expect(rack.db.migrations[MIGRATION]).toMatchObject({ sourceGen: 3, targetGen: 3 });
  });

  it('takes a failed side back to what its sled says from its second report on', () => {
    const rack = rackOf(vmm(), migration());
    resultOf(rack, migrationMarkFailed(MIGRATION));
    const says = (gen: number) =>
      resultOf(
        rack,
        vmmAndMigrationUpdateRuntime(VMM, {
          state: 'migrating',
          gen: gen + 3,
          migrationIn: null,
          migrationOut: { migration: MIGRATION, state: 'in_progress', gen },
        }),
      ).isMigrationOutUpdated;

    expect([says(2), says(3)]).toEqual([false, true]);
    expect(rack.db.migrations[MIGRATION]).toMatchObject({ sourceState: 'in_progress', targetState: 'failed' });
  });

  it('leaves a deleted one, and fails for one that never was', () => {
    const rack = rackOf(migration({ isDeleted: true }));

    resultOf(rack, migrationMarkFailed(MIGRATION));

    expect(rack.db.migrations[MIGRATION]).toEqual(migration({ isDeleted: true }));
    expect(statusOf(rackOf(), migrationMarkFailed(MIGRATION))).toBe(500);
  });
});

describe('project_delete_instance', () => {
  it("deletes the instance first and then all of its migrations, and nobody else's", () => {
    const foreign = migration({ id: 'migration-2', instance: 'instance-2' });
    const rack = rackOf(instance(), migration(), foreign);
    const session = open(rack, projectDeleteInstance(INSTANCE));

    session.step();
    const between = rack.db.migrations[MIGRATION]?.isDeleted;
    session.step();

    expect([rack.db.instances[INSTANCE]?.isDeleted, between]).toEqual([true, false]);
    expect(rack.db.migrations).toEqual({ [MIGRATION]: migration({ isDeleted: true }), 'migration-2': foreign });
  });

  it('keeps the migrations of an instance that cannot be deleted', () => {
    const rack = rackOf(incarnated(), migration());

    expect(statusOf(rack, projectDeleteInstance(INSTANCE))).toBe(400);
    expect(rack.db.migrations[MIGRATION]).toEqual(migration());
  });

  it('never comes to the migrations when it runs again after a crash between the two', () => {
    const rack = rackOf(instance(), migration());
    open(rack, projectDeleteInstance(INSTANCE)).step();

    expect(statusOf(rack, projectDeleteInstance(INSTANCE))).toBe(404);
    expect(rack.db.migrations[MIGRATION]).toEqual(migration());
  });
});
