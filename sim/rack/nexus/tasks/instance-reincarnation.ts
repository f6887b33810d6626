// instance_reincarnation: restarts failed instances, and those whose start saga unwound.
// Source: nexus/src/app/background/tasks/instance_reincarnation.rs and find_reincarnatable_instances,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d. Nothing between the listing and the start saga's own
// guard looks again at whether the instance may be restarted.

import { all, attempt, mark, now, type Op, start } from '../../../kernel/ask.ts';
import { read } from '../../database/statement.ts';
import type { Database, InstanceRow } from '../../database/tables.ts';
import { sagaExecute } from '../../steno/executor.ts';
import type { Nexus } from '../nexus.ts';
import { canReincarnate } from '../reincarnation.ts';

type Pass = readonly [name: string, isNeeded: (db: Database, row: InstanceRow) => boolean];

const PASSES: readonly Pass[] = [
  ['find failed instances to restart', (_, row) => row.state === 'failed' && row.activeVmm === null],
  [
    'find instances whose start unwound',
    (db, row) => row.state === 'vmm' && row.activeVmm !== null && db.vmms[row.activeVmm]?.state === 'saga_unwound',
  ],
];

/** The second pass follows once the sagas of the first have ended, and even when its query failed. */
export function* instanceReincarnation(nexus: Nexus): Op<void> {
  for (const [name, isNeeded] of PASSES) {
    const at = yield* now();
    const found = yield* attempt(
      read(
        name,
        (db) =>
          Object.values(db.instances).filter(
            (row) => !row.isDeleted && row.updater === null && isNeeded(db, row) && canReincarnate(row, at),
          ),
        (rows) => `finds ${rows.map((row) => row.id).join(', ') || 'none'}`,
      ),
    );
    if (!found.ok) continue;
    yield* all(...found.value.map((row) => ({ name: row.id, start: start(restart, nexus, row) })));
  }
}

function* restart(nexus: Nexus, instance: InstanceRow): Op<void> {
  yield* mark('an automatic restart began');
  yield* sagaExecute(nexus, 'instance-start', { instance, reason: 'auto-restart' });
}
