// The rack's own faults: crashes and restarts, hangs of a named Propolis operation, a sled that loses power, and a
// guest that shuts itself down.
// Sources: sled-agent/src/bootstrap/pre_server.rs (cleanup_all_old_global_state) @ 0640bb277d for what a restart of
// a sled-agent kills; design of each hang: propolis bin/propolis-server/src/lib/vm/state_driver.rs @ 11371b0f37.

import type { FaultEvent } from '../kernel/event.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { removeGuest } from './hardware/guest.ts';
import { type NexusId, propolisProcess, type SledId, type VmmId } from './ids.ts';
import { makeNexus } from './nexus/api.ts';
import { initialNexusMemory } from './nexus/nexus.ts';
import { pokeDriver } from './propolis/driver.ts';
import { wakeMonitor } from './propolis/handle.ts';
import { closeConnection } from './propolis/migration.ts';
import { freshPropolis, type Hang } from './propolis/propolis.ts';
import { BACKGROUND_TASKS, type Rack, type RackConfig } from './rack.ts';
import { makeSledAgent } from './sled-agent/api.ts';
import { freshSledAgent } from './sled-agent/sled-agent.ts';

/** Fault kinds of the rack, with what each does. */
export const RACK_FAULTS = {
  'crash-nexus': 'a Nexus dies, its tasks and requests with it; restarted, it recovers its own sagas',
  'crash-sled-agent': 'a sled-agent dies; restarted, it kills every guest of its sled and has an empty table',
  'crash-propolis': 'a Propolis dies with its guest; its restarter brings it back without a VM',
  'power-off': 'a sled loses power: agent, Propolises and guests are gone until it comes back',
  'hang-boot': 'a Propolis never finishes booting a guest',
  'hang-stop': 'a Propolis takes a stop and never finishes it',
  'hang-http': "a Propolis' HTTP server takes requests and never answers",
  'guest-shutdown': 'a guest powers itself off',
} as const;

const NEXUS_RESTART_MS = 10_000;
const AGENT_RESTART_MS = 20_000;
const PROPOLIS_RESTART_MS = 1_000;
const POWER_RESTORE_MS = 300_000;

/** The rack's faults that could strike now. */
export function rackFaults(simulation: Simulation<Rack>, config: RackConfig): FaultEvent[] {
  const faults: FaultEvent[] = [];
  const add = (fault: keyof typeof RACK_FAULTS, process: string, run: () => void, subject: string = process) => {
    faults.push({ kind: 'fault', fault, label: `fault: ${fault} ${subject}`, at: 0, sequence: 0, process, run });
  };
  const { state } = simulation;
  for (const nexus of config.nexuses) {
    if (state.nexuses[nexus]?.isUp) add('crash-nexus', nexus, () => crashNexus(simulation, config, nexus));
  }
  for (const sled of config.sleds) {
    if (!state.sledAgents[sled]?.isUp) continue;
    add('crash-sled-agent', sled, () => crashSledAgent(simulation, config, sled, AGENT_RESTART_MS));
    add('power-off', sled, () => powerOff(simulation, config, sled));
  }
  for (const propolis of Object.values(state.propolises)) {
    if (!propolis.isUp) continue;
    const { vmm } = propolis;
    const process = propolisProcess(vmm);
    add('crash-propolis', process, () => crashPropolis(simulation, config, vmm));
    for (const hang of ['boot', 'stop', 'http'] as const) {
      if (isHangPossible(propolis.hangs, hang)) {
        add(`hang-${hang}`, process, () => startHang(simulation, vmm, hang));
      }
    }
    const isStopping = propolis.hasGuestShutDown || propolis.allowed.stop === 'ignore';
    if (state.guests[vmm]?.status === 'running' && !isStopping) {
      add('guest-shutdown', process, () => shutDownGuest(simulation, config, vmm));
    }
  }
  return faults;
}

function isHangPossible(hangs: readonly Hang[], hang: Hang): boolean {
  return !hangs.includes(hang);
}

function startHang(simulation: Simulation<Rack>, vmm: VmmId, hang: Hang): void {
  simulation.apply((rack) => {
    rack.propolises[vmm]?.hangs.push(hang);
  });
}

/** The guest's own power-off goes to the driver before any request of the API. */
function shutDownGuest(simulation: Simulation<Rack>, config: RackConfig, vmm: VmmId): void {
  const sled = simulation.apply((rack) => {
    const propolis = rack.propolises[vmm];
    if (propolis === undefined) return undefined;
    propolis.requests.unshift({ kind: 'stop' });
    propolis.hasGuestShutDown = true;
    return propolis.sled;
  });
  if (sled === undefined) return;
  const process = propolisProcess(vmm);
  simulation.spawn(process, `${process} guest`, () => pokeDriver({ vmm, agent: makeSledAgent(sled, config) }));
}

