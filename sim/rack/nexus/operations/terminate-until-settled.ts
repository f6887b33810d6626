// force-terminate as this project recommends it: what is wanted is recorded first, and then the rows are looked at
// until they say that no VMM is left. A round does what the rows of that moment ask for, and nothing is remembered
// from one round to the next, so it does not matter who did what: the sled's own push, another request, a saga.
// Source: none upstream; it takes the place of instance_force_terminate, omicron#6795 @ a923f2a6a0.

import { attempt, mark, type Op, Rejection, sleep } from '../../../kernel/ask.ts';
import { type Gestalt, type InstanceAndVmm, instanceFetchAll, instanceLookup } from '../../database/instance.ts';
import { isTerminal, type VmmRow } from '../../database/tables.ts';
import type { VmmReport } from '../../database/vmm.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { isVmmGone, type StateChangeError } from '../errors.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { ensureUnregistered } from '../sled-calls.ts';
import { markVmmFailed, processVmmUpdate } from '../vmm-update.ts';
import { requireEndpoint } from './force-terminate.ts';

/** Between two looks at rows that somebody else is at work on. */
const LOOK_AGAIN_MS = 1_000;

/** Before the first round: 404 when there is no such endpoint, or no such instance. Rejects with StateChangeError. */
export function* beginTerminating(nexus: Nexus, id: InstanceId): Op<void> {
  requireEndpoint(nexus);
  yield* instanceLookup(id);
  yield* recordIntent(nexus, id, 'stopped');
}

/** One round: the pair to answer, once no VMM is left, or `null`. Rejects with StateChangeError. */
export function* terminateRound(nexus: Nexus, id: InstanceId): Op<InstanceAndVmm | null> {
  const snapshot = yield* instanceFetchAll(id);
  const { instance } = snapshot;
  const vmms = linkedVmms(snapshot);
  if (vmms.every(({ state }) => state === 'saga_unwound')) return { instance, vmm: snapshot.activeVmm };
  const isWaiting = nexus.config.toggles['terminate.whileCreating'] === 'wait';
  const isCreating = vmms.some(({ state }) => state === 'creating');
  const live = vmms.filter(({ state }) => !isTerminal(state) && state !== 'saga_unwound');
  if (isWaiting && isCreating) {
    yield* mark('a termination waited for a start');
    yield* sleep(`waits for the start of ${id}`, LOOK_AGAIN_MS);
  } else if (live.length > 0) {
    for (const vmm of live) yield* terminate(nexus, vmm);
  } else if (instance.updater !== null) yield* sleep(`waits for the update of ${id}`, LOOK_AGAIN_MS);
  else yield* attempt(sagaExecute(nexus, 'start-instance-update', { instance: id, cause: 'report' }));
  return null;
}

/** The target first: the end of the source would leave a migration without an active VMM. */
function linkedVmms({ instance, activeVmm, targetVmm }: Gestalt): VmmRow[] {
  const isOne = instance.activeVmm === instance.targetVmm;
  return [isOne ? null : targetVmm, activeVmm].filter((vmm) => vmm !== null);
}

/** Unregisters one VMM, and writes what the sled says of it. */
function* terminate(nexus: Nexus, vmm: VmmRow): Op<void> {
  const outcome = yield* attempt<VmmReport | null, StateChangeError>(ensureUnregistered(vmm.id, vmm.sled));
  if (outcome.ok && outcome.value !== null) {
    yield* processVmmUpdate(nexus, vmm.id, outcome.value);
    return;
  }
  if (!outcome.ok) {
    const { error } = outcome;
    if (error.class === 'other') throw new Rejection(error);
    // It is on its way out, and its last state on its way here.
    if ('status' in error.error && error.error.status === 410) {
      yield* sleep(`waits for the end of ${vmm.id}`, LOOK_AGAIN_MS);
      return;
    }
    if (!isVmmGone(error.error)) throw new Rejection(error);
  }
  yield* mark('a sled knew no such VMM');
  yield* attempt(markVmmFailed(nexus, vmm));
}
