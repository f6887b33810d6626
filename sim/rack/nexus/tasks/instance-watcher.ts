// instance_watcher: asks the sled of every VMM believed to be on one for its state.
// Source: nexus/src/app/background/tasks/instance_watcher.rs @ 0640bb277d. Left out: sled expunging.

import { all, attempt, type Op, start } from '../../../kernel/ask.ts';
import { vmmListToWatch } from '../../database/listings.ts';
import type { VmmRow } from '../../database/tables.ts';
import type { VmmReport } from '../../database/vmm.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { isVmmGone } from '../errors.ts';
import { callSled, type Nexus } from '../nexus.ts';
import { markVmmFailed, processVmmUpdate } from '../vmm-update.ts';

/** `MAX_CONCURRENT_CHECKS`: pages of this many are checked at once, with a barrier between pages. */
const PAGE = 16;

export function* instanceWatcher(nexus: Nexus): Op<void> {
  const vmms = yield* vmmListToWatch();
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
    if (nexus.config.toggles['gone.means'] === 'intended') return yield* markVmmFailed(nexus, vmm);
    report = { state: 'failed', gen: vmm.gen + 1, migrationIn: null, migrationOut: null };
  } else return;
  const processed = yield* attempt(processVmmUpdate(nexus, vmm.id, report));
  if (!processed.ok || processed.value === null) return;
  yield* attempt(sagaExecute(nexus, 'start-instance-update', { instance: processed.value, cause: 'report' }));
}
