// The arguments of statements: few ids, so that they meet, and values near those that the rows hold.

import { fc } from '@fast-check/vitest';
import type { ChargeGuard } from '../../../sim/rack/database/accounting.ts';
import type { InstanceRuntime } from '../../../sim/rack/database/instance.ts';
import {
  type AutoRestartPolicy,
  type Database,
  type InstanceRow,
  type InstanceState,
  type IntendedState,
  isMigrationTerminal,
  type MigrationState,
  type SagaEventRow,
  type SagaRow,
} from '../../../sim/rack/database/tables.ts';
import type { UpdaterLock } from '../../../sim/rack/database/updater-lock.ts';
import type { MigrationReport, ReportOptions } from '../../../sim/rack/database/vmm.ts';
import type { InstanceId, LockId, MigrationId, NexusId, SagaId, SledId, VmmId } from '../../../sim/rack/ids.ts';
import { VMM_STATES } from '../../rack/database/rows.ts';

/** As `fc.record`, of plain objects. */
export const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });

/** Half of the time none. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2 });

export const SLEDS: SledId[] = ['sled-1', 'sled-2'];

export const instanceId = fc.constantFrom<InstanceId>('instance-1', 'instance-2');
export const vmmId = fc.constantFrom<VmmId>('vmm-1', 'vmm-2', 'vmm-3', 'vmm-4');
export const migrationId = fc.constantFrom<MigrationId>('migration-1', 'migration-2');
export const lockId = fc.constantFrom<LockId>('lock of saga-1', 'lock of saga-2');
export const nexusId = fc.constantFrom<NexusId>('nexus-1', 'nexus-2');
export const sagaId = fc.constantFrom<SagaId>('saga-1', 'saga-2');
export const creator = maybe(sagaId);
/** A sled, now and then one that has no row. */
export const anySled = fc.constantFrom<SledId>('sled-1', 'sled-2', 'sled-1', 'sled-2', 'sled-3');
export const cpus = fc.integer({ min: 1, max: 6 });
export const vmmState = fc.constantFrom(...VMM_STATES);
export const policy = fc.constantFrom<AutoRestartPolicy>(null, null, 'best_effort', 'never');
/** True three times of four. */
export const often = fc.constantFrom(true, true, true, false);

const HOUR_MS = 3_600_000;
export const restartedAt = fc.constantFrom(null, 0, 1, 5);
/** A clock at, just before and just after the end of a cooldown. */
export const clock = fc
  .tuple(fc.constantFrom(0, 1, 5), fc.integer({ min: -1, max: 1 }))
  .map(([at, by]) => HOUR_MS + at + by);

/** A generation that is older than the row's, the same, the next, or ahead of it. */
export const near = fc.constantFrom(-1, 0, 1, 1, 1, 2).map(
  (by) =>
    (gen = 0) =>
      gen + by,
);

/** A token of the updater lock: mostly the one that the row holds, or off by one in its id or generation. */
export const token = fc
  .tuple(lockId, fc.constantFrom(-1, 0, 0, 0, 0, 1), often)
  .map(([stranger, by, isHolder]) => (row: InstanceRow | undefined): UpdaterLock => {
    return { id: (isHolder && row?.updater) || stranger, gen: (row?.updaterGen ?? 1) + by };
  });

/** A VMM, mostly one that has a side of a migration to lose. */
export const migratingVmm = fc
  .tuple(vmmId, fc.constantFrom('source', 'target'), often)
  .map(([other, which, isMigrating]) => (db: Database): VmmId => {
    const open = Object.values(db.migrations).find((row) => !isMigrationTerminal(row[`${which}State`]));
    return (isMigrating && open?.[`${which}Vmm`]) || other;
  });

/** What a release may ask of the record: nothing, its active VMM, or its generation; mostly as it is. */
export const chargeGuard = fc
  .tuple(fc.constantFrom('none', 'vmm', 'gen'), vmmId, near, often)
  .map(([of, other, by, isOwn]) => (row: InstanceRow | undefined): ChargeGuard => {
    if (of === 'vmm') return { activeVmm: (isOwn && row?.activeVmm) || other };
    return of === 'gen' ? { gen: isOwn && row ? row.gen : by(row?.gen) } : {};
  });

/** What a design may add to the writing of a report. */
export const reportOptions: fc.Arbitrary<ReportOptions> = record({
  isChecked: fc.boolean(),
  endsMigration: fc.boolean(),
});

/** Half of the time nobody has said. */
export const intended = fc.constantFrom<IntendedState>(null, null, null, 'running', 'stopped', 'destroyed');

const instanceState = fc.constantFrom<InstanceState>('creating', 'no_vmm', 'vmm', 'vmm', 'vmm', 'failed', 'destroyed');

/** Now and then one that breaks the CHECK of the instance table. */
export const runtime: fc.Arbitrary<InstanceRuntime> = record({
  state: instanceState,
  gen: fc.constant(0),
  activeVmm: vmmId,
  targetVmm: maybe(vmmId),
  migration: maybe(migrationId),
  lastAutoRestart: restartedAt,
  isConsistent: fc.constantFrom(true, true, true, true, true, true, true, false),
}).map(({ isConsistent, ...next }) => ({
  ...next,
  activeVmm: (next.state === 'vmm') === isConsistent ? next.activeVmm : null,
}));

/** A side of a migration as a report tells it: mostly none, else mostly of a migration that the VMM has a part in. */
export const side = fc
  .tuple(fc.boolean(), migrationId, fc.constantFrom<MigrationState>('in_progress', 'completed', 'failed'), near, often)
  .map(([isThere, other, state, by, isOwn]) => (db: Database, vmm: VmmId, which: 'source' | 'target') => {
    if (!isThere) return null;
    const own = Object.values(db.migrations).find((row) => row[`${which}Vmm`] === vmm);
    const migration = (isOwn && own?.id) || other;
    return { migration, state, gen: by(db.migrations[migration]?.[`${which}Gen`]) } satisfies MigrationReport;
  });

export const sagaState = fc.constantFrom<SagaRow['state']>('running', 'unwinding', 'done');
export const sagaRow: fc.Arbitrary<SagaRow> = record({
  id: sagaId,
  kind: fc.constantFrom('instance-start', 'instance-update'),
  params: fc.constantFrom(null, { instance: 'instance-1' }, [1, 'two']),
  owner: nexusId,
  state: sagaState,
});
const sagaEvent: fc.Arbitrary<SagaEventRow> = record({
  node: fc.constantFrom('one', 'two'),
  event: fc.constantFrom<SagaEventRow['event']>('started', 'succeeded', 'failed'),
  output: fc.constantFrom(null, 'vmm-1', { gen: 2 }),
});
export const sagaEvents: fc.Arbitrary<readonly SagaEventRow[]> = fc.uniqueArray(sagaEvent, {
  maxLength: 3,
  selector: ({ node, event }) => `${node} ${event}`,
});
