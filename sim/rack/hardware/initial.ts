// A rack at the beginning of a run: the instances that exist already, as a quiet rack would have left them.

import type { IntendedState } from '../database/tables.ts';
import type { SledId, VmmId } from '../ids.ts';
import { initialNexusMemory } from '../nexus/nexus.ts';
import { newInstance } from '../nexus/operations/create-delete.ts';
import { freshPropolis } from '../propolis/propolis.ts';
import { afterChange, afterRequest, initialDispositions } from '../propolis/request-queue.ts';
import type { InitialInstance, Rack, RackConfig } from '../rack.ts';
import { freshSledAgent } from '../sled-agent/sled-agent.ts';
import { runGuest } from './guest.ts';
import { initialTruth } from './truth.ts';

/** The state that a run of this configuration starts from. */
export function initialRack(config: RackConfig): Rack {
  const rack: Rack = {
    db: {
      instances: {},
      vmms: {},
      migrations: {},
      reservations: {},
      charges: {},
      collections: { project: 0, silo: 0, fleet: 0 },
      sleds: {},
      sagas: {},
      sagaEvents: {},
    },
    nexuses: {},
    sledAgents: {},
    propolises: {},
    guests: {},
    truth: initialTruth(),
    ids: { vmm: 0, migration: 0 },
  };
  for (const nexus of config.nexuses) rack.nexuses[nexus] = initialNexusMemory(true);
  for (const sled of config.sleds) {
    rack.sledAgents[sled] = freshSledAgent(true);
    rack.db.sleds[sled] = { id: sled, cpus: config.sledCpus };
  }
  config.instances.forEach((instance, index) => {
    const isIntentKept = config.toggles['intent.recorded'] === 'first';
    addInstance(rack, instance, config.sleds[index % config.sleds.length] as SledId, isIntentKept);
  });
  return rack;
}

function addInstance(
  rack: Rack,
  { id, autoRestartPolicy, state }: InitialInstance,
  sled: SledId,
  isIntentKept: boolean,
): void {
  if (state === 'absent') return;
  const intended: IntendedState = !isIntentKept ? null : state === 'stopped' ? 'stopped' : 'running';
  const fresh = { ...newInstance(id, autoRestartPolicy), intended };
  // Created at generation 1 and moved to stopped at 2.
  if (state !== 'running') {
    rack.db.instances[id] = { ...fresh, state: state === 'failed' ? 'failed' : 'no_vmm', gen: 2 };
    return;
  }
  const vmm: VmmId = `vmm-${++rack.ids.vmm}`;
  rack.db.instances[id] = { ...fresh, state: 'vmm', gen: 3, activeVmm: vmm };
  runVmm(rack, vmm, id, sled);
  rack.db.reservations[vmm] = { vmm, sled, cpus: fresh.cpus };
  rack.db.charges[id] = { instance: id, cpus: fresh.cpus };
  for (const name of ['project', 'silo', 'fleet'] as const) rack.db.collections[name] += fresh.cpus;
}

/** Registered at generation 2; Propolis was then seen creating (3) and running (4). */
function runVmm(rack: Rack, vmm: VmmId, instance: InitialInstance['id'], sled: SledId): void {
  rack.db.vmms[vmm] = { id: vmm, instance, sled, state: 'running', gen: 4, isDeleted: false };
  rack.propolises[vmm] = {
    ...freshPropolis(vmm, instance, sled),
    vm: 'active',
    state: 'running',
    gen: 2,
    allowed: afterChange(afterRequest(initialDispositions(false), 'run'), 'started-running'),
  };
  const agent = rack.sledAgents[sled];
  if (agent === undefined) throw new Error(`there is no ${sled}`);
  agent.jobs[vmm] = vmm;
  agent.runners[vmm] = {
    id: vmm,
    vmm,
    instance,
    report: { state: 'running', gen: 4, migrationIn: null, migrationOut: null },
    hasZone: true,
    requests: [],
    monitorMessage: null,
    isMonitorBusy: false,
    seenGen: 2,
    isBusy: false,
    isAwaitingPropolis: false,
    isCutShort: false,
    shouldTerminate: false,
    phase: 'running',
  };
  runGuest(rack, { vmm, instance, sled });
}
