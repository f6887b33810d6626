// The whole state of a simulated rack: durable tables, each component's memory, and what is physically true.

import type { Database } from './database/tables.ts';
import type { Toggles } from './designs/toggles.ts';
import type { Guest } from './hardware/guest.ts';
import type { Truth } from './hardware/truth.ts';
import type { InstanceId, NexusId, SledId, VmmId } from './ids.ts';
import type { NexusMemory } from './nexus/nexus.ts';
import type { PropolisMemory } from './propolis/propolis.ts';
import type { SledAgentMemory } from './sled-agent/sled-agent.ts';

export interface Rack {
  db: Database;
  nexuses: Record<NexusId, NexusMemory>;
  sledAgents: Record<SledId, SledAgentMemory>;
  /** One entry a zone that exists; the zone is gone when the entry is. */
  propolises: Record<VmmId, PropolisMemory>;
  /** Guests that hold a virtual machine, by their VMM. */
  guests: Record<VmmId, Guest>;
  truth: Truth;
  /** The last number given out of each kind of id. */
  ids: { vmm: number; migration: number };
}

/** The periodic tasks of Nexus that the model has. */
export const BACKGROUND_TASKS = [
  'instance-watcher',
  'instance-updater',
  'instance-reincarnation',
  'abandoned-vmm-reaper',
  'saga-recovery',
] as const;
export type BackgroundTask = (typeof BACKGROUND_TASKS)[number];

/** An instance that exists when the run begins. */
export interface InitialInstance {
  readonly id: InstanceId;
  readonly autoRestartPolicy: 'never' | 'best_effort' | null;
  /** The start of its life; `absent` leaves it to a client to create it. */
  readonly state: 'running' | 'stopped' | 'failed' | 'absent';
}

/** What a rack is made of; fixed for a run. */
export interface RackConfig {
  readonly toggles: Toggles;
  readonly nexuses: readonly NexusId[];
  readonly sleds: readonly SledId[];
  /** CPUs that each sled can reserve; every instance takes 2. */
  readonly sledCpus: number;
  readonly instances: readonly InitialInstance[];
  /** Tasks that never run, as with a period of a day in the upstream tests. */
  readonly disabledTasks: readonly BackgroundTask[];
  /** Length of a VMM's request queue in its sled-agent (32 upstream). */
  readonly runnerQueueMax: number;
  /**
   * Whether what nobody looks at any more stays on record: what finished sagas did, and what answers have shown that no
   * invariant compares. Where states are compared, it would tell apart what goes on in the same way.
   */
  readonly keepsHistory: boolean;
}
