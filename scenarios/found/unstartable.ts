import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by workloads/one-instance. Read in the source: an update keeps the ids of a migration that is neither
 * failed nor completed (for_instance, nexus/src/app/sagas/instance_update/mod.rs), register hands the instance's
 * migration id to any new VMM (instance_ensure_registered, nexus/src/app/instance.rs), and a report for a
 * migration that the VMM is no part of is refused whole (vmm_and_migration_update_runtime, datastore/vmm.rs), all
 * @ 0640bb277d.
 */
export const unstartable: Scenario = {
  name: 'found/unstartable',
  title: 'start: after the source of a migration died before it began (policy never)',
  story:
    'The source of a migration crashes before the target has reached it. The instance ends failed, and ' +
    'keeps the ids of a migration that will never end. Every start hands the old migration to the new VMM, ' +
    'whose first report is refused because it is no part of it: the start unwinds, and so does every other.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'start B', kind: 'start' },
    { name: 'start C', kind: 'start', after: 'start B' },
  ],
  script(play) {
    play.issue('migrate A');
    play.reach('serves ensure: migration: start request');
    play.fault('crash-propolis propolis vmm-1');
    play.release('serves ensure: migration: start request');
    play.settle();
    play.let('restart propolis vmm-1');
    play.settle();
    play.issue('start B');
    play.settle();
    play.issue('start C');
    play.settle();
  },
  expected: verdicts({ 'oct-2024, pr-6795/1-6, variants, feb-2025-stop-timer': ['no-orphan', 'consistent-record'] }),
};
