// The rows of CockroachDB that the instance lifecycle reads and writes. A row is never changed in place: a
// write puts a new object, so a row that a task was handed stays what it was when it was read.
// Sources: schema/crdb/dbinit.sql and nexus/db-model/src/{instance,vmm,vmm_state,migration}.rs @ 0640bb277d.

import type { Generation, InstanceId, LockId, MigrationId, NexusId, SagaId, SledId, VmmId } from '../ids.ts';

/** `InstanceState`, nexus/db-model/src/instance_state.rs. */
export type InstanceState = 'creating' | 'no_vmm' | 'vmm' | 'failed' | 'destroyed';

/** `VmmState`, nexus/db-model/src/vmm_state.rs. `creating` and `saga_unwound` never leave the database. */
export type VmmState =
  | 'creating'
  | 'starting'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'rebooting'
  | 'migrating'
  | 'failed'
  | 'destroyed'
  | 'saga_unwound';

/** `MigrationState`, nexus/db-model/src/migration_state.rs; terminal are failed and completed. */
export type MigrationState = 'pending' | 'in_progress' | 'completed' | 'failed';

/** `InstanceAutoRestartPolicy`; `null` means the default, which is best effort. */
export type AutoRestartPolicy = 'never' | 'best_effort' | null;

/** `InstanceIntendedState`, less guest_shutdown; `null` where nobody records it (omicron#8053 does). */
export type IntendedState = 'running' | 'stopped' | 'destroyed' | null;

export interface InstanceRow {
  /** Upstream a UUID beside a unique name; here the name is the id, and tells one life of an instance. */
  readonly id: InstanceId;
  /** Stands for the UUID, which the create saga generates: what another saga made under this name is another's. */
  readonly creator: SagaId | null;
  readonly state: InstanceState;
  /** Guards every column below except the updater's and the policy. */
  readonly gen: Generation;
  readonly activeVmm: VmmId | null;
  readonly targetVmm: VmmId | null;
  readonly migration: MigrationId | null;
  /** Virtual time in ms of the last automatic restart. */
  readonly lastAutoRestart: number | null;
  readonly updater: LockId | null;
  readonly updaterGen: Generation;
  readonly autoRestartPolicy: AutoRestartPolicy;
  /** What clients want of it. Guarded by nothing: the last word counts. */
  readonly intended: IntendedState;
  readonly cpus: number;
  readonly isDeleted: boolean;
}

export interface VmmRow {
  readonly id: VmmId;
  readonly instance: InstanceId;
  readonly sled: SledId;
  readonly state: VmmState;
  readonly gen: Generation;
  readonly isDeleted: boolean;
}

export interface MigrationRow {
  readonly id: MigrationId;
  readonly instance: InstanceId;
  readonly sourceVmm: VmmId;
  readonly sourceState: MigrationState;
  readonly sourceGen: Generation;
  readonly targetVmm: VmmId;
  readonly targetState: MigrationState;
  readonly targetGen: Generation;
  readonly isDeleted: boolean;
}

/** `sled_resource`: what a VMM holds of a sled. Keyed by the VMM's id. */
export interface ReservationRow {
  readonly vmm: VmmId;
  readonly sled: SledId;
  readonly cpus: number;
}

/** `virtual_provisioning_resource`: what an instance is charged. Keyed by the instance's id. */
export interface ChargeRow {
  readonly instance: InstanceId;
  readonly cpus: number;
}

/** `virtual_provisioning_collection`: the totals that quotas look at. */
export type Collection = 'project' | 'silo' | 'fleet';

export interface SledRow {
  readonly id: SledId;
  /** How many CPUs may be reserved. */
  readonly cpus: number;
}

/** `saga`: `done` also means stuck; the database has no other word for it. */
export interface SagaRow {
  readonly id: SagaId;
  readonly kind: string;
  readonly params: unknown;
  /** `current_sec`: the Nexus that executes it. */
  readonly owner: NexusId;
  readonly state: 'running' | 'unwinding' | 'done';
}

/** `saga_node_event`, keyed by (saga, node, event). */
export interface SagaEventRow {
  readonly node: string;
  readonly event: 'started' | 'succeeded' | 'failed' | 'undo_started' | 'undo_finished' | 'undo_failed';
  readonly output: unknown;
}

export interface Database {
  instances: Record<InstanceId, InstanceRow>;
  vmms: Record<VmmId, VmmRow>;
  migrations: Record<MigrationId, MigrationRow>;
  reservations: Record<VmmId, ReservationRow>;
  charges: Record<InstanceId, ChargeRow>;
  collections: Record<Collection, number>;
  sleds: Record<SledId, SledRow>;
  sagas: Record<SagaId, SagaRow>;
  sagaEvents: Record<SagaId, readonly SagaEventRow[]>;
}

/** `VmmState::is_terminal`: the VMM will not change again by itself. */
export function isTerminal(state: VmmState): boolean {
  return state === 'destroyed' || state === 'failed';
}

/** `VmmState::DESTROYABLE_STATES`: resources may be freed and the row soft-deleted. */
export function isDestroyable(state: VmmState): boolean {
  return isTerminal(state) || state === 'saga_unwound';
}

export function isMigrationTerminal(state: MigrationState): boolean {
  return state === 'completed' || state === 'failed';
}
