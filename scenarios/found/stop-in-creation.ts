import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * R04, window A, by an ordinary stop. Found by workloads/one-instance, under the recommended design, too. Read in the
 * source: a sled that does not know the VMM yet says what one says that has forgotten it, the stop fails the VMM
 * (instance_stop), and a report that is refused is no error to instance_ensure_registered (nexus/src/app/instance.rs
 * @ 0640bb277d, the same @ b848b6df85).
 */
export const stopInCreation: Scenario = {
  name: 'found/stop-in-creation',
  title: 'stop: falls into a start before the sled knows the VMM',
  story:
    'A start saga has linked its VMM and not registered it yet. A stop finds it, asks its sled, and hears that ' +
    'there is no such VMM: it records the VMM as lost, and an update saga unlinks it. The start goes on: the sled ' +
    'takes the VMM, that its report is refused is no error, and a guest runs that no row points at.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('start A');
    play.reach('sled-1 register vmm-1 request');
    play.issue('stop B');
    play.settle();
    play.release('sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['single-incarnation', 'no-orphan', 'accounting'],
    head: ['no-orphan', 'accounting', 'honest-projection'],
  }),
};
