import type { VmmState } from '../database/tables.ts';
import type { Invariant } from './invariant.ts';

/** States that claim a VMM on a sled, or one in the making. */
const ALIVE: readonly VmmState[] = ['creating', 'starting', 'running', 'stopping', 'rebooting', 'migrating'];

export const noPhantom: Invariant = {
  name: 'no-phantom',
  property: "at rest a row that says a VMM lives has a VMM in its sled-agent's table",
  cites: 'instance_watcher @ 0640bb277d (its purpose); omicron#4511',
  atRest({ rack }) {
    for (const vmm of Object.values(rack.db.vmms)) {
      if (vmm.isDeleted || !ALIVE.includes(vmm.state)) continue;
      if (rack.sledAgents[vmm.sled]?.jobs[vmm.id] !== undefined) continue;
      return {
        subject: vmm.id,
        message:
          `expected ${vmm.sled} to have ${vmm.id}, whose row says ${vmm.state} gen ${vmm.gen}; ` +
          'it knows no such VMM',
      };
    }
    return undefined;
  },
};
