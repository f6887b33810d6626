import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** Omicron#11294: what omicron#10425 brought along. */
export const unwoundFailure: Scenario = {
  name: 'history/unwound-failure',
  title: 'start: unwinds when its VMM has been recorded failed',
  story:
    'A sled-agent restarts under a start saga, and the watcher records the VMM failed. The saga fails, too, and its ' +
    'undo writes the VMM unwound. In 2024 that overwrites what was final; since 2026 a failed VMM has a reason and a ' +
    'CHECK that only failed ones have, so the undo fails, and the saga is stuck.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [{ name: 'start A', kind: 'start' }],
  faults: { kinds: ['crash-sled-agent', 'database-error'], max: 2 },
  script(play) {
    play.issue('start A');
    play.reach('saga-1 instance-start: charge instance-1');
    play.fault('crash-sled-agent sled-1');
    play.let('restart sled-1');
    play.hold('start-instance-update: lock instance-1');
    play.tick('nexus-2', 'instance-watcher');
    play.settle();
    play.fault('database error before commit of "nexus-1 saga-1 instance-start: charge');
    play.settle();
    play.release('start-instance-update: lock instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['terminal-is-final'],
    head: ['sagas-rest'],
  }),
};
