// Statements on the vmm and migration tables.
// Source: nexus/db-queries/src/db/datastore/{vmm,migration,instance}.rs @ 0640bb277d, the function named at each.

import type { Op } from '../../kernel/ask.ts';
import type { Generation, InstanceId, MigrationId, VmmId } from '../ids.ts';
import { instanceMarkDestroyed, isMeantToRun, showVmm } from './instance.ts';
import { failure, type Written, write } from './statement.ts';
import {
  type Database,
  isDestroyable,
  isMigrationTerminal,
  isTerminal,
  type MigrationRow,
  type MigrationState,
  type VmmRow,
  type VmmState,
} from './tables.ts';

/** One side of a migration, as its sled reports it. */
export interface MigrationReport {
  readonly migration: MigrationId;
  readonly state: MigrationState;
  readonly gen: Generation;
}

/** `SledVmmState`: what a sled-agent reports of a VMM, in a reply or a push. */
export interface VmmReport {
  readonly state: VmmState;
  readonly gen: Generation;
  readonly migrationIn: MigrationReport | null;
  readonly migrationOut: MigrationReport | null;
}

/** What differs between designs in how a report is written. */
export interface ReportOptions {
  readonly isChecked?: boolean;
  readonly endsMigration?: boolean;
}

/** `VmmStateUpdateResult`: which of the up to three rows a report changed, and what else Nexus uses of them. */
export interface ReportOutcome {
  readonly instance: InstanceId;
  /** The VMM was recorded as over, or gone, before. */
  readonly isTooLate: boolean;
  readonly isVmmUpdated: boolean;
  readonly isMigrationInUpdated: boolean;
  readonly isMigrationOutUpdated: boolean;
}

export function showReport(report: VmmReport): string {
  const migrations = [
    report.migrationIn && `in ${report.migrationIn.state}`,
    report.migrationOut && `out ${report.migrationOut.state}`,
  ].filter(Boolean);
  return `${report.state} gen ${report.gen}${migrations.length > 0 ? ` (migration ${migrations.join(', ')})` : ''}`;
}

/** `vmm_insert`: a conflict of ids changes nothing and returns the row as it is by now. */
export function* vmmInsert(row: VmmRow): Op<VmmRow> {
  return yield* write(
    `insert ${row.id}`,
    (db) => {
      db.vmms[row.id] ??= row;
      return db.vmms[row.id] as VmmRow;
    },
    (inserted) => `${showVmm(inserted)} on ${inserted.sled}`,
  );
}

/** The row, soft-deleted or not, as `check_if_exists` finds it (nexus/db-queries/src/db/update_and_check.rs). */
function existing(db: Database, id: VmmId): VmmRow {
  const row = db.vmms[id];
  if (row === undefined) throw failure(404, `${id} not found`);
  return row;
}

/** `isChecked`: with the CHECK `failure_reason_iff_failed`. */
function updateVmm(db: Database, row: VmmRow, state: VmmState, gen: Generation, isChecked: boolean): Written {
  if (row.isDeleted || row.gen >= gen) return 'superseded';
  if (isChecked) requireReason(row, state);
  db.vmms[row.id] = { ...row, state, gen };
  return 'written';
}

/**
 * The CHECK that a row has a reason for its failure if it is failed, and none otherwise (#10425, ebeb7060cf): no
 * statement clears a reason, so a failed VMM cannot be written anything else any more.
 */
function requireReason(row: VmmRow, next: VmmState): void {
  if (row.state === 'failed' && next !== 'failed') throw failure(500, 'violates failure_reason_iff_failed');
}

/** `vmm_update_runtime`: guard not deleted ∧ gen < new.gen. The current state is not looked at. */
export function* vmmUpdateRuntime(id: VmmId, state: VmmState, gen: Generation, isChecked = false): Op<Written> {
  return yield* write(
    `write ${id} ${state}`,
    (db) => updateVmm(db, existing(db, id), state, gen, isChecked),
    (outcome) =>
      outcome === 'written'
        ? `${id} := ${state} gen ${gen}`
        : `superseded: ${id} is not older than gen ${gen}; the write changes nothing`,
  );
}

