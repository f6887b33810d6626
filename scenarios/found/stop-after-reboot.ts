import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack hunt` from any requests for one instance. Read in the source: what Propolis says takes the place of
 * what a runner has noted of a request that Propolis has accepted, however old it is (apply_propolis_observation,
 * sled-agent/src/common/instance.rs @ 0640bb277d and b848b6df85).
 */
export const stopAfterReboot: Scenario = {
  name: 'found/stop-after-reboot',
  title: 'stop: its answer shows what was before it',
  story:
    'An instance is rebooted, and then stopped. The monitor has asked Propolis between the two, and what it has ' +
    'heard waits while the runner is busy with the stop: the VMM is stopping, and then, by what is told late, ' +
    'running once more. That is what the answer of the stop shows.',
  operations: [
    { name: 'reboot A', kind: 'reboot' },
    { name: 'stop B', kind: 'stop', after: 'reboot A' },
  ],
  script(play) {
    play.hold('sled-1 monitor vmm-1: polls', STOP_TIMER);
    play.issue('reboot A');
    play.settle();
    play.issue('stop B');
    play.reach('sled-1 runner vmm-1: Propolis stop request');
    play.release('sled-1 monitor vmm-1: polls');
    play.settle();
    play.release('sled-1 runner vmm-1: Propolis stop request');
    play.hold('propolis vmm-1: begins to stop', 'stop B: fetch instance-1 with its VMM');
    play.settle();
    play.release('stop B: fetch instance-1 with its VMM');
    play.settle();
    play.release('propolis vmm-1: begins to stop', STOP_TIMER);
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later, recommended': ['honest-answer'] }),
};
