// start-instance-update (the starter) and instance-update (its child): lock, read everything, decide, inherit the
// lock, act, commit and unlock in one write, clean up, look whether another round is needed.
// Source: nexus/src/app/sagas/instance_update/{start,mod,destroyed}.rs @ 0640bb277d, the function named at each.
// Left out: NAT and the oximeter producer.

import { attempt, mark, memory, now, type Op, Rejection, unwrap } from '../../../kernel/ask.ts';
import { chargeDelete, sledReservationDelete } from '../../database/accounting.ts';
import { instanceFetchAll, instanceRefetch } from '../../database/instance.ts';
import { failure, type NexusError } from '../../database/statement.ts';
import type { InstanceRow } from '../../database/tables.ts';
import {
  instanceCommitUpdate,
  instanceUpdaterInherit,
  instanceUpdaterLock,
  instanceUpdaterUnlock,
  type UpdaterLock,
} from '../../database/updater-lock.ts';
import { vmmMarkDeleted } from '../../database/vmm.ts';
import type { InstanceId, LockId, SagaId, VmmId } from '../../ids.ts';
import type { Rack } from '../../rack.ts';
import { sagaExecute, sagaStart } from '../../steno/executor.ts';
import type { SagaContext, SagaKind, SagaNode } from '../../steno/saga.ts';
import type { SagaParams } from '../../steno/saga-params.ts';
import type { Nexus } from '../nexus.ts';
import { shouldReincarnate } from '../reincarnation.ts';
import { planUpdate } from '../update-plan.ts';

type StarterParams = SagaParams['start-instance-update'];
type ChildParams = SagaParams['instance-update'];

/** The saga's lock id: upstream a UUID made by a node, here named after the saga for the reader's sake. */
function lockIdOf(saga: SagaId): LockId {
  return `lock of ${saga}`;
}

const ALREADY_LOCKED = 'already locked';

function* generateLockId(context: { readonly saga: SagaId }): Op<LockId> {
  return lockIdOf(context.saga);
}

/** `siu_lock_instance`: a lock that somebody else has is a success without a lock. */
function* lockInstance(context: SagaContext<StarterParams>): Op<UpdaterLock | null> {
  const { nexus, params, saga } = context;
  const { locked } = yield* lockedInTheEnd(nexus, () =>
    instanceUpdaterLock(params.instance, lockIdOf(saga), isDeletedTold(nexus)),
  );
  if (locked === null) yield* mark('an update saga found the lock taken');
  return locked;
}

function isDeletedTold({ config }: Nexus): boolean {
  return config.toggles['updaterLock.ofDeleted'] === 'not-found';
}

/** Since omicron#10177 and #10801 trouble of the database is no reason to give up: only that the instance is gone. */
function* lockedInTheEnd<T>({ config }: Nexus, lock: () => Op<T>): Op<T> {
  for (;;) {
    const outcome = yield* attempt<T, NexusError>(lock());
    if (outcome.ok || outcome.error.status === 404) return unwrap(outcome);
    if (config.toggles['updateSaga.onLockError'] === 'fail') return unwrap(outcome);
  }
}

/** `siu_lock_instance_undo`. */
function* lockInstanceUndo(context: SagaContext<StarterParams>): Op<void> {
  yield* giveUpLock(context);
}

/** The undo of both sagas: gives up the lock that the node took, be it that it took it although it failed. */
function* giveUpLock(context: SagaContext<{ readonly instance: InstanceId }>): Op<void> {
  const { instance } = context.params;
  const lock = context.hasSucceeded('updater_lock')
    ? context.output<UpdaterLock | null>('updater_lock')
    : yield* lockedAllTheSame(instance, lockIdOf(context.saga));
  if (lock !== null) yield* unwindLock(instance, lock);
}

/** The lock, if it was taken although the node failed. */
function* lockedAllTheSame(instance: InstanceId, id: LockId): Op<UpdaterLock | null> {
  for (;;) {
    const ownLock = ({ updater, updaterGen: gen }: InstanceRow) => (updater === id ? { id, gen } : null);
    const found = yield* attempt<UpdaterLock | null, NexusError>(instanceRefetch(instance, ownLock));
    if (found.ok) return found.value;
    if (found.error.status === 404) return null;
  }
}

/** `unwind_instance_lock`: retries for ever, since an undo that fails would keep the lock for good. */
function* unwindLock(instance: InstanceId, lock: UpdaterLock): Op<void> {
  for (;;) {
    const outcome = yield* attempt<boolean, NexusError>(instanceUpdaterUnlock(instance, lock));
    if (outcome.ok || outcome.error.status === 404) return;
  }
}

