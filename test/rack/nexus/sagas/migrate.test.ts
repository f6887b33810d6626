import { describe, expect, it } from 'vitest';
import type { Rack } from '../../../../sim/rack/rack.ts';
import { answersIn, seen } from '../../rig.ts';

const MIGRATE = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'migrate B', kind: 'migrate', nexus: 'nexus-2' },
  ],
} as const;

const left = ({ db, sledAgents, truth }: Rack) => ({
  active: db.instances['instance-1']?.activeVmm,
  ids: [db.instances['instance-1']?.migration, db.instances['instance-1']?.targetVmm],
  target: db.vmms['vmm-2']?.state,
  sides: [db.migrations['migration-1']?.sourceState, db.migrations['migration-1']?.targetState],
  reserved: Object.keys(db.reservations),
  registered: Object.keys(sledAgents['sled-2']!.jobs),
  stuck: Object.keys(truth.stuckSagas),
});

describe('a migrate saga', () => {
  it('is done once the target has taken the request, long before the migration is', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach('boots the zone of vmm-2');
      rig.settle();
      return [answersIn(rig.rack)[0], rig.rack.db.sagas['saga-1']?.state, left(rig.rack)];
    });

    expect(found).toEqual([
      { isSuccess: true, status: 200, state: 'migrating' },
      'done',
      {
        active: 'vmm-1',
        ids: ['migration-1', 'vmm-2'],
        target: 'migrating',
        sides: ['pending', 'pending'],
        reserved: ['vmm-1', 'vmm-2'],
        registered: ['vmm-2'],
        stuck: [],
      },
    ]);
  });

  it('does not charge the instance a second time', () => {
    const total = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.settle();
      return rig.rack.db.collections;
    });

    expect(total).toEqual({ project: 2, silo: 2, fleet: 2 });
  });

  it('loses to another at the migration ids', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.hold('set migration ids', 'boots the zone');
      rig.issue('migrate A');
      rig.issue('migrate B');
      rig.settle();
      rig.let('saga-2 instance-migrate: set migration ids');
      rig.settle();
      rig.release('set migration ids');
      rig.settle();
      const answers = answersIn(rig.rack).map((answer) => answer?.status);
      const { migration, targetVmm } = rig.rack.db.instances['instance-1']!;
      return [answers, migration, targetVmm, Object.keys(rig.rack.db.reservations)];
    });

    expect(found).toEqual([[409, 200], 'migration-2', 'vmm-3', ['vmm-1', 'vmm-3']]);
  });

  it.each([
    ['insert vmm-2', [null, null], undefined, [undefined, undefined]],
    ['insert migration-1', [null, null], 'saga_unwound', [undefined, undefined]],
    ['set migration ids of instance-1', [null, null], 'saga_unwound', ['failed', 'failed']],
    ['look up instance-1', ['migration-1', 'vmm-2'], 'saga_unwound', ['failed', 'failed']],
    ['write the report of vmm-2', ['migration-1', 'vmm-2'], 'saga_unwound', ['failed', 'failed']],
  ] as const)('that fails at "%s" keeps its ids if it had set them, and nothing else', (point, ids, target, sides) => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach(`saga-1 instance-migrate: ${point}`);
      const when = point.startsWith('look up') ? 'at' : 'before commit of';
      rig.fault(`error ${when} "nexus-1 saga-1 instance-migrate: ${point}`);
      rig.settle();
      const { registered, ...rest } = left(rig.rack);
      return rest;
    });

    expect(found).toEqual({ active: 'vmm-1', ids, target, sides, reserved: ['vmm-1'], stuck: [] });
  });

  it('that fails at its last node unregisters the target', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach('put-state migration-target vmm-2 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 put-state');
      rig.settle();
      return left(rig.rack);
    });

    expect(found).toMatchObject({ registered: [], target: 'saga_unwound', sides: ['failed', 'failed'], stuck: [] });
  });

  it.each([
    [
      'the request is lost',
      'put-state migration-target vmm-2 request',
      'drop-request "nexus-1 saga-1 instance-migrate',
    ],
    ['the reply is lost', 'put-state migration-target vmm-2 reply', 'drop-reply "nexus-1 saga-1 instance-migrate'],
    ['the sled is not found', 'look up sled-2', 'error at "nexus-1 saga-1 instance-migrate: look up sled-2'],
    ['Nexus dies meanwhile', 'put-state migration-target vmm-2 reply', 'crash-nexus nexus-1'],
  ])('asks again, by design, when %s, and goes through', (_, point, fault) => {
    const set = { 'migrateSaga.onNoAnswer': 'ask-again', 'sledAgent.runAgain': 'answers' } as const;
    const found = seen({ ...MIGRATE, set }, (rig) => {
      rig.issue('migrate A');
      rig.let('log start instance_migrate');
      rig.reach(point);
      rig.fault(fault);
      rig.release(point);
      rig.settle();
      if (fault.startsWith('crash')) {
        rig.let('restart nexus-1');
        rig.settle();
      }
      const { active, registered, stuck } = left(rig.rack);
      return [rig.rack.db.sagas['saga-1']?.state, active, registered, stuck, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual(['done', 'vmm-2', ['vmm-2'], [], ['vmm-2']]);
  });

  it('counts a target that cannot be reached as unregistered', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach('put-state migration-target vmm-2 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 put-state');
      rig.reach('unregister vmm-2 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 unregister');
      rig.settle();
      return left(rig.rack);
    });

    expect(found).toMatchObject({ registered: ['vmm-2'], reserved: ['vmm-1'], stuck: [] });
  });

  it('sticks at a target that is gone', () => {
    const found = seen({ ...MIGRATE, set: { 'sledAgent.unregisterUnknown': 'no-such-vmm' } }, (rig) => {
      rig.issue('migrate A');
      rig.reach('put-state migration-target vmm-2 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 put-state');
      rig.fault('crash-sled-agent sled-2');
      rig.let('restart sled-2');
      rig.settle();
      return left(rig.rack).stuck;
    });

    expect(found).toEqual(['saga-1']);
  });

  it('unwound before it registered is put right by the updater task, and leaves its target to the reaper', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach('saga-1 instance-migrate: look up instance-1');
      rig.fault('error at "nexus-1 saga-1 instance-migrate: look up instance-1');
      rig.settle();
      const { migration } = rig.rack.db.instances['instance-1']!;
      rig.tick('nexus-2', 'instance-updater');
      rig.settle();
      const between = [left(rig.rack).ids, rig.rack.db.vmms['vmm-2']?.isDeleted];
      rig.tick('nexus-2', 'abandoned-vmm-reaper');
      rig.settle();
      return [migration, between, rig.rack.db.vmms['vmm-2']?.isDeleted, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual(['migration-1', [[null, null], false], true, ['vmm-1']]);
  });

  it('unwound after it registered is put right at once: the sled reports the end of the target by itself', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.reach('put-state migration-target vmm-2 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 put-state');
      rig.settle();
      return [left(rig.rack).ids, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual([[null, null], ['vmm-1']]);
  });

  it('run again after a crash tears down a target that runs the guest by then, if that run fails', () => {
    const found = seen(MIGRATE, (rig) => {
      rig.issue('migrate A');
      rig.let('put-state migration-target vmm-2 reply');
      rig.fault('crash-nexus nexus-1');
      rig.settle();
      const running = Object.keys(rig.rack.guests);
      rig.let('restart nexus-1');
      rig.reach('saga-1 instance-migrate: look up sled-2');
      rig.fault('error at "nexus-1 saga-1 instance-migrate: look up sled-2');
      rig.release('saga-1 instance-migrate: look up sled-2');
      rig.settle();
      return [running, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual([['vmm-2'], []]);
  });
});
