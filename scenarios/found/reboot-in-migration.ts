import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by looking at every pair of requests within one delay, without any fault. Read in the source: a put-state to a
 * Propolis whose VM is not active answers NoInstance (bin/propolis-server/src/lib/server.rs, propolis @ 11371b0f37),
 * which put_state takes for a crash (sled-agent/src/instance.rs @ 0640bb277d); a VMM that is ended has failed every
 * migration of its own that is not known to have finished (terminate_rudely, sled-agent/src/common/instance.rs, whose
 * comment says that it is not for instances that migrate: omicron#4004), and a failed side is looked at first
 * (for_instance, nexus/src/app/sagas/instance_update/mod.rs).
 */
export const rebootInMigration: Scenario = {
  name: 'found/reboot-in-migration',
  title: 'reboot: reaches the source of a migration that has handed its guest over',
  story:
    'The source of a migration has handed the guest over, and its sled-agent has not polled it since. A reboot asks ' +
    'it, and is told that there is no VM; the sled-agent takes that for a crash, and reports the VMM and its side of ' +
    'the migration failed. Nobody is linked any more: the instance is started again, and two guests run. It takes ' +
    'two requests and no fault.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'reboot B', kind: 'reboot', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('migrate A');
    play.reach('hands the guest over');
    play.hold('sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
    play.release('hands the guest over');
    play.settle();
    play.issue('reboot B');
    play.settle();
    play.release('sled-1 monitor vmm-1: polls', 'push of vmm-2: write the report');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants, later': ['single-incarnation', 'no-orphan', 'accounting', 'honest-projection'],
  }),
};
