// instance_updater: starts an update saga for every instance whose rows say that one is due.
// Source: nexus/src/app/background/tasks/instance_updater.rs and find_instances_by_active_vmm_state,
// find_instances_with_terminated_active_migrations,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d.

import { attempt, type Op } from '../../../kernel/ask.ts';
import { instanceLookup } from '../../database/instance.ts';
import { read } from '../../database/statement.ts';
import { type Database, type InstanceRow, isMigrationTerminal } from '../../database/tables.ts';
import type { InstanceId, SagaId } from '../../ids.ts';
import { sagaResult, sagaRun } from '../../steno/executor.ts';
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

/** The migration's own deletion is not looked at. */
function hasFinishedMigration(db: Database, row: InstanceRow): boolean {
  const migration = row.migration === null ? undefined : db.migrations[row.migration];
  if (migration === undefined) return false;
  return isMigrationTerminal(migration.sourceState) || isMigrationTerminal(migration.targetState);
}

/** The sagas of each query are started before the next query; in the end all are awaited. Errors are only reported. */
export function* instanceUpdater(nexus: Nexus): Op<void> {
  const sagas: SagaId[] = [];
  for (const [name, isDue] of QUERIES) {
    const hits = yield* attempt(
      read(
        name,
        (db) =>
          Object.values(db.instances)
            .filter((row) => !row.isDeleted && row.updater === null && isDue(db, row))
            .map((row) => row.id),
        (ids) => `finds ${ids.join(', ') || 'none'}`,
      ),
    );
    for (const instance of hits.ok ? hits.value : []) {
      const started = yield* attempt(startUpdate(nexus, instance));
      if (started.ok) sagas.push(started.value);
    }
  }
  for (const saga of sagas) yield* sagaResult(saga);
}

function* startUpdate(nexus: Nexus, instance: InstanceId): Op<SagaId> {
  yield* instanceLookup(instance);
  return yield* sagaRun(nexus, 'start-instance-update', { instance, cause: 'updater task' });
}
