import { describe, expect, it } from 'vitest';
import { incarnated, instance, vmm } from '../../database/rows.ts';
import { type Rig, seen } from '../../rig.ts';

/** An abandoned VMM with a reservation, beside the running one. */
function abandon(rig: Rig): void {
  rig.change(({ db }) => {
    db.vmms['vmm-2'] = vmm({ id: 'vmm-2', state: 'destroyed' });
    db.reservations['vmm-2'] = { vmm: 'vmm-2', sled: 'sled-1', cpus: 2 };
  });
}

const left = (rig: Rig) => [rig.rack.db.vmms['vmm-2']?.isDeleted, rig.rack.db.reservations['vmm-2'] === undefined];

describe('abandoned_vmm_reaper', () => {
  it('gives the reservation back first, and then deletes the row', () => {
    const [between, after] = seen({}, (rig) => {
      abandon(rig);
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.reach('delete vmm-2');
      const between = left(rig);
      rig.release('delete vmm-2');
      rig.settle();
      return [between, left(rig)];
    });

    expect([between, after]).toEqual([
      [false, true],
      [true, true],
    ]);
  });

  it('leaves the running VMM alone', () => {
    const rack = seen({}, (rig) => {
      abandon(rig);
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.settle();
      return rig.rack;
    });

    expect(rack.db.vmms['vmm-1']).toEqual(vmm());
    expect(rack.db.reservations['vmm-1']).toBeDefined();
  });

  it('deletes a row whose reservation it could not give back', () => {
    const after = seen({}, (rig) => {
      abandon(rig);
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.reach('release the reservation of vmm-2');
      rig.fault('error before commit of "nexus-1 abandoned-vmm-reaper: release the reservation of vmm-2');
      rig.settle();
      return left(rig);
    });

    expect(after).toEqual([true, false]);
  });

  it('works off a stale list: a VMM that was linked since is reaped all the same', () => {
    const after = seen({}, (rig) => {
      abandon(rig);
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.reach('release the reservation of vmm-2');
      rig.change(({ db }) => {
        db.instances['instance-1'] = incarnated({ activeVmm: 'vmm-2' });
      });
      rig.release('release the reservation of vmm-2');
      rig.settle();
      return left(rig);
    });

    expect(after).toEqual([true, true]);
  });

  it('takes care of what an unwound start has left, once another start has replaced it', () => {
    const row = seen({ operations: [{ name: 'start A', kind: 'start' }] }, (rig) => {
      rig.change(({ db }) => {
        db.vmms['vmm-1'] = vmm({ state: 'saga_unwound' });
      });
      rig.issue('start A');
      rig.settle();
      return rig.rack.db.vmms['vmm-1'];
    });

    expect(row).toEqual(vmm({ state: 'saga_unwound', isDeleted: true }));
  });

  it('reaps nothing when its list fails, and the next time it does', () => {
    const [first, second] = seen({}, (rig) => {
      rig.change(({ db }) => {
        db.instances['instance-1'] = instance();
        db.vmms['vmm-1'] = vmm({ state: 'failed' });
      });
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.fault('error at "nexus-1 abandoned-vmm-reaper: list abandoned VMMs');
      rig.settle();
      const first = rig.rack.db.vmms['vmm-1']?.isDeleted;
      rig.tick('nexus-1', 'abandoned-vmm-reaper');
      rig.settle();
      return [first, rig.rack.db.vmms['vmm-1']?.isDeleted];
    });

    expect([first, second]).toEqual([false, true]);
  });
});
