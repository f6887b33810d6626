import type { Scenario } from '../../sim/rack/scenario.ts';
import { STOP_TIMER, stopBehindCopy } from '../points.ts';
import { verdicts } from '../verdicts.ts';

/** What the order of the select in InstanceRunner::run is for, sled-agent/src/instance.rs @ 459fca449d. */
export const timerVsReport: Scenario = {
  name: 'found/timer-vs-report',
  title: 'stop: its timer goes off while a report waits',
  story:
    'A stop waits behind a migration, and a second one is on its way to Propolis. Meanwhile the source has handed ' +
    'the guest over, the monitor has heard it, and the stop timer goes off. A runner that takes the report first ' +
    'says that the migration is complete. One that looked at the timer first would say that it has failed.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
    { name: 'stop C', kind: 'stop', after: 'stop B' },
  ],
  script(play) {
    stopBehindCopy(play);
    play.issue('stop C');
    play.reach('sled-1 runner vmm-1: Propolis stop reply');
    play.hold('push of vmm-2: write the report');
    play.release('pauses the guest');
    play.settle();
    if (play.comes(STOP_TIMER)) play.let(STOP_TIMER);
    play.release('sled-1 runner vmm-1: Propolis stop reply');
    play.settle();
    play.release('push of vmm-2: write the report');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent'] }),
};
