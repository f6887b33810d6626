import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** R12: omicron#7927, seen as omicron#6809. */
export const stopVsWatcher: Scenario = {
  name: 'history/stop-vs-watcher',
  title: 'stop: the watcher asks between deregistration and push (auto-restart by default)',
  story:
    'A stop has ended, and the sled-agent has removed the VMM from its table before it told anybody. The ' +
    'watcher asks just then, is told that there is no such VMM, and fails it: a clean stop turns into an ' +
    'automatic restart. Seen three times in some hundred stops on a busy rack.',
  operations: [{ name: 'stop A', kind: 'stop' }],
  script(play) {
    play.hold(STOP_TIMER);
    play.issue('stop A');
    play.let('bundles logs and halts the zone');
    play.hold('push of vmm-1: write the report');
    play.settle();
    play.tick('nexus-1', 'instance-watcher');
    play.settle();
    play.release('push of vmm-1: write the report');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['intent', 'no-lost-report'] }),
};
