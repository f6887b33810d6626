import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by asking what `onSetupFailure` is for. Read in the source: put_state answers an error when its word to
 * Propolis fails, and what it answers to running is dropped with the task that waits for it (ensure_state,
 * sled-agent/src/instance_manager.rs @ 0640bb277d, the same @ b848b6df85); omicron#7928 looks at the zone only.
 */
export const lostRun: Scenario = {
  name: 'found/lost-run',
  title: 'start: the word to run is lost between sled-agent and Propolis',
  story:
    'A start has been answered, the zone is up and its Propolis has a VM. The request to run it is lost, and so is ' +
    'the error: nobody waits for it. The instance is starting for ever.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [{ name: 'start A', kind: 'start' }],
  faults: { kinds: ['drop-request'], max: 1 },
  script(play) {
    play.issue('start A');
    play.reach('sled-1 runner vmm-1: Propolis run request');
    play.fault('drop-request "sled-1 runner vmm-1: Propolis run');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['progress'] }),
};
