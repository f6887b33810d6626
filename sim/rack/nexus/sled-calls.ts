// The calls of Nexus to sled-agents, each with what Nexus makes of the answer.
// Source: instance_request_state, instance_ensure_registered, instance_ensure_unregistered,
// nexus/src/app/instance.rs @ 0640bb277d.

import { attempt, type Op } from '../../kernel/ask.ts';
import { failure } from '../database/statement.ts';
import type { InstanceRow, VmmRow } from '../database/tables.ts';
import type { VmmReport } from '../database/vmm.ts';
import type { MigrationId, SledId, VmmId } from '../ids.ts';
import { isVmmGone, sledFailure } from './errors.ts';
import { lookUpAndCallSled, type Nexus } from './nexus.ts';
import { markVmmFailed, notifyVmmUpdated } from './vmm-update.ts';

/** `VmmStateRequested`. */
export type RequestedState =
  | { readonly state: 'running' | 'stopped' | 'reboot' }
  | { readonly state: 'migration-target'; readonly sourceVmm: VmmId };

export interface RegisterBody {
  readonly vmm: VmmId;
  readonly instance: InstanceRow['id'];
  readonly state: 'starting' | 'migrating';
  readonly gen: number;
  readonly migration: MigrationId | null;
}

/** Sends a requested state to the VMM's sled and takes in what it answers. Rejects with StateChangeError. */
export function* putState(nexus: Nexus, vmm: VmmRow, requested: RequestedState): Op<void> {
  const outcome = yield* lookUpAndCallSled<VmmReport | null>(
    vmm.sled,
    'put-state',
    { vmm: vmm.id, requested },
    `put-state ${requested.state} ${vmm.id}`,
  );
  if (!outcome.ok) throw sledFailure(outcome.error);
  if (outcome.value !== null) yield* notifyVmmUpdated(nexus, vmm.id, outcome.value);
}

/**
 * `instance_ensure_registered`: the VMM record as the sled answered it. Rejects with StateChangeError, and, where the
 * design has it so, when somebody else has ended the VMM before the sled knew it.
 */
export function* ensureRegistered(
  nexus: Nexus,
  instance: InstanceRow,
  vmm: VmmRow,
  state: 'starting' | 'migrating',
): Op<VmmRow> {
  const body: RegisterBody = {
    vmm: vmm.id,
    instance: instance.id,
    state,
    gen: vmm.gen + 1,
    migration: instance.migration,
  };
  const outcome = yield* lookUpAndCallSled<VmmReport>(vmm.sled, 'register', { body }, `register ${vmm.id}`);
  if (!outcome.ok) {
    if (isVmmGone(outcome.error)) yield* attempt(markVmmFailed(nexus, vmm));
    throw sledFailure(outcome.error);
  }
  const isTooLate = yield* notifyVmmUpdated(nexus, vmm.id, outcome.value);
  if (isTooLate && nexus.config.toggles['register.onVmmOver'] === 'fail')
    throw failure(409, `${vmm.id} is over already`);
  return { ...vmm, state: outcome.value.state, gen: outcome.value.gen };
}

/** `instance_ensure_unregistered`: the VMM's last state, or `null` when the sled knows no such VMM. */
export function* ensureUnregistered(vmm: VmmId, sled: SledId): Op<VmmReport | null> {
  const outcome = yield* lookUpAndCallSled<VmmReport | null>(sled, 'unregister', { vmm }, `unregister ${vmm}`);
  if (!outcome.ok) throw sledFailure(outcome.error);
  return outcome.value;
}
