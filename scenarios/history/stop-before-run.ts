import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** Omicron#10369: what omicron#7928 brought along. */
export const stopBeforeRun: Scenario = {
  name: 'history/stop-before-run',
  title: 'stop: between register and run of a start, and a neighbour',
  story:
    'A start saga has registered its VMM, and has not told it to run yet. A stop comes, and there is no zone to ' +
    'stop. Since 2025 the sled-agent ends the VMM and then asserts that there is a zone: it panics, and restarted ' +
    'it kills the guests of its sled, those of the neighbours, too.',
  shape: {
    sleds: ['sled-1'],
    instances: [
      { id: 'instance-1', autoRestartPolicy: null, state: 'stopped' },
      { id: 'instance-2', autoRestartPolicy: null, state: 'running' },
    ],
  },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('start A');
    play.reach('put-state running vmm-2 request');
    play.issue('stop B');
    play.settle();
    play.release('put-state running vmm-2 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': [],
    'head-2026-08': ['blast-radius'],
    // The undo of register finds nobody to ask, and sticks.
    'head-2026-08+force-terminate': ['blast-radius', 'no-lost-report', 'sagas-rest'],
  }),
};
