// instance_updater: starts an update saga for every instance whose rows say that one is due.
// Source: nexus/src/app/background/tasks/instance_updater.rs and find_instances_by_active_vmm_state,
// find_instances_with_terminated_active_migrations,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d.

import { all, type Op } from '../../../kernel/ask.ts';
import { instanceLookup } from '../../database/instance.ts';
import { read } from '../../database/statement.ts';
import { type Database, type InstanceRow, isMigrationTerminal } from '../../database/tables.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import type { Nexus } from '../nexus.ts';

type Query = readonly [name: string, isDue: (db: Database, row: InstanceRow) => boolean];

const QUERIES: readonly Query[] = [
  ['find instances with a destroyed VMM', (db, row) => hasVmmIn(db, row, 'destroyed')],
  ['find instances with a failed VMM', (db, row) => hasVmmIn(db, row, 'failed')],
  ['find instances with a finished migration', hasFinishedMigration],
];

function hasVmmIn(db: Database, row: InstanceRow, state: 'destroyed' | 'failed'): boolean {
  const vmm = row.activeVmm === null ? undefined : db.vmms[row.activeVmm];
  return vmm !== undefined && !vmm.isDeleted && vmm.state === state;
}

function hasFinishedMigration(db: Database, row: InstanceRow): boolean {
  const migration = row.migration === null ? undefined : db.migrations[row.migration];
  if (migration === undefined || migration.isDeleted) return false;
  return isMigrationTerminal(migration.sourceState) || isMigrationTerminal(migration.targetState);
}

export function* instanceUpdater(nexus: Nexus): Op<void> {
  const due: InstanceId[] = [];
  for (const [name, isDue] of QUERIES) {
    const hits = yield* read(
      name,
      (db) =>
        Object.values(db.instances)
          .filter((row) => !row.isDeleted && row.updater === null && isDue(db, row))
          .map((row) => row.id),
      (ids) => `finds ${ids.join(', ') || 'none'}`,
    );
    due.push(...hits);
  }
  yield* all(...due.map((instance) => ({ name: instance, start: () => update(nexus, instance) })));
}

function* update(nexus: Nexus, instance: InstanceId): Op<void> {
  yield* instanceLookup(instance);
  yield* sagaExecute(nexus, 'start-instance-update', { instance, cause: 'updater task' });
}
