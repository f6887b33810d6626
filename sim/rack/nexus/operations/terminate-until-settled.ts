// force-terminate as this project recommends it: what is wanted is recorded first, and then the rows are looked at
// until they say that no VMM is left. A round does what the rows of that moment ask for, and nothing is remembered
// from one round to the next, so it does not matter who did what: the sled's own push, another request, a saga.
// Source: none upstream; it takes the place of instance_force_terminate, omicron#6795 @ a923f2a6a0.

import { attempt, mark, type Op, Rejection, sleep } from '../../../kernel/ask.ts';
import { type Gestalt, instanceFetchAll, instanceLookup, linkedVmms } from '../../database/instance.ts';
import { isTerminal, type VmmRow } from '../../database/tables.ts';
import type { VmmReport } from '../../database/vmm.ts';
import type { Toggles } from '../../designs/toggles.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { isVmmGone, type StateChangeError } from '../errors.ts';
import { type ExternalState, externalState } from '../external-state.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { ensureUnregistered } from '../sled-calls.ts';
import { planUpdate } from '../update-plan.ts';
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

/** One round: the state to answer, once no VMM is left, or `null`. Rejects with StateChangeError. */
export function* terminateRound(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  const due = yield* instanceFetchAll(id, (snapshot) => dueOf(snapshot, nexus.config.toggles));
  switch (due.what) {
    case 'answer':
      return due.state;
    case 'wait for the start':
      yield* mark('a termination waited for a start');
      yield* sleep(`waits for the start of ${id}`, LOOK_AGAIN_MS);
      break;
    case 'terminate':
      for (const vmm of due.vmms) yield* terminate(nexus, vmm);
      break;
    case 'wait for the update':
      yield* sleep(`waits for the update of ${id}`, LOOK_AGAIN_MS);
      break;
    case 'update':
      yield* attempt(sagaExecute(nexus, 'start-instance-update', { instance: id, cause: 'report' }));
      break;
    default:
      return due satisfies never;
  }
  return null;
}

/** What the rows of a moment ask for. */
type Due =
  | { readonly what: 'answer'; readonly state: ExternalState }
  | { readonly what: 'terminate'; readonly vmms: readonly VmmRow[] }
  | { readonly what: 'wait for the start' | 'wait for the update' | 'update' };

function dueOf(snapshot: Gestalt, toggles: Toggles): Due {
  const { instance, activeVmm } = snapshot;
  const linked = linkedVmms(snapshot).filter(({ state }) => state !== 'saga_unwound');
  // An active VMM that a migration's undo has ended leaves the migration behind, and clients see it until an update.
  const isSettled = linked.length === 0 && planUpdate(snapshot, toggles) === null;
  if (isSettled) return { what: 'answer', state: externalState(instance, activeVmm) };
  const isWaiting = toggles['terminate.whileCreating'] === 'wait';
  if (isWaiting && linked.some(({ state }) => state === 'creating')) return { what: 'wait for the start' };
  const vmms = linked.filter(({ state }) => !isTerminal(state));
  if (vmms.length > 0) return { what: 'terminate', vmms };
  return { what: instance.updater !== null ? 'wait for the update' : 'update' };
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
