import { describe, expect, it } from 'vitest';
import type { Gestalt } from '../../../sim/rack/database/instance.ts';
import { isTerminal, type MigrationState, type VmmState } from '../../../sim/rack/database/tables.ts';
import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import { isUpdateSagaNeeded, planUpdate as planUnder } from '../../../sim/rack/nexus/update-plan.ts';
import { incarnated, instance, MIGRATION, migration, TARGET, VMM, VMM_STATES, vmm } from '../database/rows.ts';
import { togglesOf } from '../make.ts';

const planUpdate = (snapshot: Gestalt) => planUnder(snapshot, togglesOf('oct-2024'));

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

/** What the two sides of a migration come to: a failed one counts first, then a completed one. */
type Sides = 'open' | 'source has finished' | 'target has finished' | 'failed';
/** What a VMM comes to: one that has not ended is live, and so is one whose start or migration unwound. */
type Ends = 'live' | 'destroyed' | 'failed';

/** The end of every case; `null` where there is nothing to do. What the target ended as does not matter. */
const MATRIX: readonly (readonly [Sides, source: Ends, target: 'live' | 'ended', End | null])[] = [
  ['open', 'live', 'live', null],
  ['open', 'destroyed', 'live', end('none', 'all', 'no_vmm', 'S')],
  ['open', 'failed', 'live', end('none', 'all', 'failed', 'S')],
  ['open', 'live', 'ended', end('S', 'migration', 'vmm', 'T')],
  ['open', 'destroyed', 'ended', end('none', 'migration', 'no_vmm', 'S', 'T')],
  ['open', 'failed', 'ended', end('none', 'migration', 'failed', 'S', 'T')],
  // The guest is in the target, and the migration stays until the target has said so.
  ['source has finished', 'live', 'live', end('T', 'all', 'vmm')],
  ['source has finished', 'destroyed', 'live', end('T', 'all', 'vmm', 'S')],
  ['source has finished', 'failed', 'live', end('T', 'all', 'vmm', 'S')],
  ['source has finished', 'live', 'ended', end('none', 'migration', 'no_vmm', 'T')],
  ['source has finished', 'destroyed', 'ended', end('none', 'migration', 'no_vmm', 'S', 'T')],
  ['source has finished', 'failed', 'ended', end('none', 'migration', 'failed', 'S', 'T')],
  ['target has finished', 'live', 'live', end('T', 'cleared', 'vmm')],
  ['target has finished', 'destroyed', 'live', end('T', 'cleared', 'vmm', 'S')],
  ['target has finished', 'failed', 'live', end('T', 'cleared', 'vmm', 'S')],
  ['target has finished', 'live', 'ended', end('none', 'cleared', 'no_vmm', 'T')],
  ['target has finished', 'destroyed', 'ended', end('none', 'cleared', 'no_vmm', 'S', 'T')],
  ['target has finished', 'failed', 'ended', end('none', 'cleared', 'failed', 'S', 'T')],
  // A target that is alive is left to itself.
  ['failed', 'live', 'live', end('S', 'cleared', 'vmm')],
  ['failed', 'destroyed', 'live', end('none', 'cleared', 'no_vmm', 'S')],
  ['failed', 'failed', 'live', end('none', 'cleared', 'failed', 'S')],
  ['failed', 'live', 'ended', end('S', 'cleared', 'vmm', 'T')],
  ['failed', 'destroyed', 'ended', end('none', 'cleared', 'no_vmm', 'S', 'T')],
  ['failed', 'failed', 'ended', end('none', 'cleared', 'failed', 'S', 'T')],
];

const SIDES: readonly MigrationState[] = ['pending', 'in_progress', 'completed', 'failed'];

function sidesOf(source: MigrationState, target: MigrationState): Sides {
  if (source === 'failed' || target === 'failed') return 'failed';
  if (target === 'completed') return 'target has finished';
  return source === 'completed' ? 'source has finished' : 'open';
}

