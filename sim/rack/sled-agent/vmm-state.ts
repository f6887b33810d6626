// How a sled-agent turns what Propolis says into the state it reports.
// Source: InstanceStates, sled-agent/src/common/instance.rs @ 0640bb277d.

import { isMigrationTerminal, type MigrationState, type VmmState } from '../database/tables.ts';
import type { MigrationReport, VmmReport } from '../database/vmm.ts';
import type { MigrationStatus, PropolisState } from '../propolis/propolis.ts';

/** One look at Propolis. `null` for a migration leaves the slot alone. */
export interface Observation {
  readonly state: PropolisState;
  readonly migrationIn: MigrationStatus | null;
  readonly migrationOut: MigrationStatus | null;
}

const VMM_STATE: Readonly<Record<PropolisState, VmmState>> = {
  creating: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopping',
  rebooting: 'rebooting',
  migrating: 'migrating',
  failed: 'failed',
  destroyed: 'destroyed',
};

/** True when the observation says that the VM is over. */
export function isHalted(state: PropolisState): boolean {
  return state === 'failed' || state === 'destroyed';
}

/** `apply_propolis_observation`: the generation goes up by one, whatever was seen, and no transition is illegal. */
export function observe(report: VmmReport, seen: Observation): VmmReport {
  const halted = isHalted(seen.state);
  return {
    state: VMM_STATE[seen.state],
    gen: report.gen + 1,
    migrationIn: slot(report.migrationIn, seen.migrationIn, halted),
    migrationOut: slot(report.migrationOut, seen.migrationOut, halted),
  };
}

/** `terminate_rudely`: an observation made up, in the place of one that Propolis will not make any more. */
export function terminateRudely(report: VmmReport, state: 'destroyed' | 'failed'): VmmReport {
  return observe(report, { state, migrationIn: null, migrationOut: null });
}

/** `transition_vmm`: after an accepted stop or reboot. */
export function transition(report: VmmReport, state: 'stopping' | 'rebooting'): VmmReport {
  return { ...report, state, gen: report.gen + 1 };
}

/**
 * A migration slot after an observation: the same state does not count, a new one does, and a first report starts
 * at 2, to be newer than the record of Nexus. A halted VM fails what is not finished.
 */
function slot(known: MigrationReport | null, seen: MigrationStatus | null, halted: boolean): MigrationReport | null {
  let next = known;
  if (seen !== null) {
    if (known === null || known.migration !== seen.id) next = { migration: seen.id, state: seen.state, gen: 2 };
    else if (known.state !== seen.state) next = withState(known, seen.state);
  }
  return halted && next !== null && !isMigrationTerminal(next.state) ? withState(next, 'failed') : next;
}

function withState(report: MigrationReport, state: MigrationState): MigrationReport {
  return { ...report, state, gen: report.gen + 1 };
}
