// Physical truth: which guest really runs where, whatever the rows say.

import type { InstanceId, SledId, VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import { DOWN } from './truth.ts';

/** A guest whose virtual machine exists on a sled. */
export interface Guest {
  readonly vmm: VmmId;
  readonly instance: InstanceId;
  readonly sled: SledId;
  /** A paused guest has its vCPUs stopped, for a migration or on its way down. */
  readonly status: 'running' | 'paused';
}

/** Boots or resumes the guest of a VMM. */
export function runGuest(rack: Rack, guest: Omit<Guest, 'status'>): void {
  rack.guests[guest.vmm] = { ...guest, status: 'running' };
}

/** Stops the vCPUs of a VMM's guest, if it has one. */
export function pauseGuest(rack: Rack, vmm: VmmId): void {
  const guest = rack.guests[vmm];
  if (guest) rack.guests[vmm] = { ...guest, status: 'paused' };
}

/** The guest's virtual machine is gone. */
export function removeGuest(rack: Rack, vmm: VmmId): void {
  delete rack.guests[vmm];
}

/** A VMM's zone is halted, and whatever guest is in it is gone; answers whether there was one. */
export function killGuest(rack: Rack, vmm: VmmId): boolean {
  const guest = rack.guests[vmm];
  if (guest?.status === 'running' && !isMeantToEnd(rack, guest)) rack.truth.unaskedKills[vmm] = guest.instance;
  removeGuest(rack, vmm);
  return guest !== undefined;
}

/** Whether somebody has asked for the instance to go down, by now, or undoes the start of the VMM. */
function isMeantToEnd({ truth }: Rack, { vmm, instance }: Guest): boolean {
  if (truth.undoneStarts[vmm]) return true;
  return Object.values(truth.operations).some((one) => one.instance === instance && DOWN.includes(one.kind));
}

/** The guests of an instance whose vCPUs run. */
export function runningGuests(rack: Rack, instance: InstanceId): Guest[] {
  return Object.values(rack.guests).filter((guest) => guest.instance === instance && guest.status === 'running');
}
