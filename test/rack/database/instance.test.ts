import { describe, expect, it } from 'vitest';
import {
  gestaltOf,
  instanceCreate,
  instanceFetchAll,
  instanceFetchWithVmm,
  instanceLookup,
  instanceMarkDestroyed,
  instanceRefetch,
  instanceUpdateRuntime,
  runtimeOf,
} from '../../../sim/rack/database/instance.ts';
import type { InstanceState, VmmState } from '../../../sim/rack/database/tables.ts';
import { newInstance } from '../../../sim/rack/nexus/operations/create-delete.ts';
import { resultOf, statusOf } from './execute.ts';
import { INSTANCE, incarnated, instance, MIGRATION, migration, rackOf, TARGET, VMM, vmm } from './rows.ts';

describe('reads of an instance', () => {
  const reads = [
    ['look-up', instanceLookup],
    ['fetch with its VMM', instanceFetchWithVmm],
    ['fetch of everything', instanceFetchAll],
    ['refetch', instanceRefetch],
  ] as const;

  it.each(reads)('%s: one that was soft-deleted is not found', (_, read) => {
    expect(statusOf(rackOf(instance({ isDeleted: true })), read(INSTANCE))).toBe(404);
  });

  it.each(reads)('%s: one that never was is not found', (_, read) => {
    expect(statusOf(rackOf(), read(INSTANCE))).toBe(404);
  });

  it('a fetch joins the active VMM', () => {
    const row = resultOf(rackOf(incarnated(), vmm()), instanceFetchWithVmm(INSTANCE));

    expect(row).toEqual({ instance: incarnated(), vmm: vmm() });
  });

  it('a fetch does not join a soft-deleted VMM', () => {
    const { vmm: active } = resultOf(rackOf(incarnated(), vmm({ isDeleted: true })), instanceFetchWithVmm(INSTANCE));

    expect(active).toBeNull();
  });

  it('the gestalt joins both VMMs and the migration, one VMM in both roles if the row says so', () => {
    const row = incarnated({ activeVmm: TARGET, targetVmm: TARGET, migration: MIGRATION });
    const target = vmm({ id: TARGET });

    const gestalt = resultOf(rackOf(row, target, migration()), instanceFetchAll(INSTANCE));

    expect(gestalt).toEqual({ instance: row, activeVmm: target, targetVmm: target, migration: migration() });
  });

  it('the gestalt leaves out whatever is soft-deleted', () => {
    const row = incarnated({ targetVmm: TARGET, migration: MIGRATION });
    const rack = rackOf(row, vmm({ isDeleted: true }), vmm({ id: TARGET, isDeleted: true }));
    rack.db.migrations[MIGRATION] = migration({ isDeleted: true });

    const { activeVmm, targetVmm, migration: joined } = gestaltOf(rack.db, INSTANCE);

    expect([activeVmm, targetVmm, joined]).toEqual([null, null, null]);
  });
});

describe('instance_update_runtime', () => {
  const newer = { ...runtimeOf(incarnated()), state: 'failed', activeVmm: null, gen: 4 } as const;

  it('writes every runtime column when the generation is newer', () => {
    const rack = rackOf(incarnated({ lastAutoRestart: 7, targetVmm: TARGET, migration: MIGRATION }));

    expect(resultOf(rack, instanceUpdateRuntime(INSTANCE, newer, 'test'))).toBe('written');
    expect(rack.db.instances[INSTANCE]).toEqual(instance({ ...newer }));
  });

  it('leaves the lock and the policy as they are', () => {
    const rack = rackOf(incarnated({ updater: 'lock of saga-9', updaterGen: 5, autoRestartPolicy: 'never' }));

    resultOf(rack, instanceUpdateRuntime(INSTANCE, newer, 'test'));

    expect(rack.db.instances[INSTANCE]).toMatchObject({
      updater: 'lock of saga-9',
      updaterGen: 5,
      autoRestartPolicy: 'never',
    });
  });

  it.each([3, 2])('is superseded at generation %i of a row at 3', (gen) => {
    const rack = rackOf(incarnated());

    expect(resultOf(rack, instanceUpdateRuntime(INSTANCE, { ...newer, gen }, 'test'))).toBe('superseded');
    expect(rack.db.instances[INSTANCE]).toEqual(incarnated());
  });

  it('is superseded the second time', () => {
    const rack = rackOf(incarnated());

    const outcomes = [1, 2].map(() => resultOf(rack, instanceUpdateRuntime(INSTANCE, newer, 'test')));

    expect(outcomes).toEqual(['written', 'superseded']);
  });

  it('is superseded by a soft-delete, and finds no row that never was', () => {
    expect(resultOf(rackOf(instance({ isDeleted: true })), instanceUpdateRuntime(INSTANCE, newer, 'test'))).toBe(
      'superseded',
    );
    expect(statusOf(rackOf(), instanceUpdateRuntime(INSTANCE, newer, 'test'))).toBe(404);
  });
});

