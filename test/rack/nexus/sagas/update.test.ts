import { describe, expect, it } from 'vitest';
import { instance, vmm } from '../../database/rows.ts';
import { type Rig, seen } from '../../rig.ts';

const NEVER = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
} as const;

const destroyed = { state: 'destroyed', gen: 5, migrationIn: null, migrationOut: null } as const;

/** Reports the VMM destroyed to nexus-1, which runs an update saga. */
function end(rig: Rig): void {
  rig.send('nexus-1', 'push', { vmm: 'vmm-1', report: destroyed });
}

const row = (rig: Rig) => rig.rack.db.instances['instance-1'];

describe('an update saga', () => {
  it('locks, reads, hands the lock to its child, releases the charge, commits, and cleans up, in this order', () => {
    const points = seen(NEVER, (rig) => {
      const labels: string[] = [];
      rig.run.simulation.observers.on('step', ({ label }) => labels.push(label));
      end(rig);
      rig.settle();
      return [
        'start-instance-update: refetch',
        'start-instance-update: lock',
        'start-instance-update: fetch all',
        'instance-update: inherit the lock',
        'instance-update: release the charge',
        'instance-update: commit',
        'instance-update: release the reservation of vmm-1',
        'instance-update: delete vmm-1',
        'saga-2 instance-update: fetch all',
      ].map((point) => labels.findIndex((label) => label.includes(point)));
    });

    expect(points).toEqual([...points].sort((a, b) => a - b));
    expect(points).not.toContain(-1);
  });

  it('ends with an instance that is stopped, unlocked, and holds nothing', () => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.settle();
      const { reservations, charges, collections, vmms } = rig.rack.db;
      return [row(rig), reservations, charges, collections.fleet, vmms['vmm-1']?.isDeleted];
    });

    const after = instance({ gen: 4, updaterGen: 4, autoRestartPolicy: 'never' });
    expect(found).toEqual([after, {}, {}, 0, true]);
  });

  it('that finds the lock taken is a success that does nothing', () => {
    const found = seen(NEVER, (rig) => {
      rig.change(({ db }) => {
        db.instances['instance-1'] = { ...db.instances['instance-1']!, updater: 'lock of saga-9', updaterGen: 4 };
      });
      end(rig);
      rig.settle();
      return [
        row(rig)?.state,
        row(rig)?.updater,
        Object.values(rig.rack.db.sagas).map(({ kind, state }) => [kind, state]),
      ];
    });

    expect(found).toEqual(['vmm', 'lock of saga-9', [['start-instance-update', 'done']]]);
  });

  it('keeps the lock for good when a database error meets it after it was taken', () => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.reach('start-instance-update: lock');
      rig.fault('error after commit of "nexus-1 saga-1 start-instance-update: lock');
      rig.settle();
      return [row(rig)?.updater, rig.rack.db.sagas['saga-1']?.state, row(rig)?.state];
    });

    expect(found).toEqual(['lock of saga-1', 'done', 'vmm']);
  });

  it.each([
    ['the fetch of everything', 'start-instance-update: fetch all of instance-1', 'at'],
    ['the making of the child', 'start-instance-update: create saga-2', 'before commit of'],
    ["the child's inheriting", 'instance-update: inherit the lock', 'before commit of'],
    ['the release of the charge', 'instance-update: release the charge', 'before commit of'],
    ['the commit', 'instance-update: commit', 'before commit of'],
  ])('that fails at %s frees the lock, and is made again by the updater task', (_, point, when) => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.reach(point);
      rig.fault(`error ${when} "nexus-1 saga-${point.startsWith('instance') ? 2 : 1} ${point}`);
      rig.release(point);
      rig.settle();
      const between = row(rig)?.updater;
      rig.tick('nexus-2', 'instance-updater');
      rig.settle();
      return [between, row(rig)?.state, rig.rack.db.charges];
    });

    expect(found).toEqual([null, 'no_vmm', {}]);
  });

  it('that fails after its commit leaves the VMM to the reaper', () => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.reach('instance-update: delete vmm-1');
      rig.fault('error before commit of "nexus-1 saga-2 instance-update: delete vmm-1');
      rig.release('instance-update: delete vmm-1');
      rig.settle();
      const between = rig.rack.db.vmms['vmm-1']?.isDeleted;
      rig.tick('nexus-2', 'abandoned-vmm-reaper');
      rig.settle();
      return [row(rig)?.state, row(rig)?.updater, between, rig.rack.db.vmms['vmm-1']?.isDeleted];
    });

    expect(found).toEqual(['no_vmm', null, false, true]);
  });

  it('whose instance changed under its lock does not commit', () => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.reach('instance-update: commit');
      rig.change(({ db }) => {
        db.instances['instance-1'] = { ...db.instances['instance-1']!, gen: 4 };
      });
      rig.hold('instance-updater');
      rig.release('instance-update: commit');
      rig.settle();
      return [row(rig)?.state, row(rig)?.updater];
    });

    expect(found).toEqual(['vmm', null]);
  });

  it('starts another when there is more to do when it is done', () => {
    const kinds = seen(NEVER, (rig) => {
      end(rig);
      rig.reach('instance-update: delete vmm-1');
      rig.change(({ db }) => {
        db.vmms['vmm-9'] = vmm({ id: 'vmm-9', state: 'destroyed' });
        db.instances['instance-1'] = { ...db.instances['instance-1']!, state: 'vmm', activeVmm: 'vmm-9' };
      });
      rig.release('instance-update: delete vmm-1');
      rig.settle();
      return [Object.keys(rig.rack.db.sagas).length, row(rig)?.activeVmm];
    });

    expect(kinds).toEqual([4, null]);
  });

  it('run again after a crash when the instance is deleted, fails, and its child ends by itself', () => {
    const { truth, saga } = seen(NEVER, (rig) => {
      end(rig);
      rig.let('instance-update: log start destroy_active_vmm.release');
      rig.change(({ db }) => {
        db.instances['instance-1'] = instance({ isDeleted: true, state: 'destroyed' });
      });
      rig.fault('crash-nexus nexus-1');
      rig.let('restart nexus-1');
      rig.settle();
      return { truth: rig.rack.truth, saga: rig.rack.db.sagas['saga-1'] };
    });

    expect(truth.nodeRuns['saga-1']).toMatchObject({ node: 'fetch_state_and_start_real_saga', hadEffect: true });
    expect(saga?.state).toBe('done');
    expect(truth.failedReruns).toEqual([]);
  });

  it('run again after a crash makes a second child, which loses the lock to the first and is no error', () => {
    const found = seen(NEVER, (rig) => {
      end(rig);
      rig.let('start-instance-update: create saga-2');
      rig.fault('crash-nexus nexus-1');
      rig.let('restart nexus-1');
      rig.settle();
      const { sagas, sagaEvents, collections } = rig.rack.db;
      const failed = Object.keys(sagas).map((id) =>
        (sagaEvents[id as 'saga-1'] ?? []).filter(({ event }) => event === 'failed').map(({ node }) => node),
      );
      return [Object.values(sagas).map(({ kind }) => kind), failed, row(rig)?.updater, collections.fleet];
    });

    expect(found).toEqual([
      ['start-instance-update', 'instance-update', 'instance-update'],
      [[], [], ['updater_lock']],
      null,
      0,
    ]);
  });

  it('spins for ever when the instance is deleted between its read and its swap', () => {
    const found = seen({ ...NEVER, operations: [{ name: 'delete A', kind: 'delete' }] }, (rig) => {
      end(rig);
      rig.reach('saga-1 start-instance-update: lock');
      rig.change(({ db }) => {
        db.instances['instance-1'] = instance({ isDeleted: true, state: 'destroyed' });
      });
      rig.release('saga-1 start-instance-update: lock');
      rig.settle();
      return [
        rig.rack.db.sagas['saga-1']?.state,
        rig.run.simulation.marks.get('an update saga spins on a deleted instance'),
      ];
    });

    expect(found).toEqual(['running', 1]);
  });

  it('activates the restart of an instance that failed', () => {
    const found = seen({}, (rig) => {
      rig.send('nexus-1', 'push', { vmm: 'vmm-1', report: { ...destroyed, state: 'failed' } });
      rig.settle();
      return [row(rig)?.state, row(rig)?.activeVmm, row(rig)?.lastAutoRestart !== null];
    });

    expect(found).toEqual(['vmm', 'vmm-2', true]);
  });
});
