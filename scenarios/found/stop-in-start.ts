import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance, under the recommended design, too. Read in the source: the state driver is at one
 * request at a time, a start among them (state_driver.rs, propolis @ 11371b0f37); propolis#873 has it listen.
 */
export const stopInStart: Scenario = {
  name: 'found/stop-in-start',
  title: 'stop: while Propolis boots the guest',
  story:
    'A Propolis is starting its VM when a stop comes; it is accepted, and waits behind the start. The guest comes up ' +
    'after the stop was answered, and is cut off the next moment.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('start A');
    play.reach('boots the guest');
    play.settle();
    play.issue('stop B');
    play.settle();
    play.release('boots the guest');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['intent'] }),
};
