import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack prove` within one delay, in a start under `recommended`, with a caller that gives up, a request that
 * comes twice, or a Nexus that dies while its request is under way. Read in the source: a sled-agent takes a
 * register of a VMM that it has removed for a new one (ensure_registered, sled-agent/src/instance_manager.rs
 * @ 0640bb277d).
 */
export const lateRegister: Scenario = {
  name: 'found/late-register',
  title: 'start saga: the sled takes the register after its undo',
  story:
    'The request to register is slow, and the saga waits for it no longer. It unwinds: the sled knows no such VMM, ' +
    'so there is nothing to undo. Then the request arrives, and the sled has a VMM that no row points at, for ever.',
  operations: [{ name: 'start A', kind: 'start' }],
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  faults: { kinds: ['timeout'], max: 1 },
  script(play) {
    play.issue('start A');
    play.hold('instance-start: sled-1 register vmm-1 request');
    play.settle();
    play.let('instance-start: sled-1 register vmm-1 timeout');
    play.settle();
    play.release('instance-start: sled-1 register vmm-1 request');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['no-orphan'] }),
};
