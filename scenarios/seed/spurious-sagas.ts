import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R08. */
export const spuriousSagas: Scenario = {
  name: 'seed/spurious-sagas',
  title: 'mark-failed: two at once for one forgotten VMM (policy never)',
  story:
    'A sled-agent has forgotten its VMMs. Two clients force-terminate the instance; both are told that there is no ' +
    'such VMM, both mark it failed, and one write is superseded. All revisions but the last start an update saga for ' +
    'it all the same, which takes the lock, finds nothing to do, and gives it back.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [
    { name: 'terminate A', kind: 'force-terminate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script(play) {
    play.fault('crash-sled-agent sled-1');
    play.let('restart sled-1');
    play.issue('terminate A');
    play.issue('terminate B');
    if (!play.comes('terminate A: write vmm-1')) return;
    play.reach('terminate B: write vmm-1');
    play.release('terminate A: write vmm-1');
    play.settle();
    play.release('terminate B: write vmm-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/6, variants': [],
    'pr-6795/1': ['honest-answer', 'settled-answer'],
    'pr-6795/2-5': ['no-idle-work'],
  }),
};
