import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER, stopBehindCopy } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Concluded from the stop timer of omicron#7548, and seen here: what has become of a migration is known by what
 * Propolis says, the timer ends the VMM by what is known so far, and `InstanceStates` fails a migration that was not
 * finished then (sled-agent/src/instance.rs @ 459fca449d and @ b848b6df85).
 */
export const timerInMigration: Scenario = {
  name: 'found/timer-in-migration',
  title: 'stop: its timer goes off as a migration hands over',
  story:
    'An instance is stopped while it migrates; the stop waits in the source, behind a copy that takes ten minutes. ' +
    'The source hands the guest over, and before its sled-agent has heard of that, the stop timer ends the source by ' +
    'force. It is destroyed and its migration failed, so the instance is stopped; its guest runs on in the target. ' +
    'Under the recommended design the target takes its place, and has been told to stop, too.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    stopBehindCopy(play);
    play.hold('propolis vmm-1 halt:', 'sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
    play.release('pauses the guest');
    play.let('hands the guest over');
    if (play.comes(STOP_TIMER)) play.let(STOP_TIMER);
    play.settle();
    play.release('propolis vmm-1 halt:', 'sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': ['intent'],
    later: ['intent', 'no-orphan', 'accounting', 'honest-projection'],
  }),
};