/**
 * This project's: what is known of a VMM that its sled has disowned, in one transaction. Guarded as
 * {@link vmmUpdateRuntime}, and a VMM that is over is left alone. Else it is failed, unless clients want its instance
 * down: then it is destroyed, as they asked. What it had not finished of a migration has failed. `ifDown` leaves a VMM
 * alone whose instance is meant to run.
 */
export function* vmmMarkGone(id: VmmId, gen: Generation, ifDown = false): Op<Written> {
  return yield* write(
    `mark ${id} gone`,
    (db): Written => {
      const row = existing(db, id);
      const owner = db.instances[row.instance];
      const isDown = owner !== undefined && !isMeantToRun(owner);
      const isLeft = isTerminal(row.state) || (ifDown && !isDown);
      const outcome = isLeft ? 'superseded' : updateVmm(db, row, isDown ? 'destroyed' : 'failed', gen, false);
      if (outcome === 'written') failMigrationsOf(db, id);
      return outcome;
    },
    (outcome) =>
      outcome === 'written' ? `${id} is over, gen ${gen}` : `nothing changes: ${id} is newer, over, or meant to run`,
  );
}

function failMigrationsOf(db: Database, vmm: VmmId): void {
  for (const row of Object.values(db.migrations)) {
    const isSource = row.sourceVmm === vmm && !isMigrationTerminal(row.sourceState);
    const isTarget = row.targetVmm === vmm && !isMigrationTerminal(row.targetState);
    if (row.isDeleted || (!isSource && !isTarget)) continue;
    db.migrations[row.id] = {
      ...row,
      ...(isSource && { sourceState: 'failed', sourceGen: row.sourceGen + 1 }),
      ...(isTarget && { targetState: 'failed', targetGen: row.targetGen + 1 }),
    };
  }
}

/**
 * `vmm_and_migration_update_runtime`: one transaction over the VMM row and the sides of its migrations, each row
 * guarded by its own generation. A deleted, foreign or missing row aborts the whole of it (410, 400, 500).
 * `endsMigration` is this project's: what a VMM that is over had not finished of a migration has failed.
 */
export function* vmmAndMigrationUpdateRuntime(
  id: VmmId,
  report: VmmReport,
  { isChecked = false, endsMigration = false }: ReportOptions = {},
): Op<ReportOutcome> {
  // For the story alone: a task that was told it would be another for each row that there was.
  let before = '';
  return yield* write(
    `write the report of ${id}`,
    (db): ReportOutcome => {
      if (report.migrationIn && report.migrationIn.migration === report.migrationOut?.migration) {
        throw failure(409, 'migrating from a VMM to itself is nonsensical');
      }
      const vmm = db.vmms[id];
      // Within a transaction a row that is not there is trouble of the server, not of the caller.
      if (vmm === undefined) throw failure(500, `${id} does not exist`);
      const outgoing = side(db, report.migrationOut, id, 'source');
      const incoming = side(db, report.migrationIn, id, 'target');
      before = vmm.isDeleted ? 'deleted' : `${vmm.state} gen ${vmm.gen}`;
      const isVmmUpdated = updateVmm(db, vmm, report.state, report.gen, isChecked) === 'written';
      if (incoming) db.migrations[incoming.id] = incoming;
      if (outgoing) db.migrations[outgoing.id] = outgoing;
      if (endsMigration && isVmmUpdated && isTerminal(report.state)) failMigrationsOf(db, id);
      return {
        instance: vmm.instance,
        isTooLate: !isVmmUpdated && (vmm.isDeleted || isTerminal(vmm.state)),
        isVmmUpdated,
        isMigrationInUpdated: incoming !== null,
        isMigrationOutUpdated: outgoing !== null,
      };
    },
    (outcome) => {
      const parts = [
        outcome.isVmmUpdated
          ? `${id} := ${showReport(report)} (was ${before})`
          : `superseded: ${id} is ${before}, the report says ${showReport(report)}`,
      ];
      if (outcome.isMigrationInUpdated) parts.push(`target side := ${report.migrationIn?.state}`);
      if (outcome.isMigrationOutUpdated) parts.push(`source side := ${report.migrationOut?.state}`);
      return parts.join('; ');
    },
  );
}

