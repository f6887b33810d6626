import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

const operations = [
  { name: 'migrate A', kind: 'migrate' },
  { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
] as const;

interface Phase {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly expected: Scenario['expected'];
  /** Brings the migration to the phase; what is held is released after the termination. */
  readonly bring: (play: Play) => readonly string[];
}

/** R07: the phases of a migration, in order. */
const PHASES: readonly Phase[] = [
  {
    name: 'requested',
    expected: verdicts({
      'oct-2024': [],
      'pr-6795/1-2': ['settled-answer', 'consistent-record'],
      'pr-6795/3': ['no-orphan', 'settled-answer', 'consistent-record'],
      'pr-6795/4-6, variants': ['no-orphan', 'consistent-record'],
      'head-2026-08+force-terminate': ['consistent-record'],
    }),
    title: 'before the target is registered',
    story: 'The migration ids are set, and the target sled has not heard of its VMM yet; it will, later.',
    bring(play) {
      play.reach('instance-migrate: sled-2 register vmm-2 request');
      return ['instance-migrate: sled-2 register vmm-2 request'];
    },
  },
  {
    name: 'registered',
    expected: verdicts({
      'oct-2024, pr-6795/5-6, variants': [],
      'pr-6795/1-2': ['settled-answer', 'consistent-record'],
      'pr-6795/3': ['settled-answer'],
      'pr-6795/4': ['consistent-record'],
    }),
    title: 'the target is registered and has no zone',
    story: 'The target is registered and has not been asked to begin.',
    bring(play) {
      play.reach('instance-migrate: sled-2 put-state migration-target vmm-2 request');
      return ['instance-migrate: sled-2 put-state migration-target vmm-2 request'];
    },
  },
  {
    name: 'copying',
    expected: verdicts({
      'oct-2024, pr-6795/4-6, variants': [],
      'pr-6795/1-3': ['settled-answer'],
    }),
    title: "while the guest's memory is copied",
    story: 'Source and target are at it; both rows say migrating.',
    bring(play) {
      play.reach('pauses the guest');
      return ['pauses the guest'];
    },
  },
  {
    name: 'handed-over',
    expected: verdicts({
      'oct-2024, pr-6795/4-6, variants': [],
      'pr-6795/1-2': ['intent', 'no-orphan', 'accounting', 'settled-answer', 'honest-projection'],
      'pr-6795/3': ['settled-answer'],
    }),
    title: 'the source has handed the guest over, and neither its sled-agent nor the target has noticed',
    story:
      "The source has said its last word. Its sled-agent has not polled it since, and the target's guest is to run.",
    bring(play) {
      play.hold('migration: finish reply', 'propolis vmm-1 halt:', 'sled-1 monitor vmm-1: polls');
      play.reach('pauses the guest');
      play.release('pauses the guest', 'sled-1 monitor vmm-1: polls');
      play.reach('hands the guest over');
      play.settle();
      play.hold('sled-1 monitor vmm-1: polls');
      play.release('hands the guest over');
      play.settle();
      return ['migration: finish reply', 'propolis vmm-1 halt:', 'sled-1 monitor vmm-1: polls'];
    },
  },
  {
    name: 'source-recorded',
    expected: verdicts({
      'oct-2024, pr-6795/3, pr-6795/5-6, variants': [],
      'pr-6795/1-2': ['settled-answer'],
      'pr-6795/4': ['no-idle-work'],
    }),
    title: 'the source has finished and is recorded, the target is not',
    story:
      'The row already names the target as active VMM, and as target too. A revision that terminates both terminates ' +
      'one VMM twice, at once.',
    bring(play) {
      play.let('hands the guest over');
      play.hold('migration: finish reply', 'propolis vmm-1 halt:');
      play.settle();
      return ['migration: finish reply', 'propolis vmm-1 halt:'];
    },
  },
  {
    name: 'unrecorded',
    expected: verdicts({
      'oct-2024, pr-6795/1-6, variants': [],
      'head-2026-08+force-terminate': ['settled-answer'],
    }),
    title: 'the guest runs in the target, and no row says so',
    story: 'The migration is complete, and the reports of both sleds are under way.',
    bring(play) {
      play.reach('pauses the guest');
      play.hold('push of vmm-1: write the report', 'push of vmm-2: write the report');
      play.release('pauses the guest');
      play.settle();
      return ['push of vmm-1: write the report', 'push of vmm-2: write the report'];
    },
  },
];

export const terminateMigrating: readonly Scenario[] = PHASES.map(({ name, title, story, bring, expected }) => ({
  name: `seed/terminate-migrating-${name}`,
  title: `force-terminate: a migrating instance, ${title}`,
  story:
    `${story} A client force-terminates the instance. The first two revisions unregister the active VMM only; the ` +
    'third answers before the rows are reconciled; the fourth runs one update saga a VMM; the fifth and ' +
    'sixth one for both.',
  operations,
  script(play: Play) {
    play.issue('migrate A');
    const held = bring(play);
    play.issue('terminate B');
    play.settle();
    play.release(...held);
    play.settle();
  },
  expected,
}));
