import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R08, second half: the sled is asked for a VMM whose row says that it is over. */
export const terminateDestroyed: Scenario = {
  name: 'seed/terminate-destroyed',
  title: 'force-terminate: a VMM that is recorded destroyed and not unlinked yet (auto-restart by default)',
  story:
    'A stop has ended and is recorded; the update saga has not come to it yet. Force-terminate asks the ' +
    'sled all the same, which knows no such VMM, and marks failed what was destroyed: the generation is its ' +
    'own, and nothing looks at the state. The stopped instance is restarted. Bailing out when the row says ' +
    'destroyed was proposed for this.',
  operations: [
    { name: 'stop A', kind: 'stop' },
    { name: 'terminate B', kind: 'force-terminate' },
  ],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('stop A');
    play.reach('start-instance-update: fetch all of instance-1');
    play.settle();
    play.issue('terminate B');
    play.settle();
    play.release('start-instance-update: fetch all of instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1, always-stopped, bail-if-destroyed': ['settled-answer'],
    'pr-6795/2-6, stale-is-an-error': ['intent', 'terminal-is-final', 'no-lost-report', 'settled-answer'],
    'head-2026-08+force-terminate': ['terminal-is-final', 'no-lost-report', 'settled-answer'],
  }),
};
