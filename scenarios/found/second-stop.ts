import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance without any fault, under October 2024 already. Read in the source: a put-state to a
 * Propolis whose VM is not active answers NoInstance (bin/propolis-server/src/lib/server.rs, propolis @ 11371b0f37),
 * which put_state takes for a crash (sled-agent/src/instance.rs @ 0640bb277d).
 */
export const secondStop: Scenario = {
  name: 'found/second-stop',
  title: 'stop: a second one while the first is about to end (auto-restart by default)',
  story:
    'A Propolis has halted its guest for a first stop, and its sled-agent has not polled it since. A second ' +
    'stop reaches it now, and is answered that there is no VM; the sled-agent takes that for a crashed ' +
    'Propolis, and reports the VMM failed. Both stops are answered with success, and the instance is ' +
    'restarted automatically.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('stop A');
    play.reach('halts the guest');
    play.settle();
    play.hold('sled-1 monitor vmm-1: polls');
    play.release('halts the guest');
    play.settle();
    play.issue('stop B');
    play.settle();
    play.release('sled-1 monitor vmm-1: polls');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['intent'] }),
};
