import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack prove found/undone-target` once nothing of Nexus ended the target any more. Read in the source: an
 * error of instance_ensure, whichever, drops the zone that was set up for it (propolis_ensure,
 * sled-agent/src/instance.rs @ 0640bb277d; at b848b6df85 put_state fails the VMM as well).
 */
export const cutOffTarget: Scenario = {
  name: 'found/cut-off-target',
  title: 'sled-agent: a target whose answer is cut off is given up while the guest runs in it',
  story:
    'The Propolis of the target agrees with its source and answers, and the answer is cut off. The migration goes ' +
    'through meanwhile, and the guest runs in the target. Its sled-agent takes the error for a VM that could not be ' +
    'made and halts the zone, with the only guest there is.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  faults: { kinds: ['drop-reply'], max: 1 },
  script(play) {
    play.hold('sled-2 runner vmm-2: ensure reply');
    play.issue('migrate A');
    play.settle();
    play.fault('drop-reply "sled-2 runner vmm-2: ensure reply"');
    play.release('sled-2 runner vmm-2: ensure reply');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['stays-up', 'progress'],
    head: ['stays-up'],
  }),
};
