// The tests of the migrate saga.

import { expect } from 'vitest';
import { type Rig, seen } from '../../rack/rig.ts';
import { hasFailedUndo, nodesOf, runSaga } from '../sagas.ts';
import type { UpstreamTest } from '../upstream.ts';
import { ask, held, instance, NOTHING_HELD, rackWith, rowOf, shown } from '../world.ts';

const KIND = 'instance-migrate';

function paramsOf(rig: Rig) {
  const sourceVmm = rig.rack.db.vmms['vmm-1'];
  if (sourceVmm === undefined) throw new Error('there is no source');
  return { instance: rowOf(rig), sourceVmm, target: 'sled-2' } as const;
}

/** Keeps the Propolises from going on with a migration by themselves: upstream steps them by hand. */
const FREEZE = 'boots the zone of vmm-2';

function staysOnSource(): void {
  seen(rackWith(instance('running')), (rig) => {
    rig.hold(FREEZE);
    expect(runSaga(rig, KIND, paramsOf(rig)).ok).toBe(true);
    expect(rowOf(rig)).toMatchObject({ activeVmm: 'vmm-1', targetVmm: 'vmm-2', migration: 'migration-1' });
    rig.release(FREEZE);
  });
}

/** The instance is where it was, what the saga has left says so, and it can be stopped and started. */
function isBack(rig: Rig): void {
  const { db } = rig.rack;
  const { activeVmm, targetVmm, migration } = rowOf(rig);
  expect(activeVmm).toBe('vmm-1');
  if (migration !== null) {
    expect(db.migrations[migration]).toMatchObject({ sourceState: 'failed', targetState: 'failed' });
  }
  if (targetVmm !== null) expect(db.vmms[targetVmm]?.state).toBe('saga_unwound');
  expect(hasFailedUndo(rig)).toBe(false);

  ask(rig, 'stop');
  rig.settle();
  expect(rowOf(rig)).toMatchObject({ state: 'no_vmm', activeVmm: null });
  expect(held(rig)).toEqual(NOTHING_HELD);
  ask(rig, 'start');
  rig.settle();
  expect(shown(rig)).toBe('running');
}

function failsAtEachNode(): void {
  const nodes = seen(rackWith(instance('running')), (rig) => nodesOf(KIND, paramsOf(rig)));
  expect(nodes).toHaveLength(8);
  for (const failing of nodes) {
    seen(rackWith(instance('running')), (rig) => {
      const result = runSaga(rig, KIND, paramsOf(rig), (node) => (node === failing ? 'fail' : undefined));
      expect(result).toMatchObject({ ok: false, node: failing });
      isBack(rig);
    });
  }
}

export const SAGA_MIGRATE: readonly UpstreamTest[] = [
  {
    test: 'test_saga_basic_usage_succeeds',
    shows: 'the saga alone moves nothing: the active VMM is the source',
    run: staysOnSource,
  },
  {
    test: 'test_action_failure_can_unwind',
    shows:
      'each of its nodes fails once: the source stays active, a migration that is linked failed on both sides, ' +
      'a target that is linked is unwound, no undo has failed, and the instance stops and starts afterwards',
    run: failsAtEachNode,
  },
];
