// The rack's own faults: crashes and restarts, hangs of a named Propolis operation, a sled that loses power, and a
// guest that shuts itself down.
// Sources: sled-agent/src/bootstrap/pre_server.rs (cleanup_all_old_global_state) @ 0640bb277d for what a restart of
// a sled-agent kills; design of each hang: propolis bin/propolis-server/src/lib/vm/state_driver.rs @ 11371b0f37.

import { type Op, start } from '../kernel/ask.ts';
import type { FaultEvent } from '../kernel/event.ts';
import type { World } from '../kernel/world.ts';
import { removeGuest } from './hardware/guest.ts';
import { type NexusId, type PropolisProcess, propolisProcess, type SledId, type VmmId, vmmOfProcess } from './ids.ts';
import { makeNexus } from './nexus/api.ts';
import { initialNexusMemory, type Nexus } from './nexus/nexus.ts';
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

/** The processes that a fault can strike. */
export function rackProcesses(rack: Rack, config: RackConfig): readonly string[] {
  const vmms = Object.keys(rack.propolises) as VmmId[];
  return [...config.nexuses, ...config.sleds, ...vmms.map(propolisProcess)];
}

type Offer = (fault: keyof typeof RACK_FAULTS, run: () => void) => void;

/** The faults that could strike a process now. */
export function rackFaults(world: World<Rack>, config: RackConfig, process: string): FaultEvent[] {
  const faults: FaultEvent[] = [];
  const offer: Offer = (fault, run) => {
    faults.push({ kind: 'fault', fault, label: `fault: ${fault} ${process}`, at: 0, sequence: 0, process, run });
  };
  if (process.startsWith('nexus-')) offerForNexus(world, config, process as NexusId, offer);
  else if (process.startsWith('sled-')) offerForSled(world, config, process as SledId, offer);
  else offerForPropolis(world, config, vmmOfProcess(process as PropolisProcess), offer);
  return faults;
}

function offerForNexus(world: World<Rack>, config: RackConfig, nexus: NexusId, offer: Offer): void {
  if (world.state.nexuses[nexus]?.isUp) offer('crash-nexus', () => crashNexus(world, config, nexus));
}

function offerForSled(world: World<Rack>, config: RackConfig, sled: SledId, offer: Offer): void {
  if (!world.state.sledAgents[sled]?.isUp) return;
  offer('crash-sled-agent', () => crashSledAgent(world, config, sled, AGENT_RESTART_MS));
  offer('power-off', () => powerOff(world, config, sled));
}

function offerForPropolis(world: World<Rack>, config: RackConfig, vmm: VmmId, offer: Offer): void {
  const propolis = world.state.propolises[vmm];
  if (!propolis?.isUp) return;
  offer('crash-propolis', () => crashPropolis(world, config, vmm));
  for (const hang of ['boot', 'stop', 'http'] as const) {
    if (isHangPossible(propolis.hangs, hang)) offer(`hang-${hang}`, () => startHang(world, vmm, hang));
  }
  const isStopping = propolis.hasGuestShutDown || propolis.allowed.stop === 'ignore';
  if (world.state.guests[vmm]?.status === 'running' && !isStopping) {
    offer('guest-shutdown', () => shutDownGuest(world, config, vmm));
  }
}

function isHangPossible(hangs: readonly Hang[], hang: Hang): boolean {
  return !hangs.includes(hang);
}

function startHang(world: World<Rack>, vmm: VmmId, hang: Hang): void {
  world.apply((rack) => {
    rack.propolises[vmm]?.hangs.push(hang);
  });
}

/** The guest's own power-off goes to the driver before any request of the API. */
function shutDownGuest(world: World<Rack>, config: RackConfig, vmm: VmmId): void {
  const sled = world.apply((rack) => {
    const propolis = rack.propolises[vmm];
    if (propolis === undefined) return undefined;
    propolis.requests.unshift({ kind: 'stop' });
    propolis.hasGuestShutDown = true;
    return propolis.sled;
  });
  if (sled === undefined) return;
  const process = propolisProcess(vmm);
  world.spawn(process, `${process} guest`, start(pokeDriver, { vmm, agent: makeSledAgent(sled, config) }));
}

// --- Nexus -----------------------------------------------------------------------------------------------

