import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

const shape = { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] } as const;
const operations = [
  { name: 'start A', kind: 'start' },
  { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
] as const;
const faults = { kinds: ['crash-nexus'], max: 1 } as const;

/** A start whose client has been told that it failed, and whose saga is still to be found by its Nexus. */
function failStart(play: Play): void {
  play.issue('start A');
  play.reach('instance-start: log start sled_id');
  play.fault('crash-nexus nexus-1');
  play.release('instance-start: log start sled_id');
  play.settle();
}

/**
 * Found by looking at every pair of requests with one fault within one delay. Read in the source: a stop of an instance
 * without a VMM records what is wanted and changes nothing else (instance_stop, select_runtime_change_action,
 * nexus/src/app/instance.rs @ b848b6df85), and the start saga does not look at what is wanted (sis_move_to_starting,
 * nexus/src/app/sagas/instance_start.rs).
 */
export const recoveredStart: Scenario = {
  name: 'found/recovered-start',
  title: 'stop: of an instance whose start awaits recovery',
  story:
    'The Nexus of a start dies when the saga is written, and the client is told of an error. It stops the instance, ' +
    'which is stopped: success. The Nexus comes back, finds its saga, and starts the instance.',
  shape,
  operations,
  faults,
  script(play) {
    failStart(play);
    play.issue('stop B');
    play.settle();
    play.let('restart nexus-1');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent'] }),
};

/**
 * As above, in the gap that a guard of the link leaves: a stop acts on the VMM that it has read before it records what
 * is wanted (instance_stop, nexus/src/app/instance.rs @ b848b6df85).
 */
export const linkedMeanwhile: Scenario = {
  name: 'found/linked-meanwhile',
  title: 'stop: a start is recovered between its look at the VMM and its word that the instance is to be down',
  story:
    'The Nexus of a start dies, and the client is told of an error. It stops the instance. The stop has found no VMM ' +
    'when the start is recovered and links one; then it records that the instance is to be down, has nobody to tell, ' +
    'and answers success. The instance starts.',
  shape,
  operations,
  faults,
  script(play) {
    failStart(play);
    play.issue('stop B');
    play.let('stop B: fetch');
    play.hold('stop B: ');
    play.let('restart nexus-1');
    play.let('instance-start: mark as starting instance-1');
    play.hold('saga-1 instance-start:');
    play.release('stop B: ');
    play.settle();
    play.release('saga-1 instance-start:');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['intent', 'honest-answer'] }),
};