// --- Nexus -----------------------------------------------------------------------------------------------

function crashNexus(simulation: Simulation<Rack>, config: RackConfig, nexus: NexusId): void {
  simulation.kill(nexus);
  simulation.mark('a Nexus crashed');
  simulation.apply((rack) => {
    rack.nexuses[nexus] = initialNexusMemory(false);
  });
  simulation.addExternal({
    label: `restart ${nexus}`,
    at: simulation.now + NEXUS_RESTART_MS,
    process: nexus,
    source: 'restart',
    run: () => restartNexus(simulation, config, nexus),
  });
}

/** Every background task is activated at start-up; among them the recovery of the sagas that it owns. */
function restartNexus(simulation: Simulation<Rack>, config: RackConfig, id: NexusId): void {
  simulation.apply((rack) => {
    rack.nexuses[id] = initialNexusMemory(true);
  });
  const nexus = makeNexus(id, config);
  simulation.spawn(id, `${id} start-up`, function* () {
    for (const task of [...BACKGROUND_TASKS].reverse()) yield* nexus.activate(task);
  });
}

// --- Sled-agent ------------------------------------------------------------------------------------------

function crashSledAgent(simulation: Simulation<Rack>, config: RackConfig, sled: SledId, restartMs: number): void {
  simulation.kill(sled);
  simulation.mark('an agent forgot its VMMs');
  simulation.apply((rack) => {
    rack.sledAgents[sled] = freshSledAgent(false);
  });
  simulation.addExternal({
    label: `restart ${sled}`,
    at: simulation.now + restartMs,
    process: sled,
    source: 'restart',
    run: () => restartSledAgent(simulation, config, sled),
  });
}

/** Before it serves, every Propolis zone that is left on the sled is halted. */
function restartSledAgent(simulation: Simulation<Rack>, config: RackConfig, sled: SledId): void {
  destroyZones(simulation, config, sled);
  simulation.apply((rack) => {
    rack.sledAgents[sled] = freshSledAgent(true);
  });
}

function powerOff(simulation: Simulation<Rack>, config: RackConfig, sled: SledId): void {
  crashSledAgent(simulation, config, sled, POWER_RESTORE_MS);
  destroyZones(simulation, config, sled);
}

function destroyZones(simulation: Simulation<Rack>, config: RackConfig, sled: SledId): void {
  const vmms = Object.values(simulation.state.propolises)
    .filter((propolis) => propolis.sled === sled)
    .map((propolis) => propolis.vmm);
  for (const vmm of vmms) killPropolis(simulation, config, vmm, true);
}

// --- Propolis --------------------------------------------------------------------------------------------

function killPropolis(simulation: Simulation<Rack>, config: RackConfig, vmm: VmmId, withZone: boolean): void {
  const { source, sled } = simulation.apply((rack) => {
    const propolis = rack.propolises[vmm];
    removeGuest(rack, vmm);
    const { importsFrom: source = null, sled } = propolis ?? {};
    if (withZone || propolis === undefined) delete rack.propolises[vmm];
    else rack.propolises[vmm] = { ...freshPropolis(vmm, propolis.instance, propolis.sled), isUp: false };
    return { source, sled };
  });
  simulation.kill(propolisProcess(vmm));
  if (source === null || sled === undefined) return;
  const from = { vmm, agent: makeSledAgent(sled, config) };
  const process = propolisProcess(source);
  simulation.spawn(process, `${process} network`, () => closeConnection(from, source));
}

function crashPropolis(simulation: Simulation<Rack>, config: RackConfig, vmm: VmmId): void {
  const sled = simulation.state.propolises[vmm]?.sled;
  if (sled === undefined) return;
  killPropolis(simulation, config, vmm, false);
  const process = propolisProcess(vmm);
  simulation.addExternal({
    label: `restart ${process}`,
    at: simulation.now + PROPOLIS_RESTART_MS,
    process,
    source: 'restart',
    run: () => restartPropolis(simulation, config, vmm, sled),
  });
}

/** The restarter brings the process back in its zone, if the zone is still there; it has no VM. */
function restartPropolis(simulation: Simulation<Rack>, config: RackConfig, vmm: VmmId, sled: SledId): void {
  const isThere = simulation.apply((rack) => {
    const propolis = rack.propolises[vmm];
    if (propolis === undefined || propolis.isUp) return false;
    propolis.isUp = true;
    return true;
  });
  if (!isThere) return;
  const agent = makeSledAgent(sled, config);
  simulation.spawn(propolisProcess(vmm), `${propolisProcess(vmm)} start-up`, () => wakeMonitor({ vmm, agent }));
}
