// What an update saga must do, decided from one snapshot and nothing else.
// Source: UpdatesRequired::for_instance and update_saga_needed,
// nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d.

import { Panic } from '../../kernel/ask.ts';
import { type Gestalt, type InstanceRuntime, runtimeOf } from '../database/instance.ts';
import { isMigrationTerminal, isTerminal, type MigrationRow, type VmmRow } from '../database/tables.ts';
import type { ReportOutcome, VmmReport } from '../database/vmm.ts';
import type { Toggles } from '../designs/toggles.ts';
import type { VmmId } from '../ids.ts';

export interface UpdatePlan {
  readonly runtime: InstanceRuntime;
  readonly destroyActive: VmmId | null;
  readonly destroyTarget: VmmId | null;
  /** Release the instance's charge: no VMM is left. */
  readonly isDeprovisioned: boolean;
}

/** Whether a report changed a row in a way that an instance record must follow. */
export function isUpdateSagaNeeded(report: VmmReport, outcome: ReportOutcome): boolean {
  return (
    (outcome.isVmmUpdated && isTerminal(report.state)) ||
    (outcome.isMigrationInUpdated && report.migrationIn !== null && isMigrationTerminal(report.migrationIn.state)) ||
    (outcome.isMigrationOutUpdated && report.migrationOut !== null && isMigrationTerminal(report.migrationOut.state))
  );
}

/** The plan for a snapshot, or `null` when there is nothing to do. */
export function planUpdate(snapshot: Gestalt, { 'update.onLostSource': onLostSource }: Toggles): UpdatePlan | null {
  const { activeVmm, targetVmm, migration } = snapshot;
  const runtime: { -readonly [K in keyof InstanceRuntime]: InstanceRuntime[K] } = {
    ...runtimeOf(snapshot.instance),
    gen: snapshot.instance.gen + 1,
  };
  let isRequired = false;
  let hasActiveFailed = false;
  let destroyActive: VmmId | null = null;
  let destroyTarget: VmmId | null = null;
  if (activeVmm && isTerminal(activeVmm.state)) {
    destroyActive = activeVmm.id;
    hasActiveFailed = activeVmm.state === 'failed';
    runtime.activeVmm = null;
    isRequired = true;
  }
  if (targetVmm && isTerminal(targetVmm.state)) {
    destroyTarget = targetVmm.id;
    runtime.targetVmm = null;
    isRequired = true;
  }
  const isSourceLost = destroyActive !== null && migration?.sourceState === 'failed';
  if (onLostSource === 'keeps-target' && isSourceLost && mayHaveGuest(targetVmm, migration)) {
    runtime.activeVmm = migration.targetVmm;
    runtime.targetVmm = null;
    runtime.migration = null;
  } else if (migration && foldMigration(migration, runtime, targetVmm !== null, destroyTarget !== null)) {
    isRequired = true;
  }
  if (!isRequired) return null;
  const isDeprovisioned = runtime.activeVmm === null;
  if (isDeprovisioned) runtime.state = hasActiveFailed ? 'failed' : 'no_vmm';
  return { runtime, destroyActive, destroyTarget, isDeprovisioned };
}

/**
 * Whether a source that is over may have handed its guest to the target: this project's, where a target that has not
 * failed is all that is left of the instance. If it has no guest it will say so, and be over itself.
 */
function mayHaveGuest(target: VmmRow | null, { targetVmm, targetState }: MigrationRow): boolean {
  if (target?.id !== targetVmm || targetState === 'failed') return false;
  return target.state !== 'creating' && !isTerminal(target.state);
}

/** Folds the migration's outcome into the runtime. A failure on either side is looked at before a completion. */
function foldMigration(
  migration: MigrationRow,
  runtime: { activeVmm: VmmId | null; targetVmm: VmmId | null; migration: MigrationRow['id'] | null },
  hasTargetRow: boolean,
  isTargetDestroyed: boolean,
): boolean {
  if (migration.sourceState === 'failed' || migration.targetState === 'failed') {
    runtime.migration = null;
    runtime.targetVmm = null;
    return true;
  }
  if (migration.sourceState !== 'completed' && migration.targetState !== 'completed') return false;
  let isRequired = false;
  if (runtime.activeVmm !== migration.targetVmm) {
    if (!hasTargetRow) throw new Panic('a completed migration has no target VMM');
    runtime.activeVmm = migration.targetVmm;
    isRequired = true;
  }
  if (isTargetDestroyed) {
    runtime.activeVmm = null;
    isRequired = true;
  }
  if (migration.targetState === 'completed') {
    runtime.migration = null;
    runtime.targetVmm = null;
    isRequired = true;
  }
  return isRequired;
}
