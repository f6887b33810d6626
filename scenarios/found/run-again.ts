import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at every pair of requests with a crash of Nexus, within one delay and a million states. Read in the
 * source: the word to run has the sled-agent ask Propolis for a VM once more where there is a zone (propolis_ensure,
 * sled-agent/src/instance.rs @ 0640bb277d and b848b6df85), and a Propolis whose VM has run down makes a new one
 * (VmState::RundownComplete, bin/propolis-server/src/lib/vm/mod.rs, propolis @ 11371b0f37).
 */
export const runAgain: Scenario = {
  name: 'found/run-again',
  title: 'stop: a recovered start tells the VMM to run when the guest has stopped',
  story:
    'The Nexus of a start dies when the guest is told to run, before the log says so. A client stops the instance by ' +
    'the other Nexus, and the guest ends; the sled-agent has not noticed. The start is recovered and tells the VMM ' +
    'to run once more: Propolis makes a new VM, and the guest boots again, until the sled-agent hears of the end of ' +
    'the first.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['crash-nexus'], max: 1 },
  script(play) {
    play.hold('sled-1 monitor vmm-1: polls', 'sled-1 stop timer vmm-1');
    play.issue('start A');
    play.let('instance-start: sled-1 put-state running vmm-1 request');
    play.fault('crash-nexus nexus-1');
    play.settle();
    play.issue('stop B');
    play.settle();
    play.let('restart nexus-1');
    play.settle();
    play.release('sled-1 monitor vmm-1: polls', 'sled-1 stop timer vmm-1');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent'] }),
};
