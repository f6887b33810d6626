import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R10: omicron#4004, and the impatient clients that the stop timer of omicron#7548 is made for. */
export const hungStop: Scenario = {
  name: 'history/hung-stop',
  title: 'stop: a Propolis that never finishes, and clients that ask again',
  story:
    'A Propolis takes a stop and hangs among its devices. Clients ask again and again; each stop is accepted, and ' +
    'the instance is stopping for ever. A timer that runs from the first of them ends it after ten minutes; one ' +
    'that each of them started anew would be put off as long as they ask.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
    { name: 'stop C', kind: 'stop', after: 'stop B' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.fault('hang-stop propolis vmm-1');
    for (const stop of ['stop A', 'stop B', 'stop C']) {
      play.issue(stop);
      play.settle();
    }
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants': ['progress'] }),
};
