// force-terminate, the draft of omicron#6795 in all its revisions: what differs between them is toggled.
// Source: instance_force_terminate, instance_force_terminate_vmm, nexus/src/app/instance.rs
// @ afcd4b8e6e, 34c30587f5, d6a2bd47d3, e841bd0af3, d69a1ceb3d, a923f2a6a0.

import { all, attempt, mark, type Op, type Outcome, Rejection, start, unwrap } from '../../../kernel/ask.ts';
import { instanceFetchAll, instanceFetchWithVmm, instanceLookup } from '../../database/instance.ts';
import { failure } from '../../database/statement.ts';
import type { VmmRow } from '../../database/tables.ts';
import type { VmmReport } from '../../database/vmm.ts';
import type { InstanceId } from '../../ids.ts';
import { sagaExecute } from '../../steno/executor.ts';
import { isVmmGone, type StateChangeError } from '../errors.ts';
import { type ExternalState, shownState } from '../external-state.ts';
import { recordIntent } from '../intent.ts';
import type { Nexus } from '../nexus.ts';
import { ensureUnregistered } from '../sled-calls.ts';
import { markVmmFailed, notifyVmmUpdated, processVmmUpdate } from '../vmm-update.ts';
import { fetchAnswered } from './answered-state.ts';

/** True when an update saga is due and has been left to the caller. */
type IsSagaDue = boolean;

/** Whichever way a force-terminate goes on: where there is none, it is not found. */
export function requireEndpoint({ config }: Nexus): void {
  if (config.toggles['terminate.api'] === 'absent') throw failure(404, 'there is no such endpoint');
}

/** `instance_force_terminate`: answers the pair read at the end. Rejects with StateChangeError. */
export function* instanceForceTerminate(nexus: Nexus, id: InstanceId): Op<ExternalState | null> {
  const { toggles } = nexus.config;
  requireEndpoint(nexus);
  yield* instanceLookup(id);
  yield* recordIntent(nexus, id, 'stopped');
  let isSagaDue: IsSagaDue;
  if (toggles['terminate.scope'] === 'active') {
    const pair = yield* instanceFetchWithVmm(id);
    if (pair.vmm === null) return shownState(pair);
    isSagaDue = yield* terminateVmm(nexus, pair.vmm);
  } else {
    const { activeVmm, targetVmm } = yield* instanceFetchAll(id);
    const [active, target] = yield* terminateBoth(nexus, activeVmm, targetVmm);
    // The error of either returns early: a saga that the other VMM left due is dropped with it.
    const isDue = (outcome: Outcome<IsSagaDue>) => outcome.ok && outcome.value;
    if ((isDue(active) && !target.ok) || (isDue(target) && !active.ok)) yield* mark('a due update saga was dropped');
    const isActiveDue = unwrap(active);
    const isTargetDue = unwrap(target);
    isSagaDue = isActiveDue || isTargetDue;
  }
  if (isSagaDue) yield* runSaga(nexus, id);
  return yield* fetchAnswered(nexus, 'force-terminate', id);
}

/** Both are awaited before the error of either is looked at. */
function* terminateBoth(
  nexus: Nexus,
  activeVmm: VmmRow | null,
  targetVmm: VmmRow | null,
): Op<readonly [Outcome<IsSagaDue>, Outcome<IsSagaDue>]> {
  if (nexus.config.toggles['terminate.order'] === 'sequential') {
    const active = yield* attempt(terminateVmm(nexus, activeVmm));
    return [active, yield* attempt(terminateVmm(nexus, targetVmm))];
  }
  // A join of one is no join: with a single VMM there is nothing to wait for together.
  if (targetVmm === null) return [yield* attempt(terminateVmm(nexus, activeVmm)), { ok: true, value: false }];
  return yield* all(
    { name: 'active', start: start(terminateVmm, nexus, activeVmm) },
    { name: 'target', start: start(terminateVmm, nexus, targetVmm) },
  );
}

/** `instance_force_terminate_vmm`: unregisters one VMM, if there is one, and writes what the sled says of it. */
function* terminateVmm(nexus: Nexus, vmm: VmmRow | null): Op<IsSagaDue> {
  if (vmm === null) return false;
  const { toggles } = nexus.config;
  if (toggles['terminate.bailIfDestroyed'] === 'on' && vmm.state === 'destroyed') return false;
  const outcome = yield* attempt<VmmReport | null, StateChangeError>(ensureUnregistered(vmm.id, vmm.sled));
  if (outcome.ok) {
    if (outcome.value !== null) return yield* takeIn(nexus, vmm, outcome.value);
    yield* mark('a sled knew no such VMM');
    if (toggles['terminate.noStateMeans'] === 'ignore') return false;
  } else if (outcome.error.class === 'other' || !isVmmGone(outcome.error.error)) {
    throw new Rejection(outcome.error);
  }
  // Every caller drops the result of mark_vmm_failed.
  const endState = toggles['terminate.noStateMeans'] === 'destroyed' ? 'destroyed' : 'failed';
  yield* attempt(markVmmFailed(nexus, vmm, { endState }));
  return false;
}

/** Writes the state that unregister answered, and sees to the update saga as the revision does. */
function* takeIn(nexus: Nexus, vmm: VmmRow, report: VmmReport): Op<IsSagaDue> {
  const policy = nexus.config.toggles['terminate.updateSaga'];
  if (policy === 'detached') {
    yield* notifyVmmUpdated(nexus, vmm.id, report);
    return false;
  }
  const instance = yield* processVmmUpdate(nexus, vmm.id, report);
  if (instance === null) return false;
  if (policy === 'one') return true;
  yield* runSaga(nexus, instance);
  return false;
}

/** Runs an update saga to its end; its error is the caller's. */
function* runSaga(nexus: Nexus, instance: InstanceId): Op<void> {
  const result = yield* sagaExecute(nexus, 'start-instance-update', { instance, cause: 'report' });
  if (!result.ok) throw new Rejection(result.error);
}
