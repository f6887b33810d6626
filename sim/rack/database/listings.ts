// The queries that the background tasks of Nexus begin with.
// Source: nexus/db-queries/src/db/datastore/{instance,vmm}.rs @ 0640bb277d, the function named at each.

import type { Op } from '../../kernel/ask.ts';
import type { InstanceId } from '../ids.ts';
import { canReincarnate } from '../nexus/reincarnation.ts';
import { isMeantToRun, showVmm } from './instance.ts';
import { read } from './statement.ts';
import { type Database, type InstanceRow, isDestroyable, isMigrationTerminal, type VmmRow } from './tables.ts';

/** States in which a VMM is on no sled. Failed but undeleted VMMs are asked about too. */
const UNWATCHED: readonly VmmRow['state'][] = ['creating', 'saga_unwound', 'destroyed'];

/** `instance_and_vmm_list_by_sled_agent`: every VMM that is believed to be on a sled, of an instance with a row. */
export function* vmmListToWatch(): Op<readonly VmmRow[]> {
  return yield* read(
    'list VMMs to watch',
    (db) =>
      Object.values(db.vmms).filter((vmm) => {
        const isJoined = db.sleds[vmm.sled] !== undefined && db.instances[vmm.instance] !== undefined;
        return isJoined && !vmm.isDeleted && !UNWATCHED.includes(vmm.state);
      }),
    (rows) => `finds ${rows.map(showVmm).join(', ') || 'none'}`,
  );
}

/** `vmm_list_abandoned`: destroyable, not deleted, and neither active nor target of its instance. */
export function* vmmListAbandoned(): Op<readonly VmmRow[]> {
  return yield* read(
    'list abandoned VMMs',
    (db) =>
      Object.values(db.vmms).filter((vmm) => {
        const owner = db.instances[vmm.instance];
        const isLinked = owner?.activeVmm === vmm.id || owner?.targetVmm === vmm.id;
        return !vmm.isDeleted && isDestroyable(vmm.state) && !isLinked;
      }),
    (vmms) => `finds ${vmms.map(showVmm).join(', ') || 'none'}`,
  );
}

/** `find_instances_by_active_vmm_state`: not deleted, not locked, and the active VMM is in this state. */
export function* instancesWithVmmIn(state: 'destroyed' | 'failed'): Op<readonly InstanceId[]> {
  return yield* read(
    `find instances with a ${state} VMM`,
    (db) =>
      unlocked(db)
        .filter((row) => {
          const vmm = row.activeVmm === null ? undefined : db.vmms[row.activeVmm];
          return vmm !== undefined && !vmm.isDeleted && vmm.state === state;
        })
        .map((row) => row.id),
    (ids) => `finds ${ids.join(', ') || 'none'}`,
  );
}

/**
 * `find_instances_with_terminated_active_migrations`: not deleted, not locked, and a side of the migration has ended.
 * The migration's own deletion is not looked at.
 */
export function* instancesWithFinishedMigration(): Op<readonly InstanceId[]> {
  return yield* read(
    'find instances with a finished migration',
    (db) =>
      unlocked(db)
        .filter((row) => {
          const migration = row.migration === null ? undefined : db.migrations[row.migration];
          if (migration === undefined) return false;
          return isMigrationTerminal(migration.sourceState) || isMigrationTerminal(migration.targetState);
        })
        .map((row) => row.id),
    (ids) => `finds ${ids.join(', ') || 'none'}`,
  );
}

/** `find_reincarnatable_instances`, of those that failed. `at` is the database's clock, in ms. */
export function* instancesToRestart(at: number): Op<readonly InstanceRow[]> {
  return yield* read(
    'find failed instances to restart',
    (db) => unlocked(db).filter((row) => row.state === 'failed' && row.activeVmm === null && isDue(row, at)),
    (rows) => `finds ${rows.map((row) => row.id).join(', ') || 'none'}`,
  );
}

/**
 * `find_reincarnatable_instances`, of those whose start saga unwound. The VMM's own deletion is not looked at. `at` is
 * the database's clock, in ms.
 */
export function* instancesWithUnwoundStart(at: number): Op<readonly InstanceRow[]> {
  return yield* read(
    'find instances whose start unwound',
    (db) =>
      unlocked(db).filter((row) => {
        const vmm = row.activeVmm === null ? undefined : db.vmms[row.activeVmm];
        return row.state === 'vmm' && vmm?.state === 'saga_unwound' && isDue(row, at);
      }),
    (rows) => `finds ${rows.map((row) => row.id).join(', ') || 'none'}`,
  );
}

/** The clause on the intended state is #8053's; where nobody records one, it asks nothing. */
function isDue(row: InstanceRow, at: number): boolean {
  return isMeantToRun(row) && canReincarnate(row, at);
}

function unlocked(db: Database): InstanceRow[] {
  return Object.values(db.instances).filter((row) => !row.isDeleted && row.updater === null);
}
