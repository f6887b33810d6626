import { describe, expect, it } from 'vitest';
import type { InstanceRow, MigrationRow, VmmRow, VmmState } from '../../../../sim/rack/database/tables.ts';
import { incarnated, migration, vmm } from '../../database/rows.ts';
import { type Rig, seen } from '../../rig.ts';

const QUERIES = ['a destroyed VMM', 'a failed VMM', 'a finished migration'] as const;

/** Lets the updater of nexus-1 run once; the kinds of saga that it made, by the instances they are for. */
function update(rig: Rig, ...rows: readonly (InstanceRow | VmmRow | MigrationRow)[]): string[] {
  rig.change(({ db }) => {
    for (const row of rows) {
      if ('updaterGen' in row) db.instances[row.id] = row;
      else if ('sourceVmm' in row) db.migrations[row.id] = row;
      else db.vmms[row.id] = row;
    }
  });
  rig.hold('start-instance-update: refetch');
  rig.tick('nexus-1', 'instance-updater');
  rig.settle();
  return Object.values(rig.rack.db.sagas).map(({ params }) => (params as { instance: string }).instance);
}

const migrating = incarnated({ targetVmm: 'vmm-2', migration: 'migration-1' });

describe('instance_updater', () => {
  it.each<readonly [VmmState, boolean]>([
    ['destroyed', true],
    ['failed', true],
    ['saga_unwound', false],
    ['stopping', false],
    ['stopped', false],
    ['running', false],
  ])('starts a saga for an active VMM that is %s: %s', (state, isStarted) => {
    const started = seen({}, (rig) => update(rig, vmm({ state })));

    expect(started).toEqual(isStarted ? ['instance-1'] : []);
  });

  it.each<readonly [string, Partial<MigrationRow>, boolean]>([
    ['completed at its source', { sourceState: 'completed' }, true],
    ['completed at its target', { targetState: 'completed' }, true],
    ['failed at its source', { sourceState: 'failed' }, true],
    ['failed at its target', { targetState: 'failed' }, true],
    ['in progress', { sourceState: 'in_progress', targetState: 'in_progress' }, false],
    ['failed, and deleted, which is not looked at', { sourceState: 'failed', isDeleted: true }, true],
  ])('starts a saga for a migration that is %s: %s', (_, sides, isStarted) => {
    const started = seen({}, (rig) => update(rig, migrating, migration(sides)));

    expect(started).toEqual(isStarted ? ['instance-1'] : []);
  });

  it.each<readonly [string, readonly (InstanceRow | VmmRow | MigrationRow)[]]>([
    ['of an instance that is locked', [incarnated({ updater: 'lock of saga-9' }), vmm({ state: 'failed' })]],
    ['of an instance that is deleted', [incarnated({ isDeleted: true }), vmm({ state: 'failed' })]],
    ['that is deleted itself', [vmm({ state: 'failed', isDeleted: true })]],
    ['that is a target only', [migrating, migration(), vmm({ id: 'vmm-2', state: 'failed' })]],
    ['that nothing links', [vmm({ id: 'vmm-2', state: 'failed' })]],
  ])('leaves a failed VMM %s', (_, rows) => {
    expect(seen({}, (rig) => update(rig, ...rows))).toEqual([]);
  });

  it('starts the sagas of one query before it makes the next', () => {
    const counts = seen({}, (rig) => {
      rig.change((rack) => {
        rack.db.vmms['vmm-1'] = vmm({ state: 'destroyed' });
      });
      rig.tick('nexus-1', 'instance-updater');
      return QUERIES.map((query) => {
        rig.reach(`find instances with ${query}`);
        const { length } = Object.keys(rig.rack.db.sagas);
        rig.release(`find instances with ${query}`);
        return length;
      });
    });

    expect(counts).toEqual([0, 1, 1]);
  });

  it('finds an instance twice when two queries fit, and one of the sagas has nothing to do', () => {
    const found = seen({}, (rig) => {
      const started = update(rig, migrating, migration({ sourceState: 'failed' }), vmm({ state: 'destroyed' }));
      rig.release('start-instance-update: refetch');
      rig.settle();
      return [started, rig.rack.db.instances['instance-1']?.updater, rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([['instance-1', 'instance-1'], null, 'no_vmm']);
  });

  it.each(QUERIES)('goes on to the other queries when the one for %s fails', (query) => {
    const seenQueries = seen({}, (rig) => {
      const reads: string[] = [];
      rig.run.simulation.observers.on('step', ({ label }) => reads.push(label));
      rig.tick('nexus-1', 'instance-updater');
      rig.reach(`find instances with ${query}`);
      rig.fault(`error at "nexus-1 instance-updater: find instances with ${query}`);
      rig.settle();
      return QUERIES.filter((each) => reads.some((label) => label.includes(each)));
    });

    expect(seenQueries).toEqual([...QUERIES]);
  });

  it('is at work until its sagas have ended', () => {
    const [during, after] = seen({}, (rig) => {
      update(rig, vmm({ state: 'destroyed' }));
      const during = rig.rack.nexuses['nexus-1']?.tasks['instance-updater'].isRunning;
      rig.release('start-instance-update: refetch');
      rig.settle();
      return [during, rig.rack.nexuses['nexus-1']?.tasks['instance-updater'].isRunning];
    });

    expect([during, after]).toEqual([true, false]);
  });

  it('tries in vain, again and again, to link the target of a migration to an instance that has failed', () => {
    const found = seen({}, (rig) => {
      rig.change(({ db }) => {
        const failed = { state: 'failed', activeVmm: null, targetVmm: 'vmm-2', migration: 'migration-1' } as const;
        db.instances['instance-1'] = incarnated({ ...failed, autoRestartPolicy: 'never' });
        db.vmms['vmm-2'] = vmm({ id: 'vmm-2' });
        db.migrations['migration-1'] = migration({ targetState: 'completed' });
      });
      rig.tick('nexus-1', 'instance-updater');
      return [1, 2, 3].map(() => {
        rig.let('instance-update: commit instance-1');
        const { state, activeVmm } = rig.rack.db.instances['instance-1']!;
        return [state, activeVmm];
      });
    });

    // The plan is to link the target and to leave the state, which CHECK vmm_iff_active_propolis does not allow. The
    // saga that failed activates the task again, so that there is not even a period between two attempts.
    expect(found).toEqual([1, 2, 3].map(() => ['failed', null]));
  });
});
