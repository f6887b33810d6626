import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** Found by workloads/two-instances under the recommended design, when that did not wait for a start. */
export const terminateVsStart: Scenario = {
  name: 'found/terminate-vs-start',
  title: 'force-terminate: a start that was asked for later is faster',
  story:
    'A client force-terminates a stopped instance, and another starts it before the first has looked at the rows. ' +
    'The force-terminate then finds a VMM that is being created, its sled has not heard of it, and the instance is ' +
    'meant to run: it would record a failure where there is none.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [
    { name: 'terminate A', kind: 'force-terminate' },
    { name: 'start B', kind: 'start', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('terminate A');
    const isLate = play.comes('terminate A: fetch');
    play.issue('start B');
    play.reach('instance-start: sled-1 register vmm-1 request');
    if (isLate) play.release('terminate A: fetch');
    play.settle();
    play.release('instance-start: sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1': ['settled-answer'],
    'pr-6795/2-6, variants, head-2026-08+force-terminate': ['no-orphan', 'accounting', 'honest-projection'],
  }),
};
