// instance_reincarnation: restarts failed instances, and those whose start saga unwound.
// Source: nexus/src/app/background/tasks/instance_reincarnation.rs @ 0640bb277d. Nothing between the listing and the
// start saga's own guard looks again at whether the instance may be restarted.

import { all, attempt, mark, now, type Op, start } from '../../../kernel/ask.ts';
import { instancesToRestart, instancesWithUnwoundStart } from '../../database/listings.ts';
import type { InstanceRow } from '../../database/tables.ts';
import { sagaExecute } from '../../steno/executor.ts';
import type { Nexus } from '../nexus.ts';

/** The second pass follows once the sagas of the first have ended, and even when its query failed. */
export function* instanceReincarnation(nexus: Nexus): Op<void> {
  for (const query of [instancesToRestart, instancesWithUnwoundStart]) {
    const found = yield* attempt(query(yield* now()));
    if (!found.ok) continue;
    yield* all(...found.value.map((row) => ({ name: row.id, start: start(restart, nexus, row) })));
  }
}

function* restart(nexus: Nexus, instance: InstanceRow): Op<void> {
  yield* mark('an automatic restart began');
  yield* sagaExecute(nexus, 'instance-start', { instance, reason: 'auto-restart' });
}
