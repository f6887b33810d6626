import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance, under the recommended design, too. Read in the source: a migration out ends in a
 * stop that Propolis gives itself (state_driver.rs, propolis @ 11371b0f37), the stop timer starts at a request
 * (InstanceRunner::run, sled-agent/src/instance.rs @ 459fca449d), and the reaper takes VMMs that are over.
 */
export const hungSource: Scenario = {
  name: 'found/hung-source',
  title: 'migration: the source hangs as it halts',
  story:
    'A migration succeeds, and its source hangs among its devices as it halts. No client has asked it to stop, so ' +
    'that no timer runs, and no row points at it any more, so that no client can: it keeps its zone and its ' +
    'reservation for ever.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  faults: { kinds: ['hang-stop'], max: 1 },
  script(play) {
    play.fault('hang-stop propolis vmm-1');
    play.issue('migrate A');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['no-orphan'] }),
};
