import { describe, expect, it } from 'vitest';
import { type InstanceRuntime, runtimeOf } from '../../../sim/rack/database/instance.ts';
import type { InstanceRow } from '../../../sim/rack/database/tables.ts';
import {
  instanceCommitUpdate,
  instanceUpdaterInherit,
  instanceUpdaterLock,
  instanceUpdaterUnlock,
} from '../../../sim/rack/database/updater-lock.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { open, resultOf, statusOf } from './execute.ts';
import { INSTANCE, incarnated, instance, LOCK, OTHER_LOCK, rackOf } from './rows.ts';

const held = { id: LOCK, gen: 2 };
const locked = (parts: Partial<InstanceRow> = {}) => incarnated({ updater: LOCK, updaterGen: 2, ...parts });
const rowOf = (rack: Rack) => rack.db.instances[INSTANCE];

describe('instance_updater_lock', () => {
  it('takes a free lock and counts its generation up', () => {
    const rack = rackOf(incarnated());

    expect(resultOf(rack, instanceUpdaterLock(INSTANCE, LOCK))).toEqual({ locked: held });
    expect(rowOf(rack)).toEqual(locked());
  });

  it('has its own lock already when it runs again, and writes nothing', () => {
    const rack = rackOf(locked());

    expect(resultOf(rack, instanceUpdaterLock(INSTANCE, LOCK))).toEqual({ locked: held });
    expect(rowOf(rack)).toEqual(locked());
  });

  it("gives up on somebody else's", () => {
    const rack = rackOf(locked());

    expect(resultOf(rack, instanceUpdaterLock(INSTANCE, OTHER_LOCK))).toEqual({ locked: null });
    expect(rowOf(rack)).toEqual(locked());
  });

  it('does not find a deleted instance', () => {
    expect(statusOf(rackOf(instance({ isDeleted: true })), instanceUpdaterLock(INSTANCE, LOCK))).toBe(404);
  });

  it('gives up when somebody took the lock between its read and its swap', () => {
    const rack = rackOf(incarnated());
    const late = open(rack, instanceUpdaterLock(INSTANCE, OTHER_LOCK));
    late.step();

    resultOf(rack, instanceUpdaterLock(INSTANCE, LOCK));
    late.step();

    expect(late.outcome).toEqual({ ok: true, value: { locked: null } });
    expect(rowOf(rack)).toEqual(locked());
  });

  it('swaps again when the lock was taken and freed between its read and its swap', () => {
    const rack = rackOf(incarnated());
    const late = open(rack, instanceUpdaterLock(INSTANCE, OTHER_LOCK));
    late.step();

    resultOf(rack, instanceUpdaterLock(INSTANCE, LOCK));
    resultOf(rack, instanceUpdaterUnlock(INSTANCE, held));
    const statements = [late.step(), late.step()];

    expect(statements).toEqual([`lock ${INSTANCE}`, `lock ${INSTANCE}`]);
    expect(late.outcome).toEqual({ ok: true, value: { locked: { id: OTHER_LOCK, gen: 4 } } });
  });

  it('tries for ever when the instance is deleted between its read and its swap', () => {
    const rack = rackOf(instance());
    const late = open(rack, instanceUpdaterLock(INSTANCE, LOCK));
    late.step();
    rack.db.instances[INSTANCE] = instance({ state: 'destroyed', isDeleted: true });

    late.step();

    expect(() => late.step()).toThrow('tries for ever to lock instance-1, which is deleted');
    expect(rowOf(rack)?.updater).toBeNull();
  });
});

describe('instance_updater_inherit_lock', () => {
  const inherit = () => instanceUpdaterInherit(INSTANCE, held, OTHER_LOCK);
  const inherited = { id: OTHER_LOCK, gen: 3 };

  it("takes the lock over from the parent that holds it, at the parent's generation", () => {
    const rack = rackOf(locked());

    expect(resultOf(rack, inherit())).toEqual(inherited);
    expect(rowOf(rack)).toEqual(locked({ updater: OTHER_LOCK, updaterGen: 3 }));
  });

  it('succeeds again for the child that has it, and writes nothing', () => {
    const rack = rackOf(locked());

    const locks = [1, 2].map(() => resultOf(rack, inherit()));

    expect(locks).toEqual([inherited, inherited]);
    expect(rowOf(rack)?.updaterGen).toBe(3);
  });

  it.each<readonly [string, Partial<InstanceRow>]>([
    ['a twin has it', { updater: 'lock of saga-3', updaterGen: 3 }],
    ['it is free', { updater: null, updaterGen: 3 }],
    ['the parent holds it at another generation', { updaterGen: 4 }],
    ['the instance is deleted, which the error does not tell from the others', { isDeleted: true }],
  ])('is refused when %s', (_, parts) => {
    const rack = rackOf(locked(parts));

    expect(resultOf(rack, inherit())).toBeNull();
    expect(rowOf(rack)).toEqual(locked(parts));
  });
});

