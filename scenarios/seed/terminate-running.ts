import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** The first test of the draft itself: test_instance_force_terminate, integration_tests/instances.rs @ a923f2a6a0. */
export const terminateRunning: Scenario = {
  name: 'seed/terminate-running',
  title: 'force-terminate: a running instance, and once more when it is stopped',
  story:
    'A client force-terminates a running instance, and a second time when that is done. The draft promises that the ' +
    'instance can be started again when the call returns; its first three revisions answer before the update saga ' +
    'is done.',
  operations: [
    { name: 'terminate A', kind: 'force-terminate' },
    { name: 'terminate B', kind: 'force-terminate', after: 'terminate A' },
  ],
  script(play) {
    play.issue('terminate A');
    play.let('terminate A: nexus-1 force-terminate reply');
    play.settle();
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/4-6, variants': [],
    'pr-6795/1-3': ['settled-answer'],
  }),
};
