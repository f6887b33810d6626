import type { Invariant } from './invariant.ts';

export const noLostReport: Invariant = {
  name: 'no-lost-report',
  property: 'a VMM that its sled-agent ended in order is not recorded as failed',
  cites: 'omicron#6809, omicron#7927; "orderly stop never yields Failed", the stop timer of omicron#7548',
  check({ rack }) {
    for (const vmm of Object.values(rack.db.vmms)) {
      if (vmm.state !== 'failed' || rack.truth.ends[vmm.id] !== 'destroyed') continue;
      return {
        subject: vmm.id,
        message:
          `expected ${vmm.id} to be recorded as ${vmm.sled} ended it, destroyed; it is recorded failed ` +
          `at gen ${vmm.gen}`,
      };
    }
    return undefined;
  },
};
