import type { Collection } from '../database/tables.ts';
import type { InstanceId } from '../ids.ts';
import type { Finding, Invariant, Sight } from './invariant.ts';

const COLLECTIONS: readonly Collection[] = ['project', 'silo', 'fleet'];

export const accounting: Invariant = {
  name: 'accounting',
  property:
    'a running guest has a reservation and its instance is charged; no total is negative; at rest nothing is left ' +
    'over: charges are those of instances with a VMM, reservations those of VMMs that may use them',
  cites:
    'sis_account_virtual_resources @ 0640bb277d; DESTROYABLE_STATES, nexus/db-model/src/vmm_state.rs; ' +
    'omicron#4662, omicron#5042',
  check({ rack }): Finding | undefined {
    for (const name of COLLECTIONS) {
      if (rack.db.collections[name] < 0) {
        return {
          subject: name,
          message: `expected the total of the ${name} not to be negative; it is ${rack.db.collections[name]} CPUs`,
        };
      }
    }
    for (const guest of Object.values(rack.guests)) {
      if (guest.status !== 'running') continue;
      if (rack.db.reservations[guest.vmm] === undefined) {
        return {
          subject: guest.vmm,
          message:
            `expected ${guest.vmm} to hold a reservation while its guest runs on ${guest.sled}; ` +
            'it has been given back',
        };
      }
      if (rack.db.charges[guest.instance] === undefined) {
        return {
          subject: guest.instance,
          message: `expected ${guest.instance} to be charged while its guest runs in ${guest.vmm}; it is not`,
        };
      }
    }
    return undefined;
  },
  atRest: leftOver,
};

function leftOver({ rack }: Sight): Finding | undefined {
  for (const instance of Object.values(rack.db.instances)) {
    const isCharged = rack.db.charges[instance.id] !== undefined;
    const hasVmm = !instance.isDeleted && instance.activeVmm !== null;
    if (isCharged !== hasVmm) {
      return {
        subject: instance.id,
        message: isCharged
          ? `expected no charge for ${instance.id}, which has no VMM; it is still charged`
          : `expected ${instance.id} to be charged for ${instance.activeVmm}; it is not`,
      };
    }
  }
  const sum = (Object.keys(rack.db.charges) as InstanceId[])
    .map((id) => rack.db.charges[id]?.cpus ?? 0)
    .reduce((total, cpus) => total + cpus, 0);
  for (const name of COLLECTIONS) {
    if (rack.db.collections[name] !== sum) {
      return {
        subject: name,
        message:
          `expected the total of the ${name} to be the sum of the charges, ${sum}; ` +
          `it is ${rack.db.collections[name]}`,
      };
    }
  }
  for (const reservation of Object.values(rack.db.reservations)) {
    const vmm = rack.db.vmms[reservation.vmm];
    if (vmm === undefined || vmm.isDeleted) {
      return {
        subject: reservation.vmm,
        message:
          `expected no reservation for ${reservation.vmm}, which ${vmm ? 'is deleted' : 'has no row'}; ` +
          `${reservation.cpus} CPUs of ${reservation.sled} are lost to it`,
      };
    }
  }
  return undefined;
}
