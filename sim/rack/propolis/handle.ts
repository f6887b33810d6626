// A handle to the Propolis of one VMM, and the two things that all of its code does: publish, and take the next
// request once the driver is idle.

import { memory, type Op } from '../../kernel/ask.ts';
import { propolisProcess, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import type { SledAgent } from '../sled-agent/sled-agent.ts';
import type { PropolisMemory } from './propolis.ts';

export interface Propolis {
  readonly vmm: VmmId;
  /** The agent of the sled that it is on, whose monitor polls it. */
  readonly agent: SledAgent;
}

/** The memory of a Propolis; only for tasks of the process itself, which do not outlive it. */
export function propolisOf(rack: Rack, vmm: VmmId): PropolisMemory {
  const propolis = rack.propolises[vmm];
  if (propolis === undefined) throw new Error(`there is no ${propolisProcess(vmm)}`);
  return propolis;
}

/** Lets the long poll of the sled-agent see what has been published. */
export function* wakeMonitor({ vmm, agent }: Propolis): Op<void> {
  const runner = yield* memory((rack: Rack) => {
    const own = rack.sledAgents[agent.id];
    if (!own?.isUp) return null;
    return Object.values(own.runners).find((candidate) => candidate.vmm === vmm && candidate.hasZone)?.id ?? null;
  });
  if (runner !== null) yield* agent.wakeMonitor(runner);
}
