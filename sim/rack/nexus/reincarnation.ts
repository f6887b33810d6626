// Who may be restarted automatically, and when.
// Source: nexus/db-model/src/instance.rs (InstanceAutoRestart::can_reincarnate, status, filter_reincarnatable)
// @ 0640bb277d. There is no intended state in this era: failed means "please restart".

import type { InstanceRow, VmmRow } from '../database/tables.ts';

/** `DEFAULT_COOLDOWN`, 1 h at 0640bb277d, in ms. */
export const COOLDOWN_MS = 3_600_000;

/** The policy allows it and the cooldown is over; nothing is said of the instance's state. */
export function canReincarnate(instance: InstanceRow, now: number): boolean {
  if (instance.autoRestartPolicy === 'never') return false;
  return instance.lastAutoRestart === null || instance.lastAutoRestart + COOLDOWN_MS <= now;
}

/** The in-memory twin of the query: decides only whether to activate the task. */
export function shouldReincarnate(instance: InstanceRow, activeVmm: VmmRow | null, now: number): boolean {
  const isNeeded =
    (instance.state === 'failed' && instance.activeVmm === null) ||
    (instance.state === 'vmm' && activeVmm?.state === 'saga_unwound');
  return isNeeded && canReincarnate(instance, now);
}
