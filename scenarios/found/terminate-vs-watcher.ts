import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance without any fault: the window of seed/terminate-twice, with the watcher in the
 * place of the second client. Read in the source: nexus/src/app/background/tasks/instance_watcher.rs @ 0640bb277d.
 */
export const terminateVsWatcher: Scenario = {
  name: 'found/terminate-vs-watcher',
  title: 'force-terminate: the watcher asks before the end is written (auto-restart by default)',
  story:
    'A single client force-terminates an instance. The sled-agent has killed the VMM and dropped it, and ' +
    'nobody has written that yet. The watcher asks for the VMM, is told that there is none, and writes it ' +
    'failed: no second client is needed for a terminated instance to be restarted.',
  operations: [{ name: 'terminate A', kind: 'force-terminate' }],
  script(play) {
    play.issue('terminate A');
    if (!play.comes('terminate A: write the report')) return;
    play.hold('push of vmm-1: write the report');
    play.settle();
    play.tick('nexus-2', 'instance-watcher');
    play.settle();
    play.release('terminate A: write the report', 'push of vmm-1: write the report');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-6, variants': ['intent', 'no-lost-report', 'honest-answer', 'settled-answer'],
  }),
};
