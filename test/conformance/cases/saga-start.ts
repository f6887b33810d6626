// The tests of the start saga.

import { expect } from 'vitest';
import { type Rig, seen } from '../../rack/rig.ts';
import { hasFailedUndo, type Injection, nodesOf, runSaga } from '../sagas.ts';
import type { UpstreamTest } from '../upstream.ts';
import { failCalls, held, instance, NOTHING_HELD, rackWith, rowOf, shown } from '../world.ts';

const KIND = 'instance-start';
const paramsOf = (rig: Rig) => ({ instance: rowOf(rig), reason: 'user' }) as const;

/** A start of a stopped instance, with every node treated as told. */
function start(injection: (node: string) => Injection | undefined, look: (rig: Rig, failedAt: string | null) => void) {
  seen(rackWith(instance('stopped')), (rig) => {
    const result = runSaga(rig, KIND, paramsOf(rig), injection);
    look(rig, result.ok ? null : result.node);
  });
}

function isRunning(rig: Rig, failedAt: string | null): void {
  expect(failedAt).toBeNull();
  const { activeVmm } = rowOf(rig);
  expect(activeVmm && rig.rack.db.vmms[activeVmm]?.state).toBe('running');
  expect(shown(rig)).toBe('running');
}

function isUnwound(rig: Rig): void {
  expect(rowOf(rig)).toMatchObject({ state: 'no_vmm', activeVmm: null });
  expect(held(rig)).toEqual(NOTHING_HELD);
  expect(hasFailedUndo(rig)).toBe(false);
}

function failsAtEachNode(): void {
  const nodes = seen(rackWith(instance('stopped')), (rig) => nodesOf(KIND, paramsOf(rig)));
  expect(nodes).toHaveLength(7);
  for (const failing of nodes) {
    start(
      (node) => (node === failing ? 'fail' : undefined),
      (rig, failedAt) => {
        expect(failedAt).toBe(failing);
        isUnwound(rig);
      },
    );
  }
}

function ensureRunningFails(): void {
  seen(rackWith(instance('stopped')), (rig) => {
    failCalls(rig, 'put-state');
    const result = runSaga(rig, KIND, paramsOf(rig));
    expect(result).toMatchObject({ ok: false, node: nodesOf(KIND, paramsOf(rig)).at(-1) });
    isUnwound(rig);
    expect(rig.rack.db.vmms['vmm-1']?.state).toBe('saga_unwound');
  });
}

export const SAGA_START: readonly UpstreamTest[] = [
  {
    test: 'test_saga_basic_usage_succeeds',
    shows: 'the saga succeeds and the VMM comes to run',
    run: () => start(() => undefined, isRunning),
  },
  {
    test: 'test_action_failure_can_unwind',
    shows: 'each of its nodes fails once: the instance has no VMM, nothing is held, no undo has failed',
    run: failsAtEachNode,
  },
  {
    test: 'test_actions_succeed_idempotently',
    shows: 'with every action run twice the VMM comes to run all the same',
    run: () => start(() => 'action twice', isRunning),
  },
  {
    test: 'test_ensure_running_unwind',
    shows: 'put-state is answered 500: the last node fails, and everything unwinds',
    run: ensureRunningFails,
  },
];
