// The updater lock of an instance: a try-lock in its row, which only update sagas take.
// Source: nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d, the function named at each.

import { mark, type Op, park } from '../../kernel/ask.ts';
import type { Generation, InstanceId, LockId } from '../ids.ts';
import { existing, type InstanceRuntime, instanceRefetch, live, put } from './instance.ts';
import { failure, write } from './statement.ts';
import type { InstanceRow } from './tables.ts';

export interface UpdaterLock {
  readonly id: LockId;
  readonly gen: Generation;
}

export type LockOutcome = { readonly locked: UpdaterLock } | { readonly locked: null };

/**
 * `instance_updater_lock`: reads, then compares and swaps until somebody has the lock. Upstream a swap that succeeds
 * is followed by one more that cannot, and finds the lock ours; here the first one says so. The loop has no way out
 * when the instance is deleted between the two: the swap's guard refuses a deleted row, and nothing looks at that;
 * `isDeletedTold` has it rejected with 404 (#10785, 892ea874af).
 */
export function* instanceUpdaterLock(id: InstanceId, lock: LockId, isDeletedTold = false): Op<LockOutcome> {
  let seen = yield* instanceRefetch(id, columnsOfLock);
  for (;;) {
    if (seen.updater === lock) return { locked: { id: lock, gen: seen.updaterGen } };
    if (seen.updater !== null) return { locked: null };
    const expected = seen.updaterGen;
    const { found, isOurs } = yield* write(
      `lock ${id}`,
      (db) => {
        const row = existing(db, id);
        const isOurs = !row.isDeleted && row.updaterGen === expected;
        if (isOurs) put(db, { ...row, updater: lock, updaterGen: row.updaterGen + 1 });
        return { found: columnsOfLock(row), isOurs };
      },
      ({ isOurs }) => (isOurs ? `${id} is locked by ${lock}` : `${id}: the lock moved on`),
    );
    if (isOurs) return { locked: { id: lock, gen: expected + 1 } };
    if (found.isDeleted && isDeletedTold) throw failure(404, `${id} not found`);
    if (found.isDeleted && found.updater === null) yield* spinForEver(id, lock);
    seen = found;
  }
}

function columnsOfLock({ updater, updaterGen, isDeleted }: InstanceRow) {
  return { updater, updaterGen, isDeleted };
}

/** The busy loop changes nothing but the database's load, so it is told as a wait that never ends. */
function* spinForEver(id: InstanceId, lock: LockId): Op<void> {
  yield* mark('an update saga spins on a deleted instance');
  yield* park(`${lock} spins`, `tries for ever to lock ${id}, which is deleted`);
}

/**
 * `instance_updater_inherit_lock`: guard not deleted ∧ the parent's id and gen. `null` when somebody else has it, or
 * when the instance is deleted: the error does not tell the two apart, unless `isDeletedTold`, as above.
 */
export function* instanceUpdaterInherit(
  id: InstanceId,
  parent: UpdaterLock,
  child: LockId,
  isDeletedTold = false,
): Op<UpdaterLock | null> {
  return yield* write(
    `inherit the lock of ${id}`,
    (db) => {
      const row = existing(db, id);
      if (row.isDeleted && isDeletedTold) throw failure(404, `${id} not found`);
      const inherited = { id: child, gen: parent.gen + 1 };
      if (row.isDeleted || row.updater !== parent.id || row.updaterGen !== parent.gen) {
        // A child that has it already is told the generation that it had then.
        return row.updater === child ? inherited : null;
      }
      put(db, { ...row, updater: child, updaterGen: inherited.gen });
      return inherited;
    },
    (lock) => (lock ? `${id} is locked by ${lock.id}` : 'somebody else holds the lock'),
  );
}

/** `instance_updater_unlock`: false when deleted, or the lock is not ours (any more). */
export function* instanceUpdaterUnlock(id: InstanceId, lock: UpdaterLock): Op<boolean> {
  return yield* write(
    `unlock ${id}`,
    (db) => {
      const row = existing(db, id);
      if (row.isDeleted || row.updater !== lock.id) return false;
      if (row.updaterGen !== lock.gen) throw failure(500, `${id} is locked by us at another generation`);
      put(db, { ...row, updater: null, updaterGen: row.updaterGen + 1 });
      return true;
    },
    (isOurs) => (isOurs ? `${id} is unlocked` : 'the lock was not ours any more'),
  );
}

/**
 * `instance_commit_update`: guard not deleted ∧ the lock is ours ∧ gen < new.gen; writes the runtime and unlocks,
 * in one statement. False when both generations have moved on: an earlier run must have committed. Rejects with
 * 404, 409 (the state moved under our lock) or 500 (the lock was lost).
 * `isDeletedDone` is this project's: what has been deleted had no VMM any more, so that nothing is left to commit.
 */
export function* instanceCommitUpdate(
  id: InstanceId,
  lock: UpdaterLock,
  runtime: InstanceRuntime,
  isDeletedDone = false,
): Op<boolean> {
  return yield* write(
    `commit ${id}`,
    (db) => {
      const row = isDeletedDone ? existing(db, id) : live(db, id);
      if (row.isDeleted) return false;
      const isOurs = row.updater === lock.id && row.updaterGen === lock.gen;
      if (isOurs && row.gen < runtime.gen) {
        put(db, { ...row, ...runtime, updater: null, updaterGen: row.updaterGen + 1 });
        return true;
      }
      const hasMoved = row.gen !== runtime.gen - 1;
      if (hasMoved && row.updaterGen !== lock.gen) return false;
      if (hasMoved && isOurs) throw failure(409, 'the instance changed under the lock');
      throw failure(500, 'the lock was lost before the commit');
    },
    (isNew) =>
      isNew
        ? `${id} := ${runtime.state} gen ${runtime.gen}, ${runtime.activeVmm ?? 'no active VMM'}, unlocked`
        : 'already committed',
  );
}
