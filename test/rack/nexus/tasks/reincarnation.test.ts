import { describe, expect, it } from 'vitest';
import type { InstanceRow, VmmRow } from '../../../../sim/rack/database/tables.ts';
import { COOLDOWN_MS, canReincarnate, shouldReincarnate } from '../../../../sim/rack/nexus/reincarnation.ts';
import { incarnated, instance, vmm } from '../../database/rows.ts';
import { answersIn, type Rig, seen } from '../../rig.ts';

const HOUR = 3_600_000;
const failed = instance({ state: 'failed' });
const unwound = vmm({ state: 'saga_unwound' });

/** Lets the task of nexus-1 run once at a time of the day; whether it started the instance. */
function reincarnate(rig: Rig, row: InstanceRow, linked?: VmmRow): boolean {
  rig.change(({ db }) => {
    db.instances['instance-1'] = row;
    if (linked) db.vmms['vmm-1'] = linked;
  });
  rig.tick('nexus-1', 'instance-reincarnation');
  rig.settle();
  return Object.values(rig.rack.db.sagas).some(({ kind }) => kind === 'instance-start');
}

describe('instance_reincarnation', () => {
  it.each<readonly [string, InstanceRow, VmmRow | undefined, boolean]>([
    ['that failed', failed, undefined, true],
    ['whose start unwound', incarnated(), unwound, true],
    ['whose start unwound, and whose VMM is deleted', incarnated(), { ...unwound, isDeleted: true }, true],
    ['whose VMM failed and is still linked', incarnated(), vmm({ state: 'failed' }), false],
    ['that is stopped', instance(), undefined, false],
    ['that runs', incarnated(), undefined, false],
    ['that failed and is deleted', instance({ state: 'failed', isDeleted: true }), undefined, false],
    ['that failed and is locked', instance({ state: 'failed', updater: 'lock of saga-9' }), undefined, false],
    [
      'that failed, of policy best effort',
      instance({ state: 'failed', autoRestartPolicy: 'best_effort' }),
      undefined,
      true,
    ],
    ['that failed, of policy never', instance({ state: 'failed', autoRestartPolicy: 'never' }), undefined, false],
    ['that unwound, of policy never', incarnated({ autoRestartPolicy: 'never' }), unwound, false],
    ['that failed, restarted a moment ago', instance({ state: 'failed', lastAutoRestart: 0 }), undefined, false],
  ])('starts an instance %s: %s', (_, row, linked, isStarted) => {
    expect(seen({}, (rig) => reincarnate(rig, row, linked))).toBe(isStarted);
  });

  it.each([
    [HOUR - 1, false],
    [HOUR, true],
  ])('starts one that was restarted %i ms ago: %s', (ago, isStarted) => {
    const started = seen({}, (rig) => {
      rig.run.simulation.now = 5 * HOUR;
      return reincarnate(rig, instance({ state: 'failed', lastAutoRestart: 5 * HOUR - ago }));
    });

    expect(started).toBe(isStarted);
  });

  it('notes the time of the restart in the row', () => {
    const row = seen({}, (rig) => {
      rig.run.simulation.now = 5 * HOUR;
      reincarnate(rig, failed);
      return rig.rack.db.instances['instance-1'];
    });

    expect(row?.lastAutoRestart).toBeGreaterThanOrEqual(5 * HOUR);
    expect(row?.state).toBe('vmm');
  });

  it('is not told by the record what has changed since it was listed: only the link guards', () => {
    const state = seen({ operations: [{ name: 'stop A', kind: 'stop' }] }, (rig) => {
      rig.change(({ db }) => {
        db.instances['instance-1'] = failed;
      });
      rig.tick('nexus-1', 'instance-reincarnation');
      rig.reach('create saga-1');
      rig.issue('stop A');
      rig.settle();
      const answer = answersIn(rig.rack)[0];
      rig.release('create saga-1');
      rig.settle();
      return [answer?.isSuccess, rig.rack.db.instances['instance-1']?.state];
    });

    expect(state).toEqual([true, 'vmm']);
  });

  it('makes its second pass even when the query of the first fails', () => {
    const started = seen({}, (rig) => {
      rig.change(({ db }) => {
        db.vmms['vmm-1'] = unwound;
      });
      rig.tick('nexus-1', 'instance-reincarnation');
      rig.fault('error at "nexus-1 instance-reincarnation: find failed instances');
      rig.settle();
      return Object.values(rig.rack.db.sagas).map(({ kind }) => kind);
    });

    expect(started).toContain('instance-start');
  });
});

describe('who may be restarted', () => {
  it('is everybody whose policy is not never, an hour after the last time', () => {
    expect(COOLDOWN_MS).toBe(HOUR);
    expect(canReincarnate(instance(), 0)).toBe(true);
    expect(canReincarnate(instance({ autoRestartPolicy: 'never' }), 0)).toBe(false);
    expect(canReincarnate(instance({ lastAutoRestart: 5 }), HOUR + 4)).toBe(false);
    expect(canReincarnate(instance({ lastAutoRestart: 5 }), HOUR + 5)).toBe(true);
  });

  it.each<readonly [string, InstanceRow, VmmRow | null, boolean]>([
    ['failed', failed, null, true],
    ['unwound', incarnated(), unwound, true],
    ['with a failed VMM that is linked', incarnated(), vmm({ state: 'failed' }), false],
    ['with a VMM row that is gone', incarnated(), null, false],
    ['stopped', instance(), null, false],
  ])('activates the task for an instance that is %s: %s', (_, row, linked, isNeeded) => {
    expect(shouldReincarnate(row, linked, 0)).toBe(isNeeded);
  });
});
