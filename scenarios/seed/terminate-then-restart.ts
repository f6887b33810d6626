import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R09. */
export const terminateThenRestart: Scenario = {
  name: 'seed/terminate-then-restart',
  title: 'force-terminate: of a forgotten VMM (auto-restart by default)',
  story:
    'A sled-agent has forgotten the VMM, and the instance may be restarted automatically. Force-terminate ends it ' +
    'failed, and failed means "please restart me": the instance that a client killed comes back.',
  operations: [{ name: 'terminate A', kind: 'force-terminate' }],
  script(play) {
    play.fault('crash-sled-agent sled-1');
    play.let('restart sled-1');
    play.issue('terminate A');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, always-stopped': [],
    'pr-6795/1': ['intent', 'honest-answer', 'settled-answer'],
    'pr-6795/2-6, bail-if-destroyed, stale-is-an-error': ['intent'],
  }),
};
