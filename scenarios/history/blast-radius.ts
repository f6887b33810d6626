import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R26: omicron#6911, by way of a hung HTTP server and the watcher. */
export const blastRadius: Scenario = {
  name: 'history/blast-radius',
  title: 'sled-agent: one hung VMM, and a stop of its neighbour',
  story:
    'The HTTP server of one Propolis hangs, and a stop waits in its runner. The watcher asks for that VMM, and the ' +
    "manager of the sled-agent waits for the runner's answer in its own loop: nothing reaches any other VMM of the " +
    'sled, and a stop of the healthy neighbour times out.',
  shape: {
    sleds: ['sled-1'],
    instances: [
      { id: 'instance-1', autoRestartPolicy: null, state: 'running' },
      { id: 'instance-2', autoRestartPolicy: null, state: 'running' },
    ],
  },
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'stop B', kind: 'stop', instance: 'instance-2' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.fault('hang-http propolis vmm-1');
    play.issue('stop A');
    play.settle();
    play.tick('nexus-1', 'instance-watcher');
    play.settle();
    play.issue('stop B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': ['progress', 'requests-end', 'blast-radius'],
    later: ['progress', 'requests-end'],
  }),
};
