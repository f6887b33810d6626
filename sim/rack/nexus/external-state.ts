// The state that the API shows, computed from the instance and its active VMM.
// Source: InstanceAndActiveVmm::determine_effective_state,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d.

import type { InstanceRow, InstanceState, VmmRow, VmmState } from '../database/tables.ts';

/** `external::InstanceState`, less `repairing`, which is never produced. */
export type ExternalState =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed';

const OF_VMM: Record<VmmState, ExternalState> = {
  creating: 'starting',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopped',
  rebooting: 'rebooting',
  migrating: 'migrating',
  failed: 'failed',
  destroyed: 'destroyed',
  saga_unwound: 'failed',
};

const OF_INSTANCE: Record<InstanceState, ExternalState> = {
  creating: 'creating',
  no_vmm: 'stopped',
  vmm: 'running',
  failed: 'failed',
  destroyed: 'destroyed',
};

/** While a migration id is set nothing of the active VMM shows through. */
export function externalState(instance: InstanceRow, vmm: VmmRow | null): ExternalState {
  if (instance.state === 'vmm' && vmm !== null) {
    if (instance.migration !== null) return 'migrating';
    // Stopped is shown only once a start could go through: until then a finished VMM shows as stopping.
    if (vmm.state === 'stopped' || vmm.state === 'destroyed' || vmm.state === 'failed') return 'stopping';
    return OF_VMM[vmm.state];
  }
  if (instance.state === 'no_vmm' || vmm === null) return OF_INSTANCE[instance.state];
  return OF_VMM[vmm.state];
}