/** The migration row with one side brought up to the report, or null when the report is not newer. */
function side(
  db: Database,
  report: MigrationReport | null,
  vmm: VmmId,
  which: 'source' | 'target',
): MigrationRow | null {
  if (report === null) return null;
  const row = db.migrations[report.migration];
  if (row === undefined) throw failure(500, `${report.migration} does not exist`);
  if (row.isDeleted) throw failure(410, `${report.migration} was deleted`);
  if ((which === 'source' ? row.sourceVmm : row.targetVmm) !== vmm) {
    throw failure(400, `${vmm} is not the ${which} of ${report.migration}`);
  }
  if ((which === 'source' ? row.sourceGen : row.targetGen) >= report.gen) return null;
  return which === 'source'
    ? { ...row, sourceState: report.state, sourceGen: report.gen }
    : { ...row, targetState: report.state, targetGen: report.gen };
}

/**
 * `vmm_mark_saga_unwound`: guard not deleted and nothing else; the generation goes up each time. `ifNotOver` is this
 * project's: a VMM that is over is left alone.
 */
export function* vmmMarkSagaUnwound(id: VmmId, ifNotOver = false, isChecked = false): Op<Written> {
  return yield* write(
    `mark ${id} unwound`,
    (db): Written => {
      const row = existing(db, id);
      if (row.isDeleted || (ifNotOver && isTerminal(row.state))) return 'superseded';
      if (isChecked) requireReason(row, 'saga_unwound');
      db.vmms[id] = { ...row, state: 'saga_unwound', gen: row.gen + 1 };
      return 'written';
    },
    (outcome) =>
      outcome === 'written' ? `${id} := saga_unwound` : `${id} is ${ifNotOver ? 'over' : 'deleted'} already`,
  );
}

/** `vmm_mark_deleted`: guard not deleted ∧ destroyable. */
export function* vmmMarkDeleted(id: VmmId): Op<Written> {
  return yield* write(
    `delete ${id}`,
    (db): Written => {
      const row = existing(db, id);
      if (row.isDeleted || !isDestroyable(row.state)) return 'superseded';
      db.vmms[id] = { ...row, isDeleted: true };
      return 'written';
    },
    (outcome) => (outcome === 'written' ? `${id} is deleted` : `${id} is not there to delete`),
  );
}

/** `migration_insert`. */
export function* migrationInsert(row: MigrationRow): Op<void> {
  yield* write(`insert ${row.id}`, (db) => {
    db.migrations[row.id] ??= row;
  });
}

/** `migration_mark_failed`: guard not deleted; both sides fail and both generations go up, each time. */
export function* migrationMarkFailed(id: MigrationId): Op<void> {
  yield* write(
    `mark ${id} failed`,
    (db) => {
      const row = db.migrations[id];
      if (row === undefined) throw failure(500, `${id} does not exist`);
      if (row.isDeleted) return;
      db.migrations[id] = {
        ...row,
        sourceState: 'failed',
        sourceGen: row.sourceGen + 1,
        targetState: 'failed',
        targetGen: row.targetGen + 1,
      };
    },
    () => `${id} := failed on both sides`,
  );
}

/** `project_delete_instance`: the record, then its migrations; one that cannot be deleted keeps them. */
export function* projectDeleteInstance(id: InstanceId, orCreating = false): Op<void> {
  yield* instanceMarkDestroyed(id, orCreating);
  yield* migrationsMarkDeleted(id);
}

/** `instance_mark_migrations_deleted`. */
function* migrationsMarkDeleted(instance: InstanceId): Op<void> {
  yield* write(`delete the migrations of ${instance}`, (db) => {
    for (const row of Object.values(db.migrations)) {
      if (row.instance === instance && !row.isDeleted) db.migrations[row.id] = { ...row, isDeleted: true };
    }
  });
}
