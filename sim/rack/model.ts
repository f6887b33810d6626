// The rack as the kernel sees it: processes by name, handlers, faults.

import type { Call } from '../kernel/event.ts';
import type { Model } from '../kernel/model.ts';
import type { World } from '../kernel/world.ts';
import { rackFaults, rackProcesses } from './faults.ts';
import { initialRack } from './hardware/initial.ts';
import { type NexusId, type PropolisProcess, type SledId, vmmOfProcess } from './ids.ts';
import { makeNexus, serveNexus } from './nexus/api.ts';
import { servePropolis } from './propolis/server.ts';
import type { Rack, RackConfig } from './rack.ts';
import { makeSledAgent, serveSledAgent } from './sled-agent/api.ts';

/** A row, a runner, a Propolis, a latch... */
const RECORD_DEPTHS = { db: 3, nexuses: 4, sledAgents: 4, propolises: 2, guests: 2, truth: 3, ids: 2 };

/** A rack to simulate. */
export function makeRackModel(config: RackConfig): Model<Rack> {
  const nexuses = new Map(config.nexuses.map((id) => [id, makeNexus(id, config)]));
  const agents = new Map(config.sleds.map((id) => [id, makeSledAgent(id, config)]));
  const agentOf = (id: SledId) => {
    const agent = agents.get(id);
    if (agent === undefined) throw new Error(`there is no ${id}`);
    return agent;
  };
  return {
    initial: () => initialRack(config),
    depths: RECORD_DEPTHS,
    isUp: isProcessUp,
    serve(call: Call) {
      const { to } = call.ask;
      if (to.startsWith('sled-')) return serveSledAgent(agentOf(to as SledId), call);
      if (to.startsWith('propolis ')) {
        return servePropolis(vmmOfProcess(to as PropolisProcess), agentOf, call);
      }
      const nexus = nexuses.get(to as NexusId);
      if (nexus === undefined) throw new Error(`there is no ${to}`);
      return serveNexus(nexus, call);
    },
    processes: (rack: Rack) => rackProcesses(rack, config),
    faults: (world: World<Rack>, process: string) => rackFaults(world, config, process),
    /** A panic aborts the process: the agent's takes its table along, Nexus' its tasks. */
    panicked(world, process) {
      const crash = rackFaults(world, config, process).find(({ fault }) => fault.startsWith('crash-'));
      if (crash === undefined) throw new Error(`${process} panicked, and it is not known what dies with it`);
      crash.run();
    },
  };
}

function isProcessUp(rack: Rack, process: string): boolean {
  if (process.startsWith('nexus-')) return rack.nexuses[process as NexusId]?.isUp ?? false;
  if (process.startsWith('sled-')) return rack.sledAgents[process as SledId]?.isUp ?? false;
  if (process.startsWith('propolis ')) return rack.propolises[vmmOfProcess(process as PropolisProcess)]?.isUp ?? false;
  return true;
}
