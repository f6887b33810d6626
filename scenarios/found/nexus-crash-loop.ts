import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found while checking found/terminate-itself; needs no force-terminate. Read in the source: for_instance expects
 * a target VMM when a side of the migration has completed, while an earlier update may have cleared the target and
 * kept the migration (nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d, and still so @ b848b6df85). The
 * release profile aborts on panic (Cargo.toml @ 0640bb277d).
 */
export const nexusCrashLoop: Scenario = {
  name: 'found/nexus-crash-loop',
  title: "update saga: the target's sled-agent restarts when only the source's completion is recorded",
  story:
    "A migration's source has completed and is recorded. The target's sled-agent restarts and forgets its VMM; the " +
    'watcher marks it failed, which says nothing of the migration. The update saga clears the target and keeps the ' +
    'migration, and looks whether there is more to do: a completed migration without a target VMM, at which Nexus ' +
    'panics. The saga is recovered by the next Nexus process, which panics, and so on.',
  operations: [{ name: 'migrate A', kind: 'migrate' }],
  script(play) {
    play.issue('migrate A');
    play.let('hands the guest over');
    play.hold('migration: finish reply');
    play.settle();
    play.fault('crash-sled-agent sled-2');
    play.let('restart sled-2');
    play.settle();
    play.tick('nexus-1', 'instance-watcher');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['progress', 'sagas-rest', 'consistent-record'],
  }),
};