function crashNexus(world: World<Rack>, config: RackConfig, nexus: NexusId): void {
  world.kill(nexus);
  world.mark('a Nexus crashed');
  world.apply((rack) => {
    rack.nexuses[nexus] = initialNexusMemory(false);
  });
  world.addExternal({
    label: `restart ${nexus}`,
    at: world.now + NEXUS_RESTART_MS,
    process: nexus,
    source: 'restart',
    run: () => restartNexus(world, config, nexus),
  });
}

/** Every background task is activated at start-up; among them the recovery of the sagas that it owns. */
function restartNexus(world: World<Rack>, config: RackConfig, id: NexusId): void {
  world.apply((rack) => {
    rack.nexuses[id] = initialNexusMemory(true);
  });
  world.spawn(id, `${id} start-up`, start(activateAll, makeNexus(id, config)));
}

function* activateAll(nexus: Nexus): Op<void> {
  for (const task of [...BACKGROUND_TASKS].reverse()) yield* nexus.activate(task);
}

// --- Sled-agent ------------------------------------------------------------------------------------------

function crashSledAgent(world: World<Rack>, config: RackConfig, sled: SledId, restartMs: number): void {
  world.kill(sled);
  world.mark('an agent forgot its VMMs');
  world.apply((rack) => {
    rack.sledAgents[sled] = freshSledAgent(false);
  });
  world.addExternal({
    label: `restart ${sled}`,
    at: world.now + restartMs,
    process: sled,
    source: 'restart',
    run: () => restartSledAgent(world, config, sled),
  });
}

/** Before it serves, every Propolis zone that is left on the sled is halted. */
function restartSledAgent(world: World<Rack>, config: RackConfig, sled: SledId): void {
  destroyZones(world, config, sled);
  world.apply((rack) => {
    rack.sledAgents[sled] = freshSledAgent(true);
  });
}

function powerOff(world: World<Rack>, config: RackConfig, sled: SledId): void {
  crashSledAgent(world, config, sled, POWER_RESTORE_MS);
  destroyZones(world, config, sled);
}

function destroyZones(world: World<Rack>, config: RackConfig, sled: SledId): void {
  const vmms = Object.values(world.state.propolises)
    .filter((propolis) => propolis.sled === sled)
    .map((propolis) => propolis.vmm);
  for (const vmm of vmms) killPropolis(world, config, vmm, true);
}

// --- Propolis --------------------------------------------------------------------------------------------

function killPropolis(world: World<Rack>, config: RackConfig, vmm: VmmId, withZone: boolean): void {
  const { source, sled } = world.apply((rack) => {
    const propolis = rack.propolises[vmm];
    removeGuest(rack, vmm);
    const { importsFrom: source = null, sled } = propolis ?? {};
    if (withZone || propolis === undefined) delete rack.propolises[vmm];
    else rack.propolises[vmm] = { ...freshPropolis(vmm, propolis.instance, propolis.sled), isUp: false };
    return { source, sled };
  });
  world.kill(propolisProcess(vmm));
  if (source === null || sled === undefined) return;
  const from = { vmm, agent: makeSledAgent(sled, config) };
  const process = propolisProcess(source);
  world.spawn(process, `${process} network`, start(closeConnection, from, source));
}

function crashPropolis(world: World<Rack>, config: RackConfig, vmm: VmmId): void {
  if (world.state.propolises[vmm] === undefined) return;
  killPropolis(world, config, vmm, false);
  const process = propolisProcess(vmm);
  world.addExternal({
    label: `restart ${process}`,
    at: world.now + PROPOLIS_RESTART_MS,
    process,
    source: 'restart',
    run: () => restartPropolis(world, config, vmm),
  });
}

/**
 * The restarter brings the process back in its zone, if the zone is still there; it has no VM. Which sled that is on
 * is in the state: elsewhere a VMM of this name may come to another.
 */
function restartPropolis(world: World<Rack>, config: RackConfig, vmm: VmmId): void {
  const sled = world.apply((rack) => {
    const propolis = rack.propolises[vmm];
    if (propolis === undefined || propolis.isUp) return null;
    propolis.isUp = true;
    return propolis.sled;
  });
  if (sled === null) return;
  const agent = makeSledAgent(sled, config);
  world.spawn(propolisProcess(vmm), `${propolisProcess(vmm)} start-up`, start(wakeMonitor, { vmm, agent }));
}
