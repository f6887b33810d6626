import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by a proof within one delay that never came to an end: an update saga that cannot commit unwinds, and its undo
 * has the updater task run at once (siu_unbecome_updater, nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d and
 * b848b6df85), which begins the next such saga. The plan that cannot be committed is for_instance's, in the same file:
 * a completed migration makes the target the active VMM, and leaves the state as it is; a state other than vmm together
 * with an active VMM is refused by the constraint vmm_iff_active_propolis (schema/crdb/dbinit.sql).
 */
export const spinningUpdater: Scenario = {
  name: 'found/spinning-updater',
  title: 'reboot: of a migrating instance, whose source has not noticed that it migrates',
  story:
    'The sled-agent of the source has not polled it since before the migration began. It has handed its guest over ' +
    'when a reboot asks it; the sled-agent takes "no such VM" for a crash, and knows of no migration that could have ' +
    'failed with it. The instance is failed, and still has its target; when that says that it has the guest, no ' +
    'update saga can write so, and each that fails has the next one begun, for ever. It takes two requests and no ' +
    'fault.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'reboot B', kind: 'reboot', nexus: 'nexus-2' },
  ],
  script(play) {
    play.hold('sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
    play.issue('migrate A');
    play.settle();
    play.issue('reboot B');
    play.settle();
    // From here on it does not come to rest: the drain is to say so.
    play.release('sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': [
      'progress',
      'accounting',
      'sagas-rest',
      'honest-projection',
      'consistent-record',
    ],
  }),
};
