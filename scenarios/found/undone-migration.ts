import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R06 once more, in the other saga: sim_ensure_destination_propolis_undo takes "could not ask" for "clean". */
export const undoneMigration: Scenario = {
  name: 'found/undone-migration',
  title: 'migrate saga: undo of register when the sled cannot be reached',
  story:
    'The target sled takes the request to begin a migration, and its reply is lost. The saga unwinds, and its undo ' +
    'of register cannot reach the sled either, and takes that for success. The rows say that the migration has ' +
    'failed; the target goes on with it.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  faults: { kinds: ['drop-reply', 'drop-request'], max: 2 },
  script(play) {
    play.issue('migrate A');
    play.let('instance-migrate: sled-2 put-state migration-target vmm-2 request');
    play.fault('drop-reply "nexus-1 saga-1 instance-migrate: sled-2 put-state migration-target vmm-2 reply"');
    // A saga that asks once more has nothing to undo.
    if (!play.comes('instance-migrate: sled-2 unregister vmm-2 request')) return;
    play.fault('drop-request "nexus-1 saga-1 instance-migrate: sled-2 unregister vmm-2 request"');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['single-incarnation', 'no-orphan', 'accounting', 'honest-projection'],
  }),
};
