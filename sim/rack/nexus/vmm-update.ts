// Taking in what a sled says of a VMM, and failing a VMM that a sled disowns.
// Source: process_vmm_update, notify_vmm_updated, update_instance and mark_vmm_failed,
// nexus/src/app/instance.rs @ 0640bb277d; mark_vmm_failed also @ a923f2a6a0.

import { attempt, mark, note, type Op, Rejection, spawn, start } from '../../kernel/ask.ts';
import { instanceLookup } from '../database/instance.ts';
import { failure, type NexusError } from '../database/statement.ts';
import type { VmmRow } from '../database/tables.ts';
import {
  type ReportOutcome,
  type VmmReport,
  vmmAndMigrationUpdateRuntime,
  vmmMarkGone,
  vmmMarkSagaUnwound,
  vmmUpdateRuntime,
} from '../database/vmm.ts';
import type { UpdateCause } from '../hardware/truth.ts';
import type { InstanceId, VmmId } from '../ids.ts';
import { sagaExecute } from '../steno/executor.ts';
import type { Nexus } from './nexus.ts';
import { isUpdateSagaNeeded } from './update-plan.ts';

/**
 * `process_vmm_update`: writes the report; answers the instance that needs an update saga, or `null`. The look-up
 * of the instance may reject after the write has been committed.
 */
export function* processVmmUpdate(nexus: Nexus, vmm: VmmId, report: VmmReport): Op<InstanceId | null> {
  return yield* followUp(report, yield* writeReport(nexus, vmm, report));
}

function* writeReport({ config }: Nexus, vmm: VmmId, report: VmmReport): Op<ReportOutcome> {
  const options = {
    isChecked: config.toggles['vmm.failedRow'] === 'checked',
    endsMigration: config.toggles['report.ofAnEnd'] === 'ends-migration',
  };
  const outcome = yield* vmmAndMigrationUpdateRuntime(vmm, report, options);
  if (!outcome.isVmmUpdated) yield* mark('a guarded write was superseded');
  return outcome;
}

function* followUp(report: VmmReport, outcome: ReportOutcome): Op<InstanceId | null> {
  if (!isUpdateSagaNeeded(report, outcome)) return null;
  yield* instanceLookup(outcome.instance);
  return outcome.instance;
}

/**
 * `notify_vmm_updated`: as above; the update saga runs in a task of its own and nobody waits for it. Answers whether
 * the report came too late: the VMM was recorded as over, or gone, before.
 */
export function* notifyVmmUpdated(nexus: Nexus, vmm: VmmId, report: VmmReport): Op<boolean> {
  const outcome = yield* writeReport(nexus, vmm, report);
  const instance = yield* followUp(report, outcome);
  if (instance !== null) {
    yield* spawn(
      `${nexus.id} update of ${instance} for ${vmm} gen ${report.gen}`,
      start(updateInstance, nexus, instance, 'report'),
    );
  }
  return outcome.isTooLate;
}

/** `update_instance`: runs an update saga to its end; one that fails, or does not start, activates the updater task. */
function* updateInstance(nexus: Nexus, instance: InstanceId, cause: UpdateCause): Op<void> {
  const saga = yield* attempt(sagaExecute(nexus, 'start-instance-update', { instance, cause }));
  if (!saga.ok || !saga.value.ok) yield* nexus.activate('instance-updater');
}

export interface MarkOptions {
  readonly endState?: 'failed' | 'destroyed' | undefined;
  readonly ifDown?: boolean | undefined;
}

/**
 * `mark_vmm_failed`: writes the VMM failed at the generation after the one that the caller saw, and awaits an
 * update saga. A database error is only logged. Rejects solely under `markFailed.onSuperseded = error`.
 * With `endState` destroyed the same is done with that state (the review's "always stopped"). With `ifDown` a VMM is
 * left alone whose instance is meant to run, where the design goes by what is meant.
 */
export function* markVmmFailed(nexus: Nexus, vmm: VmmRow, options: MarkOptions = {}): Op<void> {
  const { endState = 'failed', ifDown = false } = options;
  const { toggles } = nexus.config;
  const isChecked = toggles['vmm.failedRow'] === 'checked';
  const outcome = yield* attempt(
    toggles['gone.means'] === 'intended'
      ? vmmMarkGone(vmm.id, vmm.gen + 1, ifDown)
      : vmmUpdateRuntime(vmm.id, endState, vmm.gen + 1, isChecked),
  );
  if (!outcome.ok) {
    yield* note(`${nexus.id} logs that it could not mark ${vmm.id} ${endState}`);
    return;
  }
  if (outcome.value === 'superseded') {
    yield* mark('a guarded write was superseded');
    const policy = toggles['markFailed.onSuperseded'];
    if (policy === 'return') return;
    if (policy === 'error') {
      throw failure(500, `${vmm.id} could not be marked ${endState}: its row is newer than gen ${vmm.gen}`);
    }
    return yield* updateInstance(nexus, vmm.instance, 'superseded write');
  }
  yield* mark(`a VMM was marked ${endState} by Nexus`);
  yield* updateInstance(nexus, vmm.instance, 'marked failed');
}

/**
 * The last part of `sis_destroy_vmm_record` and `sim_destroy_vmm_record`. Where the design undoes nodes that failed,
 * there may be no record.
 */
export function* markUnwound(nexus: Nexus, vmm: VmmId): Op<void> {
  const { toggles } = nexus.config;
  const marked = yield* attempt<unknown, NexusError>(
    vmmMarkSagaUnwound(vmm, toggles['sagaUndo.onTerminal'] === 'leave', toggles['vmm.failedRow'] === 'checked'),
  );
  if (marked.ok) return;
  if (toggles['saga.undoes'] === 'succeeded' || marked.error.status !== 404) throw new Rejection(marked.error);
}
