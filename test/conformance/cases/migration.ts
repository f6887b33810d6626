// Migrations, as the integration tests drive them through the API; and the draft's own two tests.

import { expect } from 'vitest';
import { type Rig, seen } from '../../rack/rig.ts';
import type { UpstreamTest } from '../upstream.ts';
import { ask, forget, held, instance, NOTHING_HELD, rackWith, rowOf, said, shown } from '../world.ts';

/** Where the guest of the source is handed over, and where the target comes to know. */
const HANDS_OVER = 'hands the guest over';
const TARGET_REPORTS = 'push of vmm-2: write the report';

function sides(rig: Rig): readonly [unknown, unknown] {
  const { sourceState, targetState } = rig.rack.db.migrations['migration-1'] ?? {};
  return [sourceState, targetState];
}

/** Until both sides copy. */
function migrate(rig: Rig): void {
  expect(said(rig, 'migrate')).toEqual([200, 'migrating']);
  expect(sides(rig)).toEqual(['pending', 'pending']);
  expect(rowOf(rig)).toMatchObject({ activeVmm: 'vmm-1', targetVmm: 'vmm-2' });
  rig.let('push of vmm-1: write the report');
  expect([...sides(rig), shown(rig)]).toEqual(['in_progress', 'pending', 'migrating']);
  rig.let('push of vmm-2: write the report');
  expect([...sides(rig), shown(rig)]).toEqual(['in_progress', 'in_progress', 'migrating']);
}

function instanceMigrates(): void {
  seen(rackWith(instance('running')), (rig) => {
    migrate(rig);
    rig.hold(TARGET_REPORTS);
    rig.settle();
    expect([...sides(rig), shown(rig)]).toEqual(['completed', 'in_progress', 'migrating']);
    rig.release(TARGET_REPORTS);
    rig.settle();
    expect([...sides(rig), shown(rig)]).toEqual(['completed', 'completed', 'running']);
    expect(rowOf(rig)).toMatchObject({ activeVmm: 'vmm-2', targetVmm: null, migration: null });
    expect(rig.rack.db.vmms['vmm-2']?.sled).toBe('sled-2');
  });
}

/** The source never gets to its end. */
function metricsWithMigration(): void {
  seen(rackWith(instance('running')), (rig) => {
    const charged = { charges: ['instance-1'], cpus: 2 };
    migrate(rig);
    expect(held(rig)).toMatchObject(charged);
    rig.hold('vmm-1 halt: begins to stop');
    rig.settle();
    expect(shown(rig)).toBe('running');
    expect(held(rig)).toMatchObject(charged);
    ask(rig, 'stop');
    rig.settle();
    expect(shown(rig)).toBe('stopped');
    expect(held(rig)).toMatchObject({ charges: [], cpus: 0, reservations: ['vmm-1'] });
    rig.release('vmm-1 halt: begins to stop');
  });
}

function forceTerminate(): void {
  const instances = [instance('running'), instance('running', { id: 'instance-2' })];
  const terminated = (rig: Rig) => {
    rig.hold('push to');
    expect(said(rig, 'force-terminate')).toEqual([202, 'stopped']);
    rig.release('push to');
    rig.settle();
    expect(said(rig, 'force-terminate')).toEqual([202, 'stopped']);
  };
  seen(rackWith(...instances), terminated, 'pr-6795/6');
  seen(
    rackWith(...instances),
    (rig) => {
      forget(rig, 'sled-2');
      expect(said(rig, 'force-terminate', 'instance-2')).toEqual([202, 'failed']);
    },
    'pr-6795/6',
  );
}

function forceTerminateMigrating(): void {
  seen(
    rackWith(instance('running')),
    (rig) => {
      migrate(rig);
      rig.hold(HANDS_OVER, 'push to');
      expect(said(rig, 'force-terminate')).toEqual([202, 'stopped']);
      expect(sides(rig)).toEqual(['failed', 'failed']);
      rig.release(HANDS_OVER, 'push to');
      rig.settle();
      expect([...sides(rig), shown(rig)]).toEqual(['failed', 'failed', 'stopped']);
      expect(held(rig)).toEqual(NOTHING_HELD);
    },
    'pr-6795/6',
  );
}

export const MIGRATION: readonly UpstreamTest[] = [
  {
    test: 'test_instance_migrate',
    shows:
      'pending on both sides, then in progress one after the other, then the source completes while clients see ' +
      'migrating, then the target: it runs on the other sled',
    run: instanceMigrates,
  },
  {
    test: 'test_instance_metrics_with_migration',
    shows: 'charged once through a migration; released after a stop, although the source never came to its end',
    run: metricsWithMigration,
  },
];

export const FORCE_TERMINATE: readonly UpstreamTest[] = [
  {
    test: 'test_instance_force_terminate',
    shows:
      'a running instance is answered stopped, the second time too; one whose sled has forgotten it, failed. ' +
      "The sled-agent's own push is held back, since upstream's fake makes none: if it wins, the answer is stopping",
    run: forceTerminate,
  },
  {
    test: 'test_instance_force_terminate_migrating',
    shows: 'in the middle of a migration: answered stopped, and the migration failed on both sides',
    run: forceTerminateMigrating,
  },
];
