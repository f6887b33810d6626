// instance_watcher: asks the sled of every VMM believed to be on one for its state.
// Source: nexus/src/app/background/tasks/instance_watcher.rs and instance_and_vmm_list_by_sled_agent,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d. Left out: sled expunging.

import { all, attempt, type Op, start } from '../../../kernel/ask.ts';
import { showVmm } from '../../database/instance.ts';
import { read } from '../../database/statement.ts';
import type { VmmRow } from '../../database/tables.ts';
import type { VmmReport } from '../../database/vmm.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { isVmmGone } from '../errors.ts';
import { callSled, type Nexus } from '../nexus.ts';
import { processVmmUpdate } from '../vmm-update.ts';

/** `MAX_CONCURRENT_CHECKS`: pages of this many are checked at once, with a barrier between pages. */
const PAGE = 16;

/** States in which a VMM is on no sled. Failed but undeleted VMMs are asked about too. */
const UNWATCHED: readonly VmmRow['state'][] = ['creating', 'saga_unwound', 'destroyed'];

export function* instanceWatcher(nexus: Nexus): Op<void> {
  const vmms = yield* read(
    'list VMMs to watch',
    (db) => Object.values(db.vmms).filter((vmm) => !vmm.isDeleted && !UNWATCHED.includes(vmm.state)),
    (rows) => `finds ${rows.map(showVmm).join(', ') || 'none'}`,
  );
  for (let first = 0; first < vmms.length; first += PAGE) {
    const page = vmms.slice(first, first + PAGE);
    yield* all(...page.map((vmm) => ({ name: vmm.id, start: start(check, nexus, vmm) })));
  }
}

/**
 * One check: a state is taken in like a push; gone means failed; anything else changes nothing. The list has brought
 * the sled's address along, so nothing is looked up before the call; trouble with the update saga is only reported.
 */
function* check(nexus: Nexus, vmm: VmmRow): Op<void> {
  const outcome = yield* callSled<VmmReport>(vmm.sled, 'get-state', { vmm: vmm.id }, `get-state ${vmm.id}`);
  let report: VmmReport;
  if (outcome.ok) report = outcome.value;
  else if (isVmmGone(outcome.error)) {
    report = { state: 'failed', gen: vmm.gen + 1, migrationIn: null, migrationOut: null };
  } else return;
  const processed = yield* attempt(processVmmUpdate(vmm.id, report));
  if (!processed.ok || processed.value === null) return;
  yield* attempt(sagaExecute(nexus, 'start-instance-update', { instance: processed.value, cause: 'report' }));
}
