import { describe, expect, it } from 'vitest';
import { vmmListAbandoned } from '../../../sim/rack/database/listings.ts';
import type { VmmState } from '../../../sim/rack/database/tables.ts';
import {
  vmmInsert,
  vmmMarkDeleted,
  vmmMarkGone,
  vmmMarkSagaUnwound,
  vmmUpdateRuntime,
} from '../../../sim/rack/database/vmm.ts';
import { resultOf, statusOf } from './execute.ts';
import { incarnated, instance, MIGRATION, migration, type Row, rackOf, TARGET, VMM, VMM_STATES, vmm } from './rows.ts';

const DESTROYABLE: readonly VmmState[] = ['failed', 'destroyed', 'saga_unwound'];

describe('vmm_insert', () => {
  const fresh = vmm({ state: 'creating', gen: 1 });

  it('inserts a row and returns it', () => {
    const rack = rackOf();

    expect(resultOf(rack, vmmInsert(fresh))).toEqual(fresh);
    expect(rack.db.vmms[VMM]).toEqual(fresh);
  });

  it('returns the row as it is by now when it runs again', () => {
    const rack = rackOf(vmm({ state: 'failed', gen: 2 }));

    expect(resultOf(rack, vmmInsert(fresh))).toEqual(vmm({ state: 'failed', gen: 2 }));
  });
});

describe('vmm_update_runtime', () => {
  it('writes at a newer generation, gaps allowed', () => {
    const rack = rackOf(vmm());

    expect(resultOf(rack, vmmUpdateRuntime(VMM, 'failed', 9))).toBe('written');
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state: 'failed', gen: 9 }));
  });

  it.each([4, 3])('is superseded at generation %i of a row at 4', (gen) => {
    const rack = rackOf(vmm());

    expect(resultOf(rack, vmmUpdateRuntime(VMM, 'failed', gen))).toBe('superseded');
    expect(rack.db.vmms[VMM]).toEqual(vmm());
  });

  it('is superseded the second time', () => {
    const rack = rackOf(vmm());

    expect([1, 2].map(() => resultOf(rack, vmmUpdateRuntime(VMM, 'failed', 5)))).toEqual(['written', 'superseded']);
  });

  it.each(VMM_STATES)('does not look at the state: even %s is overwritten', (state) => {
    const rack = rackOf(vmm({ state }));

    expect(resultOf(rack, vmmUpdateRuntime(VMM, 'running', 5))).toBe('written');
  });

  it('is superseded by a soft-delete, and finds no row that never was', () => {
    expect(resultOf(rackOf(vmm({ isDeleted: true })), vmmUpdateRuntime(VMM, 'failed', 9))).toBe('superseded');
    expect(statusOf(rackOf(), vmmUpdateRuntime(VMM, 'failed', 9))).toBe(404);
  });
});

describe('vmm_mark_saga_unwound', () => {
  it.each(VMM_STATES)('writes over %s, and counts up', (state) => {
    const rack = rackOf(vmm({ state }));

    expect(resultOf(rack, vmmMarkSagaUnwound(VMM))).toBe('written');
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state: 'saga_unwound', gen: 5 }));
  });

  it('counts up each time', () => {
    const rack = rackOf(vmm());

    for (let n = 0; n < 3; n++) resultOf(rack, vmmMarkSagaUnwound(VMM));

    expect(rack.db.vmms[VMM]?.gen).toBe(7);
  });

  it('is superseded by a soft-delete, and finds no row that never was', () => {
    expect(resultOf(rackOf(vmm({ isDeleted: true })), vmmMarkSagaUnwound(VMM))).toBe('superseded');
    expect(statusOf(rackOf(), vmmMarkSagaUnwound(VMM))).toBe(404);
  });
});

describe('vmm_mark_deleted', () => {
  it.each(DESTROYABLE)('soft-deletes what is %s, once', (state) => {
    const rack = rackOf(vmm({ state }));

    expect([1, 2].map(() => resultOf(rack, vmmMarkDeleted(VMM)))).toEqual(['written', 'superseded']);
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state, isDeleted: true }));
  });

  it.each(VMM_STATES.filter((state) => !DESTROYABLE.includes(state)))('leaves what is %s', (state) => {
    const rack = rackOf(vmm({ state }));

    expect(resultOf(rack, vmmMarkDeleted(VMM))).toBe('superseded');
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state }));
  });

  it('does not look at whether the VMM is linked', () => {
    const rack = rackOf(incarnated(), vmm({ state: 'destroyed' }));

    expect(resultOf(rack, vmmMarkDeleted(VMM))).toBe('written');
  });

  it('finds no row that never was', () => {
    expect(statusOf(rackOf(), vmmMarkDeleted(VMM))).toBe(404);
  });
});