const endsAs = (state: VmmState): Ends => (state === 'destroyed' || state === 'failed' ? state : 'live');

/** All rows that a case stands for. */
function rowsOf(sides: Sides, ofSource: Ends, ofTarget: 'live' | 'ended') {
  const pairs = SIDES.flatMap((source) => SIDES.map((target) => [source, target] as const));
  return pairs
    .filter(([source, target]) => sidesOf(source, target) === sides)
    .flatMap(([source, target]) =>
      VMM_STATES.filter((state) => endsAs(state) === ofSource).flatMap((one) =>
        VMM_STATES.filter((state) => (endsAs(state) === 'live') === (ofTarget === 'live')).map(
          (other) => [source, target, one, other] as const,
        ),
      ),
    );
}

const ROLE: Readonly<Record<string, Role>> = { [VMM]: 'S', [TARGET]: 'T' };
const roleOf = (id: string | null) => (id === null ? 'none' : (ROLE[id] ?? id));

function planMigration(
  [source, target, ofSource, ofTarget]: readonly [MigrationState, MigrationState, VmmState, VmmState],
  plan = planUpdate,
) {
  const row = incarnated({ targetVmm: TARGET, migration: MIGRATION });
  return plan({
    instance: row,
    activeVmm: vmm({ state: ofSource }),
    targetVmm: vmm({ id: TARGET, state: ofTarget }),
    migration: migration({ sourceState: source, targetState: target }),
  });
}

describe('for_instance, of a migration', () => {
  it('has a case for every row', () => {
    const rows = MATRIX.flatMap(([sides, source, target]) => rowsOf(sides, source, target));

    expect(new Set(rows.map(String)).size).toBe(SIDES.length ** 2 * VMM_STATES.length ** 2);
  });

  it.each(MATRIX)('sides %s, source VMM %s, target VMM %s', (sides, ofSource, ofTarget, ends) => {
    const ids = { all: [MIGRATION, TARGET], migration: [MIGRATION, null], cleared: [null, null] } as const;
    for (const row of rowsOf(sides, ofSource, ofTarget)) {
      const plan = planMigration(row);
      const found = plan && {
        active: roleOf(plan.runtime.activeVmm),
        ids: [plan.runtime.migration, plan.runtime.targetVmm],
        state: plan.runtime.state,
        destroyed: [plan.destroyActive, plan.destroyTarget].flatMap((id) => (id === null ? [] : [roleOf(id)])),
      };
      expect([row, found]).toEqual([row, ends && { ...ends, ids: ids[ends.ids] }]);
      // The charge goes with the last VMM.
      if (plan) expect([row, plan.isDeprovisioned, plan.runtime.gen]).toEqual([row, ends?.active === 'none', 4]);
    }
  });

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

describe('an update that keeps the target of a source that is lost', () => {
  const planKeeping = (snapshot: Gestalt) => planUnder(snapshot, togglesOf('recommended'));

  it.each(MATRIX)('sides %s, source VMM %s, target VMM %s', (sides, ofSource, ofTarget) => {
    for (const row of rowsOf(sides, ofSource, ofTarget)) {
      const [source, target, one, other] = row;
      const isLost = source === F && isTerminal(one);
      const isLeft = target !== F && other !== 'creating' && !isTerminal(other);
      const plan = planMigration(row, planKeeping);
      if (!isLost || !isLeft) expect([row, plan]).toEqual([row, planMigration(row)]);
      else {
        expect([row, plan]).toMatchObject([
          row,
          {
            runtime: { activeVmm: TARGET, targetVmm: null, migration: null, state: 'vmm' },
            destroyActive: VMM,
            destroyTarget: null,
            isDeprovisioned: false,
          },
        ]);
      }
    }
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

  it.each(VMM_STATES.filter((state) => endsAs(state) === 'live'))(
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
    isUpdateSagaNeeded(report(parts), { instance: 'instance-1', isTooLate: false, ...none, ...updated });

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
