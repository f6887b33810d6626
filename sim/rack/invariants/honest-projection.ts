import { liveVmm } from '../database/instance.ts';
import { runningGuests } from '../hardware/guest.ts';
import { externalState } from '../nexus/external-state.ts';
import type { Invariant } from './invariant.ts';

export const honestProjection: Invariant = {
  name: 'honest-projection',
  property:
    'the API shows destroyed only for a deleted instance, and stopped or failed only when no guest of it runs and a ' +
    'start could go through',
  cites: 'determine_effective_state @ 0640bb277d (its comments); omicron#10580',
  check({ rack }) {
    for (const instance of Object.values(rack.db.instances)) {
      if (instance.isDeleted) continue;
      const vmm = liveVmm(rack.db, instance.activeVmm);
      const state = externalState(instance, vmm);
      if (state === 'destroyed') {
        return { subject: instance.id, message: `expected ${instance.id} not to show destroyed: it is not deleted` };
      }
      if (state !== 'stopped' && state !== 'failed') continue;
      const [guest] = runningGuests(rack, instance.id);
      if (guest) {
        return {
          subject: instance.id,
          message:
            `expected no guest behind ${instance.id}, which shows ${state}; ` +
            `one runs in ${guest.vmm} on ${guest.sled}`,
        };
      }
      if (vmm !== null && vmm.state !== 'saga_unwound') {
        return {
          subject: instance.id,
          message: `expected ${instance.id}, which shows ${state}, to be ready for a start; ${vmm.id} is ${vmm.state}`,
        };
      }
    }
    return undefined;
  },
};
