// The rows that a sequence begins with: any that the schema takes, soft-deleted ones and foreign links among them.

import { fc } from '@fast-check/vitest';
import type {
  Database,
  InstanceRow,
  InstanceState,
  MigrationRow,
  MigrationState,
  ReservationRow,
  VmmRow,
  VmmState,
} from '../../../sim/rack/database/tables.ts';
import type { InstanceId } from '../../../sim/rack/ids.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { instance, migration, rackOf, VMM_STATES, vmm } from '../../rack/database/rows.ts';
import * as draw from './draw.ts';

const gen = fc.integer({ min: 1, max: 4 });
const isDeleted = fc.constantFrom(false, false, false, true);

const instances: fc.Arbitrary<InstanceRow> = draw
  .record({
    id: draw.instanceId,
    creator: draw.creator,
    state: fc.constantFrom<InstanceState>('creating', 'no_vmm', 'vmm', 'vmm', 'vmm', 'vmm', 'failed', 'destroyed'),
    gen,
    activeVmm: draw.vmmId,
    targetVmm: draw.vmmId,
    migration: draw.migrationId,
    links: fc.constantFrom('both', 'both', 'both', 'none', 'none', 'target', 'migration'),
    lastAutoRestart: draw.restartedAt,
    updater: draw.maybe(draw.lockId),
    updaterGen: gen,
    autoRestartPolicy: draw.policy,
    intended: draw.intended,
    isDeleted,
  })
  .map(({ links, ...row }) =>
    instance({
      ...row,
      activeVmm: row.state === 'vmm' ? row.activeVmm : null,
      targetVmm: links === 'both' || links === 'target' ? row.targetVmm : null,
      migration: links === 'both' || links === 'migration' ? row.migration : null,
    }),
  );

/** Mostly the first, so that what is linked is mostly its own. */
const owner = fc.constantFrom<InstanceId>('instance-1', 'instance-1', 'instance-1', 'instance-2');

/** Every state; those that a migration may begin in, or leave, more often. */
const vmmState = fc.constantFrom<VmmState>(
  ...VMM_STATES,
  ...(['running', 'running', 'rebooting', 'rebooting', 'rebooting', 'saga_unwound', 'saga_unwound'] as const),
);

const vmms: fc.Arbitrary<VmmRow> = draw
  .record({ id: draw.vmmId, instance: owner, sled: draw.anySled, state: vmmState, gen, isDeleted })
  .map(vmm);

/** Both have failed often, as a migrate saga that unwinds leaves them, and one alone as well. */
const side = fc.constantFrom<MigrationState>('pending', 'in_progress', 'completed', ...Array(5).fill('failed'));
const migrations: fc.Arbitrary<MigrationRow> = draw
  .record({
    id: draw.migrationId,
    instance: owner,
    sourceVmm: draw.vmmId,
    sourceGen: gen,
    targetVmm: draw.vmmId,
    sourceState: side,
    targetState: side,
    targetGen: gen,
    isDeleted,
  })
  .map(migration);

const reservations: fc.Arbitrary<ReservationRow> = draw.record({
  vmm: draw.vmmId,
  sled: draw.anySled,
  cpus: fc.integer({ min: 1, max: 3 }),
});

const several = <T>(rows: fc.Arbitrary<T>, keyOf: (row: T) => string, maxLength: number) =>
  fc.uniqueArray(rows, { selector: keyOf, minLength: maxLength - 1, maxLength, size: 'max' });

/** Makes of each migration one that a saga has left behind when it unwound, with its sides as they were drawn. */
function unwind({ instances, vmms, migrations }: Database): void {
  for (const { id, activeVmm, targetVmm, migration: own } of Object.values(instances)) {
    const source = activeVmm === null ? undefined : vmms[activeVmm];
    const target = targetVmm === null ? undefined : vmms[targetVmm];
    const record = own === null ? undefined : migrations[own];
    if (source === undefined || target === undefined || record === undefined || source === target) continue;
    vmms[source.id] = { ...source, instance: id, state: 'running', isDeleted: false };
    vmms[target.id] = { ...target, instance: id, state: 'saga_unwound' };
    migrations[record.id] = { ...record, instance: id };
  }
}

/** A rack that holds nothing but rows. Its sleds have 8 CPUs each. */
export const startRack: fc.Arbitrary<Rack> = fc
  .tuple(
    several(instances, ({ id }) => id, 2),
    several(vmms, ({ id }) => id, 4),
    several(migrations, ({ id }) => id, 2),
    several(reservations, (row) => row.vmm, 3),
    fc.subarray(['instance-1', 'instance-2'] as const),
    several(draw.sagaRow, ({ id }) => id, 2),
    fc.constantFrom(false, false, true),
  )
  .map(([someInstances, someVmms, someMigrations, someReservations, charged, sagas, isUnwound]) => {
    const rack = rackOf(...someInstances, ...someVmms, ...someMigrations);
    if (isUnwound) unwind(rack.db);
    for (const row of someReservations) rack.db.reservations[row.vmm] = row;
    for (const row of sagas) {
      rack.db.sagas[row.id] = row;
      rack.db.sagaEvents[row.id] = [{ node: 'one', event: 'started', output: null }];
    }
    for (const id of charged) rack.db.charges[id] = { instance: id, cpus: 2 };
    const sum = 2 * charged.length;
    rack.db.collections = { project: sum, silo: sum, fleet: sum };
    return rack;
  });
