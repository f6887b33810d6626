// The tests of the update saga: what each end of a VMM or a migration makes of the instance; with every action run
// twice; and with each node failing once.

import { expect } from 'vitest';
import { unwrap } from '../../../sim/kernel/ask.ts';
import { gestaltOf, instanceFetchAll } from '../../../sim/rack/database/instance.ts';
import type { MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import { instanceUpdaterLock, type UpdaterLock } from '../../../sim/rack/database/updater-lock.ts';
import { type VmmReport, vmmAndMigrationUpdateRuntime } from '../../../sim/rack/database/vmm.ts';
import { planUpdate } from '../../../sim/rack/nexus/update-plan.ts';
import type { SagaParams } from '../../../sim/rack/steno/saga-params.ts';
import { togglesOf } from '../../rack/make.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import { hasFailedUndo, nodesOf, runSaga } from '../sagas.ts';
import type { UpstreamTest } from '../upstream.ts';
import { ask, held, instance, perform, rackWith, rowOf } from '../world.ts';

/** What one side of a migration has reported last. */
type Reported = readonly [migration: MigrationState, vmm: VmmState];

/** What is reported, and what must have become of the instance. */
interface Outcome {
  readonly name: string;
  readonly says: string;
  readonly source?: Reported;
  readonly target?: Reported;
  readonly row: object;
  /** VMMs whose reservation is kept. */
  readonly keeps: readonly string[];
}

const ON_SOURCE = { state: 'vmm', activeVmm: 'vmm-1', targetVmm: null, migration: null };
const ON_TARGET = { state: 'vmm', activeVmm: 'vmm-2', targetVmm: null, migration: null };
const NOWHERE = { state: 'no_vmm', activeVmm: null, targetVmm: null, migration: null };

const MIGRATIONS: readonly Outcome[] = [
  {
    name: 'migration_source_completed',
    says: 'the target is active, and the ids stay until the target has reported, too',
    source: ['completed', 'stopping'],
    row: { ...ON_TARGET, targetVmm: 'vmm-2', migration: 'migration-1' },
    keeps: ['vmm-1', 'vmm-2'],
  },
  {
    name: 'migration_target_completed',
    says: 'the target is active, the ids are cleared',
    target: ['completed', 'running'],
    row: ON_TARGET,
    keeps: ['vmm-1', 'vmm-2'],
  },
  {
    name: 'migration_completed_source_destroyed',
    says: 'the same, and the source has given back what it held',
    source: ['completed', 'destroyed'],
    target: ['completed', 'running'],
    row: ON_TARGET,
    keeps: ['vmm-2'],
  },
  {
    name: 'migration_target_failed',
    says: 'the source stays active, the ids are cleared, the target has given back what it held',
    source: ['failed', 'running'],
    target: ['failed', 'failed'],
    row: ON_SOURCE,
    keeps: ['vmm-1'],
  },
  {
    name: 'migration_target_failed_destroyed',
    says: 'the same of a target that was destroyed',
    source: ['failed', 'running'],
    target: ['failed', 'destroyed'],
    row: ON_SOURCE,
    keeps: ['vmm-1'],
  },
  {
    name: 'migration_source_failed_destroyed',
    says: 'no VMM is active; the target is left behind',
    source: ['failed', 'destroyed'],
    target: ['in_progress', 'running'],
    row: NOWHERE,
    keeps: ['vmm-2'],
  },
  {
    name: 'migration_failed_everyone_died',
    says: 'no VMM is active, nothing is held',
    source: ['failed', 'destroyed'],
    target: ['failed', 'destroyed'],
    row: NOWHERE,
    keeps: [],
  },
  {
    name: 'migration_completed_but_target_destroyed',
    says: 'no VMM is active; the source, which is stopping, holds what it held',
    source: ['completed', 'stopping'],
    target: ['completed', 'destroyed'],
    row: NOWHERE,
    keeps: ['vmm-1'],
  },
];

const DESTROYED: Outcome = {
  name: 'active_vmm_destroyed',
  says: 'the instance is stopped and unlocked, and nothing is held',
  row: NOWHERE,
  keeps: [],
};

/** The VMMs do nothing by themselves: what they report is written by hand. */
const FREEZE = ['runner vmm-', 'propolis vmm-'] as const;

function write(rig: Rig, vmm: 'vmm-1' | 'vmm-2', state: VmmState, parts: Partial<VmmReport> = {}): void {
  const gen = (rig.rack.db.vmms[vmm]?.gen ?? 0) + 1;
  unwrap(
    perform(rig, () =>
      vmmAndMigrationUpdateRuntime(vmm, { state, gen, migrationIn: null, migrationOut: null, ...parts }),
    ),
  );
}

/** Brings an instance to the point where an update is due. */
function setUp(rig: Rig, { source, target }: Outcome): void {
  rig.hold(...FREEZE);
  if (source === undefined && target === undefined) return write(rig, 'vmm-1', 'destroyed');
  ask(rig, 'migrate');
  const report = (state: MigrationState) => ({ migration: 'migration-1', state, gen: 2 }) as const;
  if (source) write(rig, 'vmm-1', source[1], { migrationOut: report(source[0]) });
  if (target) write(rig, 'vmm-2', target[1], { migrationIn: report(target[0]) });
}

function verify(rig: Rig, { row, keeps }: Outcome): void {
  const { updater, activeVmm } = rowOf(rig);
  expect(updater).toBeNull();
  expect(rowOf(rig)).toMatchObject(row);
  expect(held(rig).reservations).toEqual(keeps);
  expect(held(rig)).toMatchObject(activeVmm === null ? { charges: [], cpus: 0 } : { charges: ['instance-1'], cpus: 2 });
}

function release(rig: Rig): void {
  rig.release(...FREEZE);
}

function inWorld(outcome: Outcome, look: (rig: Rig) => void): void {
  seen(rackWith(instance('running')), (rig) => {
    setUp(rig, outcome);
    look(rig);
    release(rig);
  });
}

const START = { instance: 'instance-1', cause: 'report' } as const;

function succeeds(outcome: Outcome): void {
  inWorld(outcome, (rig) => {
    expect(runSaga(rig, 'start-instance-update', START).ok).toBe(true);
    verify(rig, outcome);
  });
}

/** The parameters of the saga that does the work, under a lock that the test has taken in its parent's place. */
function childOf(rig: Rig): SagaParams['instance-update'] {
  const { locked } = unwrap(perform(rig, () => instanceUpdaterLock('instance-1', 'lock of saga-99')));
  unwrap(perform(rig, () => instanceFetchAll('instance-1')));
  const snapshot = gestaltOf(rig.rack.db, 'instance-1');
  const plan = planUpdate(snapshot, togglesOf('oct-2024'));
  if (plan === null) throw new Error('no update is due');
  return { instance: 'instance-1', cpus: snapshot.instance.cpus, plan, parentLock: locked as UpdaterLock };
}

function succeedsIdempotently(outcome: Outcome): void {
  inWorld(outcome, (rig) => {
    expect(runSaga(rig, 'instance-update', childOf(rig), () => 'action twice').ok).toBe(true);
    verify(rig, outcome);
  });
}

function startSagaTwice(): void {
  inWorld(DESTROYED, (rig) => {
    expect(runSaga(rig, 'start-instance-update', START, () => 'action twice').ok).toBe(true);
    verify(rig, DESTROYED);
  });
}

/** All of the work is in one write, or none of it. */
function isConsistent(rig: Rig): void {
  const { state, activeVmm, targetVmm, migration } = rowOf(rig);
  expect(activeVmm !== null).toBe(state === 'vmm');
  if (targetVmm !== null) expect(migration).not.toBeNull();
  if (migration !== null) expect(state).toBe('vmm');
  expect(hasFailedUndo(rig)).toBe(false);
}

function canUnwind(outcome: Outcome): void {
  let nodes: readonly string[] = [];
  inWorld(outcome, (rig) => {
    nodes = nodesOf('instance-update', childOf(rig));
  });
  expect(nodes.length).toBeGreaterThan(3);
  for (const failing of nodes) {
    inWorld(outcome, (rig) => {
      const params = childOf(rig);
      const result = runSaga(rig, 'instance-update', params, (node) => (node === failing ? 'fail' : undefined));
      expect(result).toMatchObject({ ok: false, node: failing });
      expect([null, params.parentLock.id]).toContain(rowOf(rig).updater);
      isConsistent(rig);
    });
  }
}

function startSagaCanUnwind(): void {
  const nodes = nodesOf('start-instance-update', START);
  expect(nodes).toHaveLength(3);
  for (const failing of nodes) {
    inWorld(DESTROYED, (rig) => {
      const result = runSaga(rig, 'start-instance-update', START, (node) => (node === failing ? 'fail' : undefined));
      expect(result).toMatchObject({ ok: false, node: failing });
      expect(rowOf(rig).updater).toBeNull();
      isConsistent(rig);
    });
  }
}

function testsOf(outcome: Outcome, unwinding: string): readonly UpstreamTest[] {
  const { name, says } = outcome;
  return [
    { test: `test_${name}_succeeds`, shows: says, run: () => succeeds(outcome) },
    {
      test: `test_${name}_actions_succeed_idempotently`,
      shows: 'the same with every action run twice',
      run: () => succeedsIdempotently(outcome),
    },
    {
      test: `test_${name}_${unwinding}`,
      shows:
        "each node fails once: the lock is released or still the parent's, the record is consistent, no undo failed",
      run: () => canUnwind(outcome),
    },
  ];
}

export const SAGA_UPDATE: readonly UpstreamTest[] = [
  ...testsOf(DESTROYED, 'action_failure_can_unwind'),
  {
    test: 'test_start_saga_actions_succeed_idempotently',
    shows: 'the saga that takes the lock, with every action run twice',
    run: startSagaTwice,
  },
  {
    test: 'test_start_saga_action_failure_can_unwind',
    shows: 'each of its nodes fails once: the instance is unlocked',
    run: startSagaCanUnwind,
  },
  ...MIGRATIONS.flatMap((outcome) => testsOf(outcome, 'can_unwind')),
];
