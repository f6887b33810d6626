import { runningGuests } from '../hardware/guest.ts';
import type { InstanceId } from '../ids.ts';
import { showOperation, standingDown } from './history.ts';
import type { Finding, Invariant, Sight } from './invariant.ts';

/** How many guests each instance had, running or paused, after the step before. */
type Memory = Record<InstanceId, number>;

function countGuests({ rack }: Sight): Memory {
  const counts: Memory = {};
  for (const guest of Object.values(rack.guests)) counts[guest.instance] = (counts[guest.instance] ?? 0) + 1;
  return counts;
}

export const intent: Invariant<Memory> = {
  name: 'intent',
  property: 'after an accepted stop, force-terminate or delete, and no later start, the guest does not run again',
  cites: 'omicron#6809, omicron#8053; the review of omicron#6795',
  initial: countGuests,
  check(sight, memory): Finding | undefined {
    const counts = countGuests(sight);
    let finding: Finding | undefined;
    for (const guest of Object.values(sight.rack.guests)) {
      // A guest that another VMM of the instance had before is a migration, not a revival.
      if (guest.status !== 'running' || (memory[guest.instance] ?? 0) > 0) continue;
      const down = standingDown(sight.rack, guest.instance);
      if (down === undefined) continue;
      finding ??= {
        subject: guest.instance,
        message:
          `expected ${guest.instance} not to run again after ${showOperation(sight.rack, down)}; nobody asked for a ` +
          `start since, and its guest has just come up in ${guest.vmm} on ${guest.sled}`,
      };
    }
    for (const id of Object.keys(memory) as InstanceId[]) delete memory[id];
    Object.assign(memory, counts);
    return finding;
  },
  atRest({ rack }) {
    for (const id of Object.keys(rack.db.instances) as InstanceId[]) {
      const [guest] = runningGuests(rack, id);
      const down = guest && standingDown(rack, id);
      if (guest && down) {
        return {
          subject: id,
          message:
            `expected ${id} not to run at rest after ${showOperation(rack, down)} and no later start; ` +
            `its guest runs in ${guest.vmm} on ${guest.sled}`,
        };
      }
    }
    return undefined;
  },
};
