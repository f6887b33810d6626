// The tests of the create and the delete saga, as far as the model has their nodes: the record itself.

import { expect } from 'vitest';
import { newInstance } from '../../../sim/rack/nexus/operations/create-delete.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import { hasFailedUndo, type Injection, nodesOf, runSaga } from '../sagas.ts';
import type { UpstreamTest } from '../upstream.ts';
import { held, instance, NOTHING_HELD, rackWith, rowOf, said } from '../world.ts';

const CREATE = { row: newInstance('instance-1', 'never') };
const DELETE = { instance: 'instance-1' } as const;
const NODES = nodesOf('instance-create', CREATE);

function create(injection: (node: string) => Injection | undefined, look: (rig: Rig, failedAt: string | null) => void) {
  seen(rackWith(instance('absent')), (rig) => {
    const result = runSaga(rig, 'instance-create', CREATE, injection);
    look(rig, result.ok ? null : result.node);
  });
}

function isStopped(rig: Rig, failedAt: string | null): void {
  expect(failedAt).toBeNull();
  expect(rowOf(rig)).toMatchObject({ state: 'no_vmm', activeVmm: null, isDeleted: false });
}

function isClean(rig: Rig): void {
  const rows = Object.values(rig.rack.db.instances).filter(({ isDeleted }) => !isDeleted);
  expect(rows).toEqual([]);
  expect(held(rig)).toEqual(NOTHING_HELD);
  expect(Object.values(rig.rack.sledAgents).flatMap(({ jobs }) => Object.keys(jobs))).toEqual([]);
  expect(hasFailedUndo(rig)).toBe(false);
}

/** With the node before the failing one undone as often as told. */
function failsAtEachNode(undo: 'once' | 'twice'): void {
  const failing = undo === 'once' ? NODES : NODES.slice(1);
  expect(failing.length).toBeGreaterThan(0);
  for (const at of failing) {
    create(
      (node) =>
        node === at ? 'fail' : undo === 'twice' && node === NODES[NODES.indexOf(at) - 1] ? 'undo twice' : undefined,
      (rig, failedAt) => {
        expect(failedAt).toBe(at);
        isClean(rig);
      },
    );
  }
}

function remove(injection: Injection | undefined): void {
  seen(rackWith(instance('stopped')), (rig) => {
    const result = runSaga(rig, 'instance-delete', DELETE, () => injection);
    expect(result.ok).toBe(true);
    expect(said(rig, 'view')).toEqual([404, null]);
    isClean(rig);
  });
}

function recordIsRemoved(): void {
  create(
    (node) => (node === NODES.at(-1) ? 'fail' : undefined),
    (rig) => {
      expect(said(rig, 'view')).toEqual([404, null]);
      isClean(rig);
    },
  );
}

export const SAGA_CREATE: readonly UpstreamTest[] = [
  {
    test: 'test_saga_basic_usage_succeeds',
    shows: 'the record is made and is stopped',
    run: () => create(() => undefined, isStopped),
  },
  {
    test: 'test_action_failure_can_unwind',
    shows: 'each of its nodes fails once: no record is left, nothing is held, no undo has failed',
    run: () => failsAtEachNode('once'),
  },
  {
    test: 'test_action_failure_can_unwind_idempotently',
    shows: 'the same with the undo before it run twice',
    run: () => failsAtEachNode('twice'),
  },
  {
    test: 'test_actions_succeed_idempotently',
    shows: 'with every action run twice the record is made once',
    run: () => create(() => 'action twice', isStopped),
  },
];

export const SAGA_DELETE: readonly UpstreamTest[] = [
  { test: 'test_saga_basic_usage_succeeds', shows: 'the record is gone', run: () => remove(undefined) },
  {
    test: 'test_actions_succeed_idempotently',
    shows: 'with every action run twice it is gone all the same',
    run: () => remove('action twice'),
  },
];

export const CREATE_UNWINDS: UpstreamTest = {
  test: 'test_instance_create_saga_removes_instance_database_record',
  shows: 'a create that unwinds leaves no record. Upstream lets an address conflict; here a node fails',
  lacks: 'a name is free again upstream, and here it tells one life of an instance',
  run: recordIsRemoved,
};
