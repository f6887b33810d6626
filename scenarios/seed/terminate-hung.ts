import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** The reason for the API: omicron#4004. */
export const terminateHung: Scenario = {
  name: 'seed/terminate-hung',
  title: 'force-terminate: a Propolis takes a stop that never ends',
  story:
    'A Propolis hangs while it halts its guest. The stop is accepted, the instance shows stopping, and without a ' +
    'ruder verb it does so for ever. Force-terminate halts the zone instead of asking.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.fault('hang-stop propolis vmm-1');
    play.issue('stop A');
    play.settle();
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': ['progress'],
    'pr-6795/1-3': ['settled-answer'],
    'pr-6795/4-6, variants': [],
  }),
};

export const terminateHungHttp: Scenario = {
  name: 'seed/terminate-hung-http',
  title: "force-terminate: a Propolis' HTTP server takes requests and never answers",
  story:
    'The HTTP server of a Propolis hangs. The stop never comes back from it, and while the runner waits it ' +
    'serves nothing else, at October 2024 not even a request to terminate (omicron#6915 changed that). ' +
    'Force-terminate waits in the same queue, and times out like everything else.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.fault('hang-http propolis vmm-1');
    play.issue('stop A');
    play.let('stop A: sled-1 put-state stopped vmm-1 timeout');
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer, head-2026-08': ['progress', 'requests-end'],
  }),
};

export const terminateHungReboot: Scenario = {
  name: 'seed/terminate-hung-reboot',
  title: 'force-terminate: the HTTP server of Propolis hangs in a reboot',
  story:
    'The HTTP server of a Propolis takes a reboot and never answers, and no stop has been asked for. A ' +
    'force-terminate waits behind the reboot in its runner, unless it has a way of its own.',
  operations: [
    { name: 'reboot A', kind: 'reboot' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  faults: { kinds: ['hang-http', 'timeout'], max: 2 },
  script(play) {
    play.fault('hang-http propolis vmm-1');
    play.issue('reboot A');
    play.let('reboot A: sled-1 put-state reboot vmm-1 timeout');
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer, head-2026-08': ['progress', 'requests-end'],
  }),
};
