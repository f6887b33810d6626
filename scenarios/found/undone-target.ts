import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack prove` within one delay, in the midst of a force-terminate of `recommended`. Upstream it is known of a
 * saga that a crash of Nexus interrupts (TODO-correctness in sim_instance_migrate,
 * nexus/src/app/sagas/instance_migrate.rs @ b848b6df85); a reply that is lost does it, too.
 */
export const undoneTarget: Scenario = {
  name: 'found/undone-target',
  title: 'migrate saga: its undo ends a target that has become the active VMM',
  story:
    'The target takes the request to begin a migration, and its reply is lost. The migration goes through all the ' +
    'same, and an update saga makes the target the active VMM. Then the wait for the reply ends, the migrate saga ' +
    'unwinds, and its undo ends the only guest there is and marks the active VMM unwound. A force-terminate finds no ' +
    'VMM to end, and a migration that nobody has taken off.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['drop-reply'], max: 1 },
  script(play) {
    play.issue('migrate A');
    play.let('instance-migrate: sled-2 put-state migration-target vmm-2 request');
    play.fault('drop-reply "nexus-1 saga-1 instance-migrate: sled-2 put-state migration-target vmm-2 reply"');
    play.hold('sled-2 runner vmm-2: ensure reply', 'push of vmm-2: write the report');
    play.settle();
    play.issue('terminate B');
    play.settle();
    play.release('push of vmm-2: write the report', 'sled-2 runner vmm-2: ensure reply');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-3, pr-6795/5-6, variants': ['terminal-is-final'],
    'pr-6795/4': ['terminal-is-final', 'no-idle-work'],
    later: ['stays-up'],
  }),
};
