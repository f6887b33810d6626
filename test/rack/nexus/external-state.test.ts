import { describe, expect, it } from 'vitest';
import type { InstanceState, VmmState } from '../../../sim/rack/database/tables.ts';
import { type ExternalState, externalState } from '../../../sim/rack/nexus/external-state.ts';
import { instance, vmm } from '../database/rows.ts';

/** The state shown of a linked VMM in each of its states, while no migration id is set. */
const SHOWN: Readonly<Record<VmmState, ExternalState>> = {
  creating: 'starting',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopping',
  destroyed: 'stopping',
  failed: 'stopping',
  saga_unwound: 'failed',
  rebooting: 'rebooting',
  migrating: 'migrating',
};
const VMM_STATES = Object.keys(SHOWN) as VmmState[];

/** The state shown of an instance without a VMM row. */
const BARE: Readonly<Record<InstanceState, ExternalState>> = {
  creating: 'creating',
  no_vmm: 'stopped',
  vmm: 'running',
  failed: 'failed',
  destroyed: 'destroyed',
};
const INSTANCE_STATES = Object.keys(BARE) as InstanceState[];

/** The state shown of an inconsistent pair: a VMM row with an instance that should have none. */
const INCONSISTENT: Readonly<Record<VmmState, ExternalState>> = {
  ...SHOWN,
  stopped: 'stopped',
  destroyed: 'destroyed',
  failed: 'failed',
  saga_unwound: 'stopped',
};

const show = (state: InstanceState, of: VmmState | null, migration: 'migration-1' | null = null) =>
  externalState(instance({ state, activeVmm: of ? 'vmm-1' : null, migration }), of ? vmm({ state: of }) : null);

describe('determine_effective_state', () => {
  it.each(VMM_STATES)('of a linked VMM that is %s', (state) => {
    expect(show('vmm', state)).toBe(SHOWN[state]);
  });

  it.each(VMM_STATES)('shows nothing of a VMM that is %s while a migration id is set', (state) => {
    expect(show('vmm', state, 'migration-1')).toBe('migrating');
  });

  it.each(INSTANCE_STATES)('without a VMM is that of the instance: %s', (state) => {
    expect(show(state, null)).toBe(BARE[state]);
  });

  it.each(INSTANCE_STATES)('without a VMM does not look at the migration id: %s', (state) => {
    expect(show(state, null, 'migration-1')).toBe(BARE[state]);
  });

  it.each(VMM_STATES)('of a stopped instance is stopped, even with a VMM that is %s', (state) => {
    expect(show('no_vmm', state)).toBe('stopped');
    expect(show('no_vmm', state, 'migration-1')).toBe('stopped');
  });

  it.each(
    (['creating', 'failed', 'destroyed'] as const).flatMap((state) => VMM_STATES.map((of) => [state, of] as const)),
  )('of an instance that is %s with a VMM that is %s is the mapping of the VMM', (state, of) => {
    expect(show(state, of)).toBe(INCONSISTENT[of]);
    expect(show(state, of, 'migration-1')).toBe(INCONSISTENT[of]);
  });
});
