import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * R10: omicron#4004, by way of a Crucible activation that never completes (propolis#841). The stop timer of
 * omicron#7548 ends it from above, propolis#873 from below.
 */
export const hungStart: Scenario = {
  name: 'history/hung-start',
  title: 'stop: of a VMM whose start hangs in its storage',
  story:
    'A Propolis cannot activate the disk of its guest, and its driver waits for that, for ever. A stop is accepted, ' +
    'and waits behind the start. The instance is stopping from then on, and every further stop changes nothing.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', after: 'start A' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('start A');
    play.reach('put-state running vmm-1 request');
    play.release('put-state running vmm-1 request');
    play.reach('sled-1 runner vmm-1: Propolis run request');
    play.fault('hang-boot propolis vmm-1');
    play.release('sled-1 runner vmm-1: Propolis run request');
    play.settle();
    play.issue('stop B');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants': ['progress'] }),
};
