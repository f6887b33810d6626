import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/**
 * Found by seed/terminate-migrating-source-recorded, and checked against the source: instance_fetch_all joins the
 * active and the target VMM by their ids, and update sagas set the first to the second once the source has
 * completed (nexus/src/app/sagas/instance_update/mod.rs @ 0640bb277d), so that instance_force_terminate gets one
 * VMM as both (nexus/src/app/instance.rs @ a923f2a6a0).
 */
export const terminateItself: Scenario = {
  name: 'found/terminate-itself',
  title: 'force-terminate: one call races itself',
  story:
    "A migration's source has completed and is recorded, so the row names one VMM as active and as target. A single " +
    'force-terminate unregisters it twice at once. The first kills it; the second finds nothing, takes that for a ' +
    'failure, and is written first: a VMM that its sled ended in order is recorded failed. The update saga that ' +
    'follows finds a completed migration without a target VMM, and panics the Nexus that serves the call ' +
    '(found/nexus-crash-loop).',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('migrate A');
    play.let('hands the guest over');
    play.hold('migration: finish reply', 'propolis vmm-1 halt:');
    play.settle();
    play.issue('terminate B');
    play.hold('terminate B/target: sled-2 unregister vmm-2 request');
    play.hold('terminate B/active: write the report', 'push of vmm-2: write the report');
    play.settle();
    play.release('terminate B/target: sled-2 unregister vmm-2 request');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-2': ['settled-answer'],
    'pr-6795/3, pr-6795/5-6, bail-if-destroyed, stale-is-an-error': ['no-lost-report', 'consistent-record'],
    'pr-6795/4': ['no-idle-work'],
    'always-stopped': ['consistent-record'],
    // Nothing is pushed that would repair the record: it is the crash loop itself.
    'head-2026-08+force-terminate': ['consistent-record', 'progress', 'sagas-rest'],
  }),
};
