import { describe, expect, it } from 'vitest';
import { instanceSetMigrationIds } from '../../../sim/rack/database/instance.ts';
import type { VmmState } from '../../../sim/rack/database/tables.ts';
import { resultOf, statusOf } from './execute.ts';
import { INSTANCE, incarnated, instance, MIGRATION, migration, type Row, rackOf, TARGET, VMM, vmm } from './rows.ts';

const ids = { migration: MIGRATION, sourceVmm: VMM, targetVmm: TARGET };
const set = () => instanceSetMigrationIds(INSTANCE, ids);
const OLD = { id: 'migration-9', targetVmm: 'vmm-9' } as const;
const left = incarnated({ migration: OLD.id, targetVmm: OLD.targetVmm });

describe('instance_set_migration_ids', () => {
  it.each<VmmState>(['running', 'rebooting'])('sets both ids from a source that is %s', (state) => {
    const rack = rackOf(incarnated(), vmm({ state }));

    const row = resultOf(rack, set());

    expect(row).toEqual(incarnated({ migration: MIGRATION, targetVmm: TARGET, gen: 4 }));
    expect(rack.db.instances[INSTANCE]).toEqual(row);
  });

  it('succeeds again with its own ids, and counts the generation up again', () => {
    const rack = rackOf(incarnated(), vmm());

    const gens = [1, 2].map(() => resultOf(rack, set()).gen);

    expect(gens).toEqual([4, 5]);
  });

  it('takes over what an unwound migration has left', () => {
    const failed = migration({ ...OLD, sourceState: 'failed', targetState: 'failed' });
    const rack = rackOf(left, vmm(), vmm({ id: OLD.targetVmm, state: 'saga_unwound' }), failed);

    expect(resultOf(rack, set())).toMatchObject({ migration: MIGRATION, targetVmm: TARGET });
  });

  it('takes it over even when the target of that migration is deleted already', () => {
    const failed = migration({ ...OLD, sourceState: 'failed', targetState: 'failed' });
    const unwound = vmm({ id: OLD.targetVmm, state: 'saga_unwound', isDeleted: true });

    expect(resultOf(rackOf(left, vmm(), unwound, failed), set()).migration).toBe(MIGRATION);
  });

  const states: readonly VmmState[] = [
    'creating',
    'starting',
    'stopping',
    'stopped',
    'migrating',
    'failed',
    'destroyed',
  ];
  const refused: readonly (readonly [string, readonly Row[]])[] = [
    ...states.map((state) => [`a source that is ${state}`, [incarnated(), vmm({ state })]] as const),
    ['a source that is deleted', [incarnated(), vmm({ isDeleted: true })]],
    ['a source that is not the active VMM', [incarnated({ activeVmm: 'vmm-7' }), vmm()]],
    ['an instance without a VMM', [instance(), vmm()]],
    ['a deleted instance', [instance({ isDeleted: true }), vmm()]],
    ['an instance that never was', [vmm()]],
    ['another migration', [left, vmm(), vmm({ id: OLD.targetVmm, state: 'migrating' }), migration(OLD)]],
    [
      'another migration that failed, with a target that lives',
      [
        left,
        vmm(),
        vmm({ id: OLD.targetVmm, state: 'running' }),
        migration({ ...OLD, sourceState: 'failed', targetState: 'failed' }),
      ],
    ],
    [
      'another migration that failed on one side only',
      [left, vmm(), vmm({ id: OLD.targetVmm, state: 'saga_unwound' }), migration({ ...OLD, targetState: 'failed' })],
    ],
    [
      'a migration that an update saga has half cleared',
      [incarnated({ migration: OLD.id, targetVmm: null }), vmm(), migration(OLD)],
    ],
  ];

  it.each(refused)('conflicts with %s', (_, rows) => {
    const rack = rackOf(...rows);

    expect(statusOf(rack, set())).toBe(409);
    expect(rack.db.instances).toEqual(rackOf(...rows).db.instances);
  });
});
