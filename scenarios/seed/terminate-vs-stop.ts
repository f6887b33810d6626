import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R02: as terminate-twice, but the winner is an ordinary stop. */
export const terminateVsStop: Scenario = {
  name: 'seed/terminate-vs-stop',
  title: 'force-terminate: during a stop whose end is not reported yet (auto-restart by default)',
  story:
    'A stop has ended: Propolis is gone, and the sled-agent has removed the VMM from its table, as it did before it ' +
    'told anybody (omicron#7927). A force-terminate finds nothing there, takes that for a failure, and the instance ' +
    'that two requests wanted stopped is restarted.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('stop A');
    play.let('bundles logs and halts the zone');
    // The VMM is out of the table; the push that it is destroyed is under way.
    play.hold('push of vmm-1: write the report');
    play.settle();
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, always-stopped': [],
    'pr-6795/1, head-2026-08+force-terminate': ['settled-answer'],
    'pr-6795/2-6, bail-if-destroyed, stale-is-an-error': ['intent', 'no-lost-report'],
  }),
};
