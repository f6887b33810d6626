import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

const stopped = { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] } as const;
const operations = [
  { name: 'start A', kind: 'start' },
  { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
] as const;

/** Lets the start saga come up to a point, terminates, and lets the saga go on. */
function terminateAt(point: string): (play: Play) => void {
  return (play) => {
    play.issue('start A');
    play.reach(point);
    play.issue('terminate B');
    play.settle();
    play.release(point);
    play.settle();
  };
}

/** R04, window A. */
export const terminateInStart: Scenario = {
  name: 'seed/terminate-in-start',
  title: 'force-terminate: inside a start saga, before register (auto-restart by default)',
  story:
    'A start saga has linked its VMM, and the sled has not heard of it yet. Force-terminate finds nothing ' +
    'on the sled and fails the VMM; the instance is unlinked. The saga knows nothing of it: it registers, ' +
    'its refused state write is no error, and the guest boots behind an instance that does not point at it.',
  shape: stopped,
  operations,
  script: terminateAt('instance-start: sled-1 register vmm-1 request'),
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1': ['settled-answer'],
    'pr-6795/2-6, bail-if-destroyed, stale-is-an-error': ['single-incarnation', 'no-orphan', 'accounting'],
    'always-stopped, head-2026-08+force-terminate': ['no-orphan', 'accounting', 'honest-projection'],
  }),
};

/** R04, window B, first half: between register and the charge. */
export const terminateInStartRegistered: Scenario = {
  name: 'seed/terminate-in-start-registered',
  title: 'force-terminate: inside a start saga, between register and the charge',
  story:
    'A start saga has registered its VMM; force-terminate kills it and unlinks it. The review expected the put-state ' +
    'that follows to fail and the saga to unwind. But put-state running is answered before the VMM is looked up: the ' +
    'saga succeeds, having charged an instance that has no VMM.',
  shape: stopped,
  operations,
  script: terminateAt('instance-start: charge instance-1'),
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-3': ['accounting', 'settled-answer'],
    'pr-6795/4-6, variants, head-2026-08+force-terminate': ['accounting'],
  }),
};

/** R04, window B, second half: between the charge and run. */
export const terminateInStartCharged: Scenario = {
  name: 'seed/terminate-in-start-charged',
  title: 'force-terminate: inside a start saga, between the charge and run',
  story:
    'As seed/terminate-in-start-registered, a moment later: the charge is made and released again by the ' +
    'update saga, the start saga asks a sled that knows no such VMM to run it, and is answered yes.',
  shape: stopped,
  operations,
  script: terminateAt('instance-start: sled-1 put-state running vmm-1 request'),
  expected: verdicts({
    'oct-2024, pr-6795/4-6, variants': [],
    'pr-6795/1-3': ['settled-answer'],
  }),
};
