import type { VmmId } from '../ids.ts';
import type { Finding, Invariant, Sight } from './invariant.ts';

export const noOrphan: Invariant = {
  name: 'no-orphan',
  property:
    'at rest every live VMM process is the active or target VMM of its instance, and no sled-agent keeps a deleted VMM',
  cites: 'abandoned_vmm_reaper @ 0640bb277d (its purpose); omicron#11107',
  atRest(sight) {
    const { rack } = sight;
    for (const propolis of Object.values(rack.propolises)) {
      const instance = rack.db.instances[propolis.instance];
      const isLinked =
        instance !== undefined &&
        !instance.isDeleted &&
        (instance.activeVmm === propolis.vmm || instance.targetVmm === propolis.vmm);
      if (isLinked) continue;
      const guest = rack.guests[propolis.vmm];
      const what = guest ? `its guest is ${guest.status}` : `it has no guest`;
      return {
        subject: propolis.vmm,
        message:
          `expected the Propolis of ${propolis.vmm} on ${propolis.sled} to be linked from ${propolis.instance} or ` +
          `gone; no row points at it, and ${what}`,
      };
    }
    return orphanEntry(sight);
  },
};

/** An entry of a sled-agent's table whose row is over: nobody will ever ask for its removal. */
function orphanEntry({ rack, config }: Sight): Finding | undefined {
  for (const sled of config.sleds) {
    for (const id of Object.keys(rack.sledAgents[sled]?.jobs ?? {}) as VmmId[]) {
      const vmm = rack.db.vmms[id];
      if (vmm !== undefined && !vmm.isDeleted) continue;
      return {
        subject: id,
        message:
          `expected ${sled} to have dropped ${id}, whose row is deleted; ` +
          'it is still in the table of the sled-agent',
      };
    }
  }
  return undefined;
}