/** `siu_fetch_state_and_start_real_saga`. */
function* fetchAndStart(context: SagaContext<StarterParams>): Op<void> {
  const { nexus, params } = context;
  const lock = context.output<UpdaterLock | null>('updater_lock');
  if (lock === null) return;
  const { plan, cpus } = yield* instanceFetchAll(params.instance, (snapshot) => {
    return { plan: planUpdate(snapshot, nexus.config.toggles), cpus: snapshot.instance.cpus };
  });
  if (plan === null) {
    yield* memory((rack: Rack) => {
      const { saga } = context;
      rack.truth.idleSagas[saga] = { saga, instance: params.instance, cause: params.cause };
    });
    yield* mark('an update saga had nothing to do');
    yield* instanceUpdaterUnlock(params.instance, lock);
    return;
  }
  const child = { instance: params.instance, cpus, plan, parentLock: lock };
  const started = yield* attempt(sagaExecute(nexus, 'instance-update', child));
  if (!started.ok) {
    yield* nexus.activate('instance-updater');
    throw new Rejection(started.error);
  }
  const result = started.value;
  if (result.ok) return;
  if (result.node === 'updater_lock') {
    // A duplicate child lost to its twin; the twin has the lock and does the work.
    if ((result.error as NexusError).message === ALREADY_LOCKED) return;
    throw failure(500, 'the child saga failed to inherit the lock');
  }
  yield* nexus.activate('instance-updater');
  throw new Rejection(result.error);
}

export const startInstanceUpdateSaga: SagaKind<StarterParams> = {
  name: 'start-instance-update',
  nodes: () => [
    { name: 'saga_instance_lock_id', isPure: true, action: generateLockId },
    { name: 'updater_lock', action: lockInstance, undo: lockInstanceUndo },
    // The child comes to its end by itself, whatever becomes of the node that began it.
    { name: 'fetch_state_and_start_real_saga', action: fetchAndStart, isToStay: true },
  ],
};

/** `siu_become_updater`. */
function* becomeUpdater(context: SagaContext<ChildParams>): Op<UpdaterLock> {
  const { instance, parentLock } = context.params;
  const id = lockIdOf(context.saga);
  const lock = yield* lockedInTheEnd(context.nexus, () =>
    instanceUpdaterInherit(instance, parentLock, id, isDeletedTold(context.nexus)),
  );
  if (lock === null) throw failure(409, ALREADY_LOCKED);
  return lock;
}

/** `siu_unbecome_updater`. */
function* unbecomeUpdater(context: SagaContext<ChildParams>): Op<void> {
  yield* giveUpLock(context);
  yield* context.nexus.activate('instance-updater');
}

/** `siu_release_virtual_provisioning`, by the snapshot's size. */
function* releaseCharge({ nexus, params }: SagaContext<ChildParams>): Op<void> {
  const isOwnOnly = nexus.config.toggles['charge.releases'] === 'own';
  yield* chargeDelete(params.instance, params.cpus, isOwnOnly ? { gen: params.plan.runtime.gen - 1 } : {});
}

/** `siu_commit_instance_updates`. */
function* commit(context: SagaContext<ChildParams>): Op<void> {
  const { instance, plan } = context.params;
  const isDeletedDone = context.nexus.config.toggles['update.ofDeleted'] === 'is-done';
  yield* instanceCommitUpdate(instance, context.output<UpdaterLock>('updater_lock'), plan.runtime, isDeletedDone);
}

/** The destroy subsaga: `siu_destroyed_release_sled_resources`, then `siu_destroyed_mark_vmm_deleted`. */
function destroyNodes(vmm: VmmId, which: 'active' | 'target'): SagaNode<ChildParams>[] {
  return [
    { name: `destroy_${which}_vmm.release`, action: () => sledReservationDelete(vmm) },
    { name: `destroy_${which}_vmm.delete`, action: () => vmmMarkDeleted(vmm) },
  ];
}

/** `siu_chain_successor_saga`: never fails; trouble activates the updater task. */
function* chainSuccessor(context: SagaContext<ChildParams>): Op<void> {
  const outcome = yield* attempt(chain(context.nexus, context.params.instance));
  if (!outcome.ok) yield* context.nexus.activate('instance-updater');
}

function* chain(nexus: Nexus, instance: InstanceId): Op<void> {
  const time = yield* now();
  const due = yield* instanceFetchAll(instance, (snapshot) => {
    if (planUpdate(snapshot, nexus.config.toggles) !== null) return 'update';
    return shouldReincarnate(snapshot.instance, snapshot.activeVmm, time) ? 'reincarnation' : null;
  });
  if (due === 'update') {
    yield* mark('an update saga was chained');
    yield* sagaStart(nexus, 'start-instance-update', { instance, cause: 'chained' });
  } else if (due === 'reincarnation') {
    yield* nexus.activate('instance-reincarnation');
  }
}

export const instanceUpdateSaga: SagaKind<ChildParams> = {
  name: 'instance-update',
  nodes: ({ plan }) => [
    { name: 'saga_instance_lock_id', isPure: true, action: generateLockId },
    { name: 'updater_lock', action: becomeUpdater, undo: unbecomeUpdater },
    ...(plan.isDeprovisioned ? [{ name: 'release_virtual_provisioning', action: releaseCharge }] : []),
    { name: 'commit_instance_updates', action: commit },
    ...(plan.destroyActive ? destroyNodes(plan.destroyActive, 'active') : []),
    ...(plan.destroyTarget ? destroyNodes(plan.destroyTarget, 'target') : []),
    { name: 'chain_successor_saga', action: chainSuccessor },
  ],
};
