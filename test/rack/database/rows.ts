// Rows for the tests of the database, and racks that hold nothing else.

import type { InstanceRow, MigrationRow, VmmRow, VmmState } from '../../../sim/rack/database/tables.ts';
import { initialRack } from '../../../sim/rack/hardware/initial.ts';
import type { InstanceId, LockId, MigrationId, VmmId } from '../../../sim/rack/ids.ts';
import { newInstance } from '../../../sim/rack/nexus/operations/create-delete.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { config } from '../make.ts';

export const INSTANCE: InstanceId = 'instance-1';
export const VMM: VmmId = 'vmm-1';
export const TARGET: VmmId = 'vmm-2';
export const MIGRATION: MigrationId = 'migration-1';
/** Every state that a VMM row can have. */
export const VMM_STATES: readonly VmmState[] = [
  'creating',
  'starting',
  'running',
  'stopping',
  'stopped',
  'rebooting',
  'migrating',
  'failed',
  'destroyed',
  'saga_unwound',
];

export const LOCK: LockId = 'lock of saga-1';
export const OTHER_LOCK: LockId = 'lock of saga-2';

/** A stopped instance at generation 2. */
export function instance(parts: Partial<InstanceRow> = {}): InstanceRow {
  return { ...newInstance(INSTANCE, null), state: 'no_vmm', gen: 2, ...parts };
}

/** An instance whose active VMM is `vmm-1`, at generation 3. */
export function incarnated(parts: Partial<InstanceRow> = {}): InstanceRow {
  return instance({ state: 'vmm', gen: 3, activeVmm: VMM, ...parts });
}

/** The running `vmm-1` of `instance-1` on `sled-1`, at generation 4. */
export function vmm(parts: Partial<VmmRow> = {}): VmmRow {
  return { id: VMM, instance: INSTANCE, sled: 'sled-1', state: 'running', gen: 4, isDeleted: false, ...parts };
}

/** The migration of `instance-1` from `vmm-1` to `vmm-2`, as it was inserted. */
export function migration(parts: Partial<MigrationRow> = {}): MigrationRow {
  return {
    id: MIGRATION,
    instance: INSTANCE,
    sourceVmm: VMM,
    sourceState: 'pending',
    sourceGen: 1,
    targetVmm: TARGET,
    targetState: 'pending',
    targetGen: 1,
    isDeleted: false,
    ...parts,
  };
}

export type Row = InstanceRow | VmmRow | MigrationRow;

/** A rack whose database holds these rows, and two empty sleds of 8 CPUs. */
export function rackOf(...rows: readonly Row[]): Rack {
  const rack = initialRack(config({ shape: { instances: [] } }));
  for (const row of rows) {
    if ('updaterGen' in row) rack.db.instances[row.id] = row;
    else if ('sourceVmm' in row) rack.db.migrations[row.id] = row;
    else rack.db.vmms[row.id] = row;
  }
  return rack;
}
