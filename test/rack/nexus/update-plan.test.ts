import { describe, expect, it } from 'vitest';
import type { MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import { isUpdateSagaNeeded, planUpdate } from '../../../sim/rack/nexus/update-plan.ts';
import { incarnated, instance, MIGRATION, migration, TARGET, VMM, vmm } from '../database/rows.ts';

type Role = 'S' | 'T' | 'none';
type Kept = 'all' | 'migration' | 'cleared';

/** What an update makes of a migration: the active VMM, which ids are kept, the state, and what is destroyed. */
interface End {
  readonly active: Role;
  readonly ids: Kept;
  readonly state: 'vmm' | 'no_vmm' | 'failed';
  readonly destroyed: readonly Role[];
}

const P: MigrationState = 'in_progress';
const C: MigrationState = 'completed';
const F: MigrationState = 'failed';
const end = (active: Role, ids: Kept, state: End['state'], ...destroyed: Role[]): End => ({
  active,
  ids,
  state,
  destroyed,
});
const stays = end('S', 'cleared', 'vmm');

/** The rows: source side, target side, source VMM, target VMM, and the end; `null` where there is nothing to do. */
const MATRIX: readonly (readonly [MigrationState, MigrationState, VmmState, VmmState, End | null])[] = [
  [P, P, 'migrating', 'migrating', null],
  ['pending', 'pending', 'running', 'creating', null],
  [P, P, 'migrating', 'saga_unwound', null],
  // The source finishes first: the guest is in the target, and the migration stays until the target has said so.
  [C, P, 'migrating', 'migrating', end('T', 'all', 'vmm')],
  [C, 'pending', 'stopping', 'migrating', end('T', 'all', 'vmm')],
  [C, P, 'destroyed', 'migrating', end('T', 'all', 'vmm', 'S')],
  [C, P, 'failed', 'migrating', end('T', 'all', 'vmm', 'S')],
  // The target has finished.
  [P, C, 'migrating', 'running', end('T', 'cleared', 'vmm')],
  ['pending', C, 'running', 'running', end('T', 'cleared', 'vmm')],
  [C, C, 'stopping', 'running', end('T', 'cleared', 'vmm')],
  [C, C, 'destroyed', 'running', end('T', 'cleared', 'vmm', 'S')],
  [P, C, 'destroyed', 'running', end('T', 'cleared', 'vmm', 'S')],
  [C, C, 'destroyed', 'destroyed', end('none', 'cleared', 'no_vmm', 'S', 'T')],
  [C, C, 'stopping', 'destroyed', end('none', 'cleared', 'no_vmm', 'T')],
  [C, C, 'destroyed', 'failed', end('none', 'cleared', 'no_vmm', 'S', 'T')],
  // The target is gone, and only the source says that it had finished: what the target ended as does not matter.
  [C, P, 'stopping', 'destroyed', end('none', 'migration', 'no_vmm', 'T')],
  [C, P, 'stopping', 'failed', end('none', 'migration', 'no_vmm', 'T')],
  [C, P, 'destroyed', 'failed', end('none', 'migration', 'no_vmm', 'S', 'T')],
  [C, P, 'failed', 'failed', end('none', 'migration', 'failed', 'S', 'T')],
  // A side that failed is looked at before one that completed.
  [F, P, 'running', 'migrating', stays],
  [P, F, 'migrating', 'migrating', stays],
  [F, F, 'running', 'migrating', stays],
  [F, C, 'running', 'running', stays],
  [C, F, 'stopping', 'migrating', stays],
  [F, F, 'running', 'destroyed', end('S', 'cleared', 'vmm', 'T')],
  [P, F, 'migrating', 'failed', end('S', 'cleared', 'vmm', 'T')],
  [F, F, 'destroyed', 'migrating', end('none', 'cleared', 'no_vmm', 'S')],
  [F, C, 'failed', 'running', end('none', 'cleared', 'failed', 'S')],
  [F, F, 'failed', 'destroyed', end('none', 'cleared', 'failed', 'S', 'T')],
  [F, F, 'destroyed', 'failed', end('none', 'cleared', 'no_vmm', 'S', 'T')],
  // Neither side has ended: a VMM that has is unlinked, and the migration id stays.
  [P, P, 'destroyed', 'migrating', end('none', 'all', 'no_vmm', 'S')],
  [P, P, 'failed', 'migrating', end('none', 'all', 'failed', 'S')],
  [P, P, 'migrating', 'failed', end('S', 'migration', 'vmm', 'T')],
  [P, P, 'migrating', 'destroyed', end('S', 'migration', 'vmm', 'T')],
  [P, P, 'destroyed', 'destroyed', end('none', 'migration', 'no_vmm', 'S', 'T')],
  // A migrate saga has unwound; the reaper sees to its target.
  [F, F, 'running', 'saga_unwound', stays],
];

const ROLE: Readonly<Record<string, Role>> = { [VMM]: 'S', [TARGET]: 'T' };
const roleOf = (id: string | null) => (id === null ? 'none' : (ROLE[id] ?? id));

function planMigration(source: MigrationState, target: MigrationState, ofSource: VmmState, ofTarget: VmmState) {
  const row = incarnated({ targetVmm: TARGET, migration: MIGRATION });
  return planUpdate({
    instance: row,
    activeVmm: vmm({ state: ofSource }),
    targetVmm: vmm({ id: TARGET, state: ofTarget }),
    migration: migration({ sourceState: source, targetState: target }),
  });
}

describe('for_instance, of a migration', () => {
  it.each(MATRIX)('source %s, target %s, source VMM %s, target VMM %s', (source, target, ofSource, ofTarget, ends) => {
    const plan = planMigration(source, target, ofSource, ofTarget);

    const ids = { all: [MIGRATION, TARGET], migration: [MIGRATION, null], cleared: [null, null] } as const;
    const found = plan && {
      active: roleOf(plan.runtime.activeVmm),
      ids: [plan.runtime.migration, plan.runtime.targetVmm],
      state: plan.runtime.state,
      destroyed: [plan.destroyActive, plan.destroyTarget].flatMap((id) => (id === null ? [] : [roleOf(id)])),
    };
    expect(found).toEqual(ends && { ...ends, ids: ids[ends.ids] });
  });

  it.each(MATRIX.filter(([, , , , ends]) => ends))(
    'source %s, target %s, source VMM %s, target VMM %s: the charge goes with the last VMM',
    (source, target, ofSource, ofTarget, ends) => {
      const plan = planMigration(source, target, ofSource, ofTarget);

      expect([plan?.isDeprovisioned, plan?.runtime.gen]).toEqual([ends?.active === 'none', 4]);
    },
  );

  it('clears the ids of a migration whose source finished first, once the target has finished', () => {
    const target = vmm({ id: TARGET });
    const row = incarnated({ activeVmm: TARGET, targetVmm: TARGET, migration: MIGRATION });
    const done = migration({ sourceState: C, targetState: C });

    expect(planUpdate({ instance: row, activeVmm: target, targetVmm: target, migration: done })).toMatchObject({
      runtime: { activeVmm: TARGET, targetVmm: null, migration: null, state: 'vmm' },
      destroyActive: null,
      destroyTarget: null,
    });
  });

  it('destroys a VMM in both roles when the target dies after the source has finished', () => {
    const target = vmm({ id: TARGET, state: 'failed' });
    const row = incarnated({ activeVmm: TARGET, targetVmm: TARGET, migration: MIGRATION });

    // The active link is cleared, restored from the migration, and cleared again because the target is gone.
    expect(
      planUpdate({ instance: row, activeVmm: target, targetVmm: target, migration: migration({ sourceState: C }) }),
    ).toMatchObject({
      runtime: { activeVmm: null, targetVmm: null, migration: MIGRATION, state: 'failed' },
      destroyActive: TARGET,
      destroyTarget: TARGET,
    });
  });

  it('panics at a completed migration whose target is neither linked nor active', () => {
    const row = instance({ migration: MIGRATION });
    const gestalt = { instance: row, activeVmm: null, targetVmm: null, migration: migration({ sourceState: C }) };

    expect(() => planUpdate(gestalt)).toThrow(expect.objectContaining({ message: expect.stringContaining('target') }));
  });

  it('leaves the state as it was when it links a target to an instance that had no VMM left', () => {
    const row = instance({ state: 'failed', targetVmm: TARGET, migration: MIGRATION });
    const done = migration({ targetState: C });

    const plan = planUpdate({ instance: row, activeVmm: null, targetVmm: vmm({ id: TARGET }), migration: done });

    expect(plan?.runtime).toMatchObject({ state: 'failed', activeVmm: TARGET });
  });
});

describe('for_instance, without a migration', () => {
  const plan = (state: VmmState) =>
    planUpdate({ instance: incarnated(), activeVmm: vmm({ state }), targetVmm: null, migration: null });

  it.each([
    ['destroyed', 'no_vmm'],
    ['failed', 'failed'],
  ] as const)('a VMM that is %s leaves an instance that is %s', (state, after) => {
    expect(plan(state)).toEqual({
      runtime: { state: after, gen: 4, activeVmm: null, targetVmm: null, migration: null, lastAutoRestart: null },
      destroyActive: VMM,
      destroyTarget: null,
      isDeprovisioned: true,
    });
  });

  it.each<VmmState>(['creating', 'starting', 'running', 'stopping', 'stopped', 'rebooting', 'saga_unwound'])(
    'there is nothing to do for a VMM that is %s',
    (state) => {
      expect(plan(state)).toBeNull();
    },
  );

  it('there is nothing to do for an instance that has no VMM', () => {
    expect(planUpdate({ instance: instance(), activeVmm: null, targetVmm: null, migration: null })).toBeNull();
  });
});

describe('update_saga_needed', () => {
  const side = (state: MigrationState) => ({ migration: MIGRATION, state, gen: 3 });
  const none = { isVmmUpdated: false, isMigrationInUpdated: false, isMigrationOutUpdated: false };
  const report = (parts: Partial<VmmReport>): VmmReport => ({
    state: 'running',
    gen: 5,
    migrationIn: null,
    migrationOut: null,
    ...parts,
  });
  const isNeeded = (parts: Partial<VmmReport>, updated: Partial<typeof none>) =>
    isUpdateSagaNeeded(report(parts), { vmm: vmm(), ...none, ...updated });

  it.each<readonly [VmmState, boolean]>([
    ['starting', false],
    ['running', false],
    ['stopping', false],
    ['rebooting', false],
    ['migrating', false],
    ['destroyed', true],
    ['failed', true],
  ])('by a VMM that became %s: %s', (state, isExpected) => {
    expect(isNeeded({ state }, { isVmmUpdated: true })).toBe(isExpected);
  });

  it.each<readonly [MigrationState, boolean]>([
    ['pending', false],
    [P, false],
    [C, true],
    [F, true],
  ])('by a side of a migration that became %s: %s', (state, isExpected) => {
    expect(isNeeded({ migrationIn: side(state) }, { isMigrationInUpdated: true })).toBe(isExpected);
    expect(isNeeded({ migrationOut: side(state) }, { isMigrationOutUpdated: true })).toBe(isExpected);
  });

  it('not by a report that changed no row, terminal as it may be', () => {
    expect(isNeeded({ state: 'destroyed', migrationIn: side(C), migrationOut: side(F) }, {})).toBe(false);
  });

  it('not by a terminal side when another row was changed', () => {
    expect(isNeeded({ migrationIn: side(C) }, { isVmmUpdated: true, isMigrationOutUpdated: true })).toBe(false);
  });
});
