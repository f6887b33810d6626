// Names of the rack's things. Upstream they are UUIDs; here they are short words, so that a story can be read.
// The types keep them apart; the numbers are given in order of creation.

export type InstanceId = `instance-${number}`;
export type VmmId = `vmm-${number}`;
export type MigrationId = `migration-${number}`;
export type SagaId = `saga-${number}`;
export type LockId = `lock of saga-${number}`;
export type NexusId = `nexus-${number}`;
export type SledId = `sled-${number}`;
/** The process of one VMM's Propolis server. */
export type PropolisProcess = `propolis vmm-${number}`;

/** A row's generation: 1 for a new row, only ever counted up. */
export type Generation = number;

export function propolisProcess(vmm: VmmId): PropolisProcess {
  return `propolis ${vmm}` as PropolisProcess;
}

export function vmmOfProcess(process: PropolisProcess): VmmId {
  return process.slice('propolis '.length) as VmmId;
}
