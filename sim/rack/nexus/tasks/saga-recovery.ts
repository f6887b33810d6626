// saga_recovery: takes up the unfinished sagas that this Nexus owns and does not run.
// Source: nexus/src/app/background/tasks/saga_recovery.rs, nexus/saga-recovery @ 0640bb277d.

import { memory, type Op } from '../../../kernel/ask.ts';
import { sagaListUnfinished } from '../../database/saga.ts';
import type { Rack } from '../../rack.ts';
import { sagaResume } from '../../steno/executor.ts';
import type { Nexus } from '../nexus.ts';

export function* sagaRecovery(nexus: Nexus): Op<void> {
  const listed = yield* sagaListUnfinished(nexus.id);
  // What was started here since is looked at after the query, so that a young saga is not run twice.
  const known = yield* memory((rack: Rack) => Object.keys(rack.nexuses[nexus.id]?.sagas ?? {}));
  for (const { row, log } of listed) {
    if (!known.includes(row.id)) yield* sagaResume(nexus, row, log);
  }
}
