// One Propolis server: the process of one VMM, in a zone of its own.
// Sources: propolis bin/propolis-server/src/lib/{vm/mod,vm/request_queue,vm/state_driver,server}.rs @ 11371b0f37.

import type { MigrationState } from '../database/tables.ts';
import type { Generation, InstanceId, MigrationId, SledId, VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import { afterChange, type Dispositions, initialDispositions } from './request-queue.ts';

/** `InstanceState` of the Propolis API. */
export type PropolisState =
  | 'creating'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed';

/** One direction of a migration as Propolis publishes it, folded to the sled-agent's words. */
export interface MigrationStatus {
  readonly id: MigrationId;
  readonly state: MigrationState;
}

/** What waits for the state driver. `migrate-out` carries the call of the target, answered once it has begun. */
export type DriverRequest =
  | { readonly kind: 'run' | 'stop' | 'reboot' }
  | { readonly kind: 'migrate-out'; readonly target: VmmId; readonly migration: MigrationId; readonly call: number };

/** Operations that can hang: the driver never comes back from them, or the server never answers. */
export type Hang = 'boot' | 'stop' | 'http';

export interface PropolisMemory {
  readonly vmm: VmmId;
  readonly instance: InstanceId;
  readonly sled: SledId;
  /** False while the process is dead and its restarter has not brought it back. */
  isUp: boolean;
  /** `VmState`: `none`, of a fresh process, `active`, `rundown` while the VM is going, `complete` when it is gone. */
  vm: 'none' | 'active' | 'rundown' | 'complete';
  state: PropolisState;
  /** Counts publications; the monitor asks for what is newer. */
  gen: Generation;
  migrationIn: MigrationStatus | null;
  migrationOut: MigrationStatus | null;
  requests: DriverRequest[];
  allowed: Dispositions;
  /** The guest has powered itself off, which the request queue does not hear of before the VM has stopped. */
  hasGuestShutDown: boolean;
  isDriverBusy: boolean;
  hangs: Hang[];
  /** The driver hangs in a start, and would hear of a stop all the same (since propolis#873). */
  isBootInterruptible?: true;
  /** Of a target: the source that it is connected to. */
  importsFrom: VmmId | null;
  /** Of a source: the target that is connected to it, until the source has said its last word. */
  exportsTo: VmmId | null;
}

/** A process that has just come up, without a VM. */
export function freshPropolis(vmm: VmmId, instance: InstanceId, sled: SledId): PropolisMemory {
  return {
    vmm,
    instance,
    sled,
    isUp: true,
    vm: 'none',
    state: 'creating',
    gen: 0,
    migrationIn: null,
    migrationOut: null,
    requests: [],
    allowed: initialDispositions(false),
    hasGuestShutDown: false,
    isDriverBusy: false,
    hangs: [],
    importsFrom: null,
    exportsTo: null,
  };
}

/** Changes what Propolis publishes; every publication counts the generation up. */
export function publish(
  rack: Rack,
  vmm: VmmId,
  change: Partial<Pick<PropolisMemory, 'state' | 'migrationIn' | 'migrationOut' | 'vm'>>,
): void {
  const propolis = rack.propolises[vmm];
  if (propolis === undefined) return;
  Object.assign(propolis, change);
  propolis.gen++;
}

/** `publish_steady_state`: the request queue is told, too. */
export function publishSteadyState(
  rack: Rack,
  vmm: VmmId,
  state: 'running' | 'stopped' | 'failed',
  change: Partial<Pick<PropolisMemory, 'migrationIn' | 'migrationOut' | 'vm'>> = {},
): void {
  const propolis = rack.propolises[vmm];
  if (propolis === undefined) return;
  propolis.allowed = afterChange(propolis.allowed, state === 'running' ? 'started-running' : state);
  publish(rack, vmm, { ...change, state });
}