describe('CHECK vmm_iff_active_propolis', () => {
  const states: readonly InstanceState[] = ['creating', 'no_vmm', 'vmm', 'failed', 'destroyed'];
  const broken = states.flatMap((state) =>
    [VMM, null].filter((active) => (state === 'vmm') !== (active !== null)).map((active) => [state, active] as const),
  );

  it.each(broken)('refuses state %s with active VMM %s', (state, activeVmm) => {
    const rack = rackOf(incarnated());
    const runtime = { ...runtimeOf(incarnated()), state, activeVmm, gen: 4 };

    expect(statusOf(rack, instanceUpdateRuntime(INSTANCE, runtime, 'test'))).toBe(500);
    expect(rack.db.instances[INSTANCE]).toEqual(incarnated());
  });
});

describe('project_create_instance', () => {
  it('inserts, and does nothing the second time', () => {
    const rack = rackOf();
    const row = newInstance(INSTANCE, 'never');

    resultOf(rack, instanceCreate(row));
    resultOf(rack, instanceCreate({ ...row, autoRestartPolicy: 'best_effort' }));

    expect(rack.db.instances[INSTANCE]).toEqual(row);
  });

  it('refuses a name that another instance has', () => {
    const rack = rackOf(instance({ state: 'creating', gen: 1, creator: 'saga-1' }));

    expect(statusOf(rack, instanceCreate({ ...newInstance(INSTANCE, null), creator: 'saga-2' }))).toBe(400);
    expect(rack.db.instances[INSTANCE]?.creator).toBe('saga-1');
  });

  it.each(['no_vmm', 'failed'] as const)('refuses an id whose row is %s', (state) => {
    const rack = rackOf(instance({ state }));

    expect(statusOf(rack, instanceCreate(newInstance(INSTANCE, null)))).toBe(500);
  });
});

describe('project_delete_instance, the record', () => {
  it.each(['no_vmm', 'failed'] as const)('soft-deletes from %s, without a new generation', (state) => {
    const rack = rackOf(instance({ state }));

    resultOf(rack, instanceMarkDestroyed(INSTANCE));

    expect(rack.db.instances[INSTANCE]).toEqual(instance({ state: 'destroyed', isDeleted: true }));
  });

  it.each([
    ['an active VMM', incarnated()],
    ['an instance that is still being created', instance({ state: 'creating' })],
    ['one that is destroyed and not deleted', instance({ state: 'destroyed' })],
  ])('refuses %s', (_, row) => {
    const rack = rackOf(row);

    expect(statusOf(rack, instanceMarkDestroyed(INSTANCE))).toBe(400);
    expect(rack.db.instances[INSTANCE]).toEqual(row);
  });

  it('does not find what is deleted', () => {
    expect(statusOf(rackOf(instance({ isDeleted: true })), instanceMarkDestroyed(INSTANCE))).toBe(404);
  });

  it.each<VmmState>(['destroyed', 'failed', 'saga_unwound'])('refuses a linked VMM that is %s', (state) => {
    expect(statusOf(rackOf(incarnated(), vmm({ state })), instanceMarkDestroyed(INSTANCE))).toBe(400);
  });
});
