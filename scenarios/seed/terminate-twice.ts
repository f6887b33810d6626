import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R01. The review concluded that the winner has advanced the generation; it has not written yet. */
export const terminateTwice: Scenario = {
  name: 'seed/terminate-twice',
  title: 'force-terminate: two at once (one VMM, auto-restart by default)',
  story:
    'Two clients force-terminate one instance. Both read the VMM at the same generation. The first unregister kills ' +
    'it; the second finds nothing, takes that for a failure, and writes it before anybody has written what the first ' +
    'has learned. The instance ends failed, and is restarted automatically.',
  operations: [
    { name: 'terminate A', kind: 'force-terminate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('terminate A');
    play.issue('terminate B');
    // Both have read the row before the sled is asked by either.
    if (!play.comes('terminate A: sled-1 unregister vmm-1 request')) return;
    play.reach('terminate B: sled-1 unregister vmm-1 request');
    // A kills the VMM. What the sled answered, and what it pushes by itself, is not written yet.
    play.hold('terminate A: write the report', 'push of vmm-1: write the report');
    play.release('terminate A: sled-1 unregister vmm-1 request');
    play.settle();
    // B finds nothing, and writes failed at the generation that both had read.
    play.release('terminate B: sled-1 unregister vmm-1 request');
    play.settle();
    // A writes what it learned too late.
    play.release('terminate A: write the report', 'push of vmm-1: write the report');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, always-stopped': [],
    'pr-6795/1': ['honest-answer', 'settled-answer'],
    'pr-6795/2-6, bail-if-destroyed, stale-is-an-error': [
      'intent',
      'no-lost-report',
      'honest-answer',
      'settled-answer',
    ],
  }),
};
