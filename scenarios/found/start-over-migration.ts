import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by `rack hunt` from any requests for one instance. Read in the source: the undo of a migration marks its target
 * unwound without a look whether it has become the active VMM (sim_destroy_vmm_record), and a start takes an active VMM
 * that is unwound for what another start has left behind, and keeps the rest of the record as it is
 * (sis_move_to_starting, nexus/src/app/sagas/instance_start.rs @ 0640bb277d and b848b6df85).
 */
export const startOverMigration: Scenario = {
  name: 'found/start-over-migration',
  title: 'reincarnation: a start begins over a migration that has been undone',
  story:
    'The target of a migration takes long to answer, and by then the source has handed its guest over: an update ' +
    'saga makes the target the active VMM. The migrate saga waits no longer and unwinds: its undo ends the target ' +
    'and marks it unwound. An active VMM that is unwound is what a failed start leaves, so that the instance is ' +
    'started anew; the record keeps naming the target and the migration all the while.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  ticks: 1,
  script(play) {
    play.hold('put-state migration-target vmm-2 reply', 'sled-2 monitor vmm-2: polls', 'push of vmm-2: write');
    play.issue('migrate A');
    play.settle();
    play.let('sled-2 put-state migration-target vmm-2 timeout');
    // A saga that asks once more is not undone.
    if (!play.comes('instance-migrate: release the reservation of vmm-2')) return;
    play.tick('nexus-1', 'instance-reincarnation');
    play.settle();
    play.release('put-state migration-target vmm-2 reply', 'sled-2 monitor vmm-2: polls', 'push of vmm-2: write');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, later': ['stays-up', 'consistent-record', 'no-orphan'] }),
};