describe('vmm_list_abandoned', () => {
  const list = (...rows: readonly Row[]) => resultOf(rackOf(...rows), vmmListAbandoned()).map(({ id }) => id);

  it.each(VMM_STATES)('of unlinked VMMs lists %s only if it is destroyable', (state) => {
    expect(list(instance(), vmm({ state }))).toEqual(DESTROYABLE.includes(state) ? [VMM] : []);
  });

  it('leaves out the active and the target VMM', () => {
    const rows = [vmm({ state: 'destroyed' }), vmm({ id: TARGET, state: 'failed' })];

    expect(list(incarnated({ targetVmm: TARGET }), ...rows)).toEqual([]);
    expect(list(incarnated(), ...rows)).toEqual([TARGET]);
  });

  it('lists the VMMs of an instance that is deleted', () => {
    expect(list(instance({ isDeleted: true }), vmm({ state: 'destroyed' }))).toEqual([VMM]);
  });

  it('leaves out what is deleted', () => {
    expect(list(instance(), vmm({ state: 'destroyed', isDeleted: true }))).toEqual([]);
  });

  it('goes by the instance that the VMM names, not by whoever points at it', () => {
    const foreign = vmm({ state: 'destroyed', instance: 'instance-2' });

    expect(list(incarnated(), instance({ id: 'instance-2' }), foreign)).toEqual([VMM]);
  });
});

describe('what marks a VMM gone', () => {
  it.each([
    [null, 'failed'],
    ['running', 'failed'],
    ['stopped', 'destroyed'],
    ['destroyed', 'destroyed'],
  ] as const)('goes by what is wanted of its instance: %s makes it %s', (intended, state) => {
    const rack = rackOf(incarnated({ intended }), vmm());

    expect(resultOf(rack, vmmMarkGone(VMM, 5))).toBe('written');
    expect(rack.db.vmms[VMM]).toEqual(vmm({ state, gen: 5 }));
  });

  it.each([
    ['running', 'superseded', 'running'],
    ['stopped', 'written', 'destroyed'],
  ] as const)('writes it only if its instance is to be down, where that is asked: %s', (intended, outcome, state) => {
    const rack = rackOf(incarnated({ intended }), vmm(), migration());

    expect(resultOf(rack, vmmMarkGone(VMM, 5, true))).toBe(outcome);
    expect(rack.db.vmms[VMM]?.state).toBe(state);
    expect(rack.db.migrations[MIGRATION]?.sourceState).toBe(outcome === 'written' ? 'failed' : 'pending');
  });

  it.each([
    ['is over', vmm({ state: 'destroyed' }), 5],
    ['is newer', vmm({ gen: 5 }), 5],
    ['is deleted', vmm({ isDeleted: true }), 5],
  ])('leaves one alone that %s, and its migrations', (_, row, gen) => {
    const rack = rackOf(incarnated(), row, migration());

    expect(resultOf(rack, vmmMarkGone(VMM, gen))).toBe('superseded');
    expect(rack.db.vmms[VMM]).toEqual(row);
    expect(rack.db.migrations[MIGRATION]).toEqual(migration());
  });

  it.each([
    [VMM, { sourceState: 'failed', sourceGen: 2 }],
    [TARGET, { targetState: 'failed', targetGen: 2 }],
  ] as const)('fails the side of a migration that %s had not finished', (id, side) => {
    const rack = rackOf(incarnated(), vmm({ id }), migration());

    resultOf(rack, vmmMarkGone(id, 5));

    expect(rack.db.migrations[MIGRATION]).toEqual(migration(side));
  });

  it('leaves a side alone that was finished', () => {
    const done = migration({ sourceState: 'completed', sourceGen: 3 });
    const rack = rackOf(incarnated(), vmm(), done);

    resultOf(rack, vmmMarkGone(VMM, 5));

    expect(rack.db.migrations[MIGRATION]).toEqual(done);
  });
});
