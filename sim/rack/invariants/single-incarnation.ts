import { runningGuests } from '../hardware/guest.ts';
import type { InstanceId } from '../ids.ts';
import type { Invariant } from './invariant.ts';

export const singleIncarnation: Invariant = {
  name: 'single-incarnation',
  property: 'at most one guest of an instance executes at any time; a migration pauses one before it resumes the other',
  cites: 'migrate/source.rs (finish), propolis @ 11371b0f37; Crucible takes one writer of a disk',
  check({ rack }) {
    for (const id of Object.keys(rack.db.instances) as InstanceId[]) {
      const guests = runningGuests(rack, id);
      if (guests.length > 1) {
        return {
          subject: id,
          message:
            `expected one running guest of ${id} at most; ` +
            `there is one in ${guests.map((guest) => `${guest.vmm} on ${guest.sled}`).join(' and one in ')}`,
        };
      }
    }
    return undefined;
  },
};
