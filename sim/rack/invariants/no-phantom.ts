import type { VmmState } from '../database/tables.ts';
import type { Invariant } from './invariant.ts';

/** States that claim a VMM on a sled, or one in the making. */
const ALIVE: readonly VmmState[] = ['creating', 'starting', 'running', 'stopping', 'rebooting', 'migrating'];

export const noPhantom: Invariant = {
  name: 'no-phantom',
  property:
    "at rest a row that says a VMM lives has a VMM in its sled-agent's table, and one that says running a guest",
  cites: 'instance_watcher @ 0640bb277d (its purpose); omicron#4511',
  atRest({ rack }) {
    for (const vmm of Object.values(rack.db.vmms)) {
      if (vmm.isDeleted || !ALIVE.includes(vmm.state)) continue;
      const row = `${vmm.id}, whose row says ${vmm.state} gen ${vmm.gen}`;
      if (rack.sledAgents[vmm.sled]?.jobs[vmm.id] === undefined) {
        return { subject: vmm.id, message: `expected ${vmm.sled} to have ${row}; it knows no such VMM` };
      }
      const guest = rack.guests[vmm.id];
      if (vmm.state === 'running' && guest?.status !== 'running') {
        const truth = guest ? `it is ${guest.status}` : 'there is none';
        return { subject: vmm.id, message: `expected a running guest behind ${row}; ${truth}` };
      }
    }
    return undefined;
  },
};
