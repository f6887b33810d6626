import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/two-instances under every design. Read in the source: the monitor asks Propolis and nothing else,
 * waits for its answer without a limit, and only an answer is evidence (InstanceMonitorRunner,
 * sled-agent/src/instance.rs @ 0640bb277d; at b848b6df85 it looks at the zone, and only when the connection breaks).
 */
export const silentEnd: Scenario = {
  name: 'found/silent-end',
  title: 'guest: powers itself off behind a server that hangs',
  story:
    'The HTTP server of a Propolis hangs, and the guest powers itself off. The poll of the sled-agent is never ' +
    'answered, so that nobody hears of it: the row says running for ever, until a client asks for something.',
  operations: [],
  script(play) {
    play.fault('hang-http propolis vmm-1');
    play.fault('guest-shutdown propolis vmm-1');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later, recommended': ['no-phantom'] }),
};
