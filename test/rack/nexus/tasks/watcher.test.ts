import { describe, expect, it } from 'vitest';
import type { VmmState } from '../../../../sim/rack/database/tables.ts';
import type { VmmId } from '../../../../sim/rack/ids.ts';
import { vmm } from '../../database/rows.ts';
import { type Rig, seen } from '../../rig.ts';

/** The VMMs that the watcher of nexus-1 asks sleds about. */
function asked(rig: Rig): string[] {
  const labels: string[] = [];
  rig.run.simulation.observers.on('message', (what, label) => {
    const found = /: sled-\d get-state (vmm-\d+)$/.exec(label);
    if (what === 'request' && found) labels.push(found[1]!);
  });
  rig.tick('nexus-1', 'instance-watcher');
  rig.settle();
  return labels;
}

/** A tick of the watcher that is stopped at the call, where the script may interfere. */
function watch(rig: Rig, interfere: () => void): void {
  rig.tick('nexus-1', 'instance-watcher');
  rig.reach('get-state vmm-1 request');
  interfere();
  rig.release('get-state vmm-1 request');
  rig.settle();
}

describe('instance_watcher asks about', () => {
  const watched: Readonly<Record<VmmState, boolean>> = {
    creating: false,
    starting: true,
    running: true,
    stopping: true,
    stopped: true,
    rebooting: true,
    migrating: true,
    failed: true,
    destroyed: false,
    saga_unwound: false,
  };

  it.each(Object.entries(watched) as [VmmState, boolean][])('a VMM that is %s: %s', (state, isWatched) => {
    const ids = seen({}, (rig) => {
      rig.change((rack) => {
        rack.db.vmms['vmm-1'] = vmm({ state });
      });
      return asked(rig);
    });

    expect(ids).toEqual(isWatched ? ['vmm-1'] : []);
  });

  it('targets and unlinked VMMs, too, and not about deleted ones', () => {
    const ids = seen({}, (rig) => {
      rig.change((rack) => {
        rack.db.instances['instance-1'] = { ...rack.db.instances['instance-1']!, targetVmm: 'vmm-2' };
        for (const id of ['vmm-2', 'vmm-3'] as const) rack.db.vmms[id] = vmm({ id, sled: 'sled-2' });
        rack.db.vmms['vmm-4'] = vmm({ id: 'vmm-4', isDeleted: true });
      });
      return asked(rig);
    });

    expect(ids).toEqual(['vmm-1', 'vmm-2', 'vmm-3']);
  });

  it('sixteen at a time, and the next when all of those are done', () => {
    const counts = seen({}, (rig) => {
      rig.change((rack) => {
        for (let n = 2; n <= 20; n++) rack.db.vmms[`vmm-${n}`] = vmm({ id: `vmm-${n}` as VmmId });
      });
      rig.hold('get-state');
      rig.tick('nexus-1', 'instance-watcher');
      rig.settle();
      const first = rig.run.enabled().filter(({ label }) => label.endsWith('request')).length;
      rig.release('get-state');
      rig.reach('vmm-17: sled-1 get-state');
      const left = rig.run.enabled().filter(({ label }) => /vmm-([1-9]|1[0-6]): /.test(label)).length;
      return [first, left];
    });

    expect(counts).toEqual([16, 0]);
  });

  it('with no look at the database between the list and the calls', () => {
    const labels = seen({}, (rig) => {
      rig.tick('nexus-1', 'instance-watcher');
      rig.let('list VMMs to watch');
      rig.let('joins');
      return rig.run.enabled().map(({ label }) => label);
    });

    expect(labels).toEqual([]);
  });
});

describe('what instance_watcher makes of the answer', () => {
  it('a state is taken in like a push', () => {
    const row = seen({}, (rig) => {
      watch(rig, () =>
        rig.change((rack) => {
          const runner = rack.sledAgents['sled-1']!.runners['vmm-1']!;
          runner.report = { ...runner.report, state: 'stopping', gen: 7 };
        }),
      );
      return rig.rack.db.vmms['vmm-1'];
    });

    expect(row).toEqual(vmm({ state: 'stopping', gen: 7 }));
  });

  it('"no such VMM" fails it at the generation after the one that was listed, and awaits an update saga', () => {
    const found = seen({ shape: { disabledTasks: ['instance-reincarnation'] } }, (rig) => {
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.settle();
      rig.tick('nexus-1', 'instance-watcher');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1'], rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([vmm({ state: 'failed', gen: 5, isDeleted: true }), 'failed']);
  });

  it('"no such VMM" is superseded when the row has moved on since it was listed', () => {
    const found = seen({}, (rig) => {
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.settle();
      watch(rig, () =>
        rig.change((rack) => {
          rack.db.vmms['vmm-1'] = vmm({ state: 'stopping', gen: 5 });
        }),
      );
      return [rig.rack.db.vmms['vmm-1'], Object.keys(rig.rack.db.sagas)];
    });

    expect(found).toEqual([vmm({ state: 'stopping', gen: 5 }), []]);
  });

  it('"no such VMM" says nothing of a migration', () => {
    const sides = seen({ operations: [{ name: 'migrate A', kind: 'migrate' }] }, (rig) => {
      rig.issue('migrate A');
      rig.reach('pauses the guest');
      rig.settle();
      const before = rig.rack.db.migrations['migration-1'];
      rig.fault('crash-sled-agent sled-2');
      rig.change((rack) => {
        rack.sledAgents['sled-2']!.isUp = true;
      });
      rig.hold('lock instance-1');
      rig.tick('nexus-1', 'instance-watcher');
      rig.settle();
      return [rig.rack.db.vmms['vmm-2']?.state, before, rig.rack.db.migrations['migration-1']];
    });

    expect(sides[0]).toBe('failed');
    expect(sides[2]).toEqual(sides[1]);
  });

  it.each([
    ['a refused connection', 'crash-sled-agent sled-1'],
    ['a timeout', 'drop-reply "nexus-1 instance-watcher/vmm-1: sled-1 get-state vmm-1 reply'],
  ])('%s changes nothing', (_, fault) => {
    const found = seen({}, (rig) => {
      rig.tick('nexus-1', 'instance-watcher');
      rig.reach(fault.startsWith('drop') ? 'get-state vmm-1 reply' : 'get-state vmm-1 request');
      rig.fault(fault);
      rig.release(fault.startsWith('drop') ? 'get-state vmm-1 reply' : 'get-state vmm-1 request');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1'], Object.keys(rig.rack.db.sagas)];
    });

    expect(found).toEqual([vmm(), []]);
  });

  it('an update saga that fails is only reported: the updater task is not activated', () => {
    const found = seen({}, (rig) => {
      rig.change((rack) => {
        const runner = rack.sledAgents['sled-1']!.runners['vmm-1']!;
        runner.report = { ...runner.report, state: 'destroyed', gen: 7 };
      });
      rig.tick('nexus-1', 'instance-watcher');
      rig.reach('refetch instance-1');
      rig.fault('error at "nexus-1 saga-1 start-instance-update: refetch instance-1');
      rig.settle();
      return [Object.keys(rig.rack.db.sagas), rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([['saga-1'], 'vmm']);
  });
});