describe('instance_updater_unlock', () => {
  const unlock = () => instanceUpdaterUnlock(INSTANCE, held);

  it('frees the lock and counts its generation up, not the state', () => {
    const rack = rackOf(locked());

    expect(resultOf(rack, unlock())).toBe(true);
    expect(rowOf(rack)).toEqual(incarnated({ updaterGen: 3 }));
  });

  it('has nothing to do the second time', () => {
    const rack = rackOf(locked());

    expect([1, 2].map(() => resultOf(rack, unlock()))).toEqual([true, false]);
  });

  it.each<readonly [string, Partial<InstanceRow>]>([
    ["a lock that is somebody else's by now", { updater: OTHER_LOCK, updaterGen: 4 }],
    ["somebody else's lock at the very same generation", { updater: OTHER_LOCK }],
    ['a deleted instance', { isDeleted: true }],
  ])('leaves %s alone', (_, parts) => {
    const rack = rackOf(locked(parts));

    expect(resultOf(rack, unlock())).toBe(false);
    expect(rowOf(rack)).toEqual(locked(parts));
  });

  it('fails when the lock is its own at another generation', () => {
    const rack = rackOf(locked({ updaterGen: 5 }));

    expect(statusOf(rack, unlock())).toBe(500);
    expect(rowOf(rack)).toEqual(locked({ updaterGen: 5 }));
  });

  it('does not find an instance that never was', () => {
    expect(statusOf(rackOf(), unlock())).toBe(404);
  });
});

describe('instance_commit_update', () => {
  const stopped: InstanceRuntime = { ...runtimeOf(incarnated()), state: 'no_vmm', activeVmm: null, gen: 4 };
  const commit = (runtime = stopped) => instanceCommitUpdate(INSTANCE, held, runtime);

  it('writes the state and frees the lock in one statement', () => {
    const rack = rackOf(locked());

    expect(resultOf(rack, commit())).toBe(true);
    expect(rowOf(rack)).toEqual(instance({ gen: 4, updaterGen: 3 }));
  });

  it('was committed already the second time', () => {
    const rack = rackOf(locked());

    expect([1, 2].map(() => resultOf(rack, commit()))).toEqual([true, false]);
  });

  it.each<readonly [string, number, Partial<InstanceRow>]>([
    ['the state moved on under our lock: a conflict', 409, { gen: 4 }],
    ['the lock was lost and the state is as expected: trouble', 500, { updater: OTHER_LOCK, updaterGen: 3 }],
    ['nobody holds the lock and the state is as expected: trouble', 500, { updater: null, updaterGen: 3 }],
    ['the instance is deleted: not found', 404, { isDeleted: true }],
  ])('%s (%i)', (_, status, parts) => {
    const rack = rackOf(locked(parts));

    expect(statusOf(rack, commit())).toBe(status);
    expect(rowOf(rack)).toEqual(locked(parts));
  });

  it('is done, by design, when the instance is deleted', () => {
    const rack = rackOf(locked({ isDeleted: true }));

    expect(resultOf(rack, instanceCommitUpdate(INSTANCE, held, stopped, true))).toBe(false);
    expect(rowOf(rack)).toEqual(locked({ isDeleted: true }));
  });

  it('takes a state and a lock that both moved on for a commit of its own', () => {
    const parts = { gen: 9, updater: OTHER_LOCK, updaterGen: 7 };
    const rack = rackOf(locked(parts));

    expect(resultOf(rack, commit())).toBe(false);
    expect(rowOf(rack)).toEqual(locked(parts));
  });

  it('keeps the lock when the CHECK refuses the state', () => {
    const rack = rackOf(locked());

    expect(statusOf(rack, commit({ ...stopped, state: 'vmm' }))).toBe(500);
    expect(rowOf(rack)).toEqual(locked());
  });
});
