// The state that the API shows, computed from the instance and its active VMM.
// Source: InstanceAndActiveVmm::determine_effective_state,
// nexus/db-queries/src/db/datastore/instance.rs @ 0640bb277d.

import type { InstanceAndVmm } from '../database/instance.ts';
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

/** `From<VmmState> for external::InstanceState`, nexus/db-model/src/vmm_state.rs. */
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
  saga_unwound: 'stopped',
};

/** `From<InstanceState> for external::InstanceState`, nexus/db-model/src/instance_state.rs. */
const OF_INSTANCE: Record<InstanceState, ExternalState> = {
  creating: 'creating',
  no_vmm: 'stopped',
  vmm: 'running',
  failed: 'failed',
  destroyed: 'destroyed',
};

/** Of a pair. */
export function shownState({ instance, vmm }: InstanceAndVmm): ExternalState {
  return externalState(instance, vmm);
}

/** While a migration id is set nothing of the active VMM shows through. */
export function externalState(instance: InstanceRow, vmm: VmmRow | null): ExternalState {
  if (instance.state === 'vmm' && vmm !== null) {
    if (instance.migration !== null) return 'migrating';
    // Stopped is shown only once a start could go through: until then a finished VMM shows as stopping.
    if (vmm.state === 'stopped' || vmm.state === 'destroyed' || vmm.state === 'failed') return 'stopping';
    // An unwound start, on the other hand, is in the way of no other.
    return vmm.state === 'saga_unwound' ? 'failed' : OF_VMM[vmm.state];
  }
  if (instance.state === 'no_vmm' || vmm === null) return OF_INSTANCE[instance.state];
  return OF_VMM[vmm.state];
}
