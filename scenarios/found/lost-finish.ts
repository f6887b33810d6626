import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance (a random walk), under every design but the recommended one, which keeps the target.
 * Read in the source: for_instance looks at a failed side before a completed one
 * (nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d), and a halted VMM fails every migration of its own that is
 * not finished (apply_propolis_observation, sled-agent/src/common/instance.rs).
 */
export const lostFinish: Scenario = {
  name: 'found/lost-finish',
  title: 'migration: the source dies after the hand-over, before its sled-agent has seen the end',
  story:
    'The source of a migration hands the guest over and dies; its sled-agent, which has not polled it ' +
    'since, reports the migration failed, and the target reports it completed. A failed side is looked at ' +
    'first: the instance ends failed with nothing linked, the guest runs on in the target, and the ' +
    'automatic restart boots a second one.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  script(play) {
    play.issue('migrate A');
    play.reach('pauses the guest');
    play.settle();
    play.release('pauses the guest');
    play.reach('hands the guest over');
    play.hold('sled-1 monitor vmm-1: polls', 'propolis vmm-1 halt:', 'push of vmm-2: write the report');
    play.release('hands the guest over');
    play.settle();
    play.fault('crash-propolis propolis vmm-1');
    play.release('sled-1 monitor vmm-1: polls');
    play.let('restart propolis vmm-1');
    // The update saga decides with both sides before it: one failed, one completed.
    play.hold('start-instance-update: fetch all of instance-1');
    play.settle();
    play.release('push of vmm-2: write the report');
    play.settle();
    play.release('start-instance-update: fetch all of instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['single-incarnation', 'no-orphan', 'accounting', 'honest-projection'],
  }),
};
