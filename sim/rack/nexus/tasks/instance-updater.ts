// instance_updater: starts an update saga for every instance whose rows say that one is due.
// Source: nexus/src/app/background/tasks/instance_updater.rs @ 0640bb277d.

import { attempt, type Op } from '../../../kernel/ask.ts';
import { instanceLookup } from '../../database/instance.ts';
import { instancesWithFinishedMigration, instancesWithVmmIn } from '../../database/listings.ts';
import type { InstanceId, SagaId } from '../../ids.ts';
import { sagaResult, sagaRun } from '../../steno/executor.ts';
import type { Nexus } from '../nexus.ts';

const QUERIES: readonly (() => Op<readonly InstanceId[]>)[] = [
  () => instancesWithVmmIn('destroyed'),
  () => instancesWithVmmIn('failed'),
  instancesWithFinishedMigration,
];

/** The sagas of each query are started before the next query; in the end all are awaited. Errors are only reported. */
export function* instanceUpdater(nexus: Nexus): Op<void> {
  const sagas: SagaId[] = [];
  for (const query of QUERIES) {
    const hits = yield* attempt(query());
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
