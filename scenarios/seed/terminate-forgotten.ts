import type { Play, Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

function forgetAndTerminate(play: Play): void {
  play.fault('crash-sled-agent sled-1');
  // The restarted agent halts every guest of its sled and has an empty table.
  play.let('restart sled-1');
  play.issue('terminate A');
  play.settle();
}

/** The draft's second test: a forgotten VMM, policy never, @ a923f2a6a0. */
export const terminateForgotten: Scenario = {
  name: 'seed/terminate-forgotten',
  title: 'force-terminate: the sled-agent has forgotten the VMM (policy never)',
  story:
    'A sled-agent restarts: its guests are dead and its table is empty, while the rows say running. A client ' +
    'force-terminates the instance. The first revision takes "no such VMM" for "done already", writes nothing, and ' +
    'answers that the instance runs; the row says so until the watcher comes round.',
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [{ name: 'terminate A', kind: 'force-terminate' }],
  script: forgetAndTerminate,
  expected: verdicts({
    'oct-2024, pr-6795/2-6, variants': [],
    'pr-6795/1': ['honest-answer', 'settled-answer'],
  }),
};

export const terminateForgottenUnwatched: Scenario = {
  ...terminateForgotten,
  name: 'seed/terminate-forgotten-unwatched',
  title: 'force-terminate: the sled-agent has forgotten the VMM (policy never, no watcher)',
  story:
    'As seed/terminate-forgotten, with the instance watcher switched off: what force-terminate does not ' +
    'write, nobody writes, and the row says running for ever.',
  shape: { ...terminateForgotten.shape, disabledTasks: ['instance-watcher'] },
  expected: verdicts({
    'oct-2024, feb-2025-stop-timer, head-2026-08': ['no-phantom'],
    'pr-6795/1': ['no-phantom', 'honest-answer', 'settled-answer'],
    'pr-6795/2-6, variants': [],
  }),
};

export const terminateForgottenMigrating: Scenario = {
  name: 'seed/terminate-forgotten-migrating',
  title: 'force-terminate: of a migrating instance whose sled-agents have restarted, both',
  story:
    'An instance migrates, and the sled-agents of source and target restart: neither knows its VMM any more, and no ' +
    'report will ever say what became of the migration. A client force-terminates the instance.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['crash-sled-agent'], max: 2 },
  script(play) {
    play.issue('migrate A');
    play.reach('pauses the guest');
    play.settle();
    play.fault('crash-sled-agent sled-1');
    play.fault('crash-sled-agent sled-2');
    play.let('restart sled-1');
    play.let('restart sled-2');
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/2-3, pr-6795/5-6': ['no-orphan', 'consistent-record'],
    'pr-6795/1': ['no-orphan', 'settled-answer', 'consistent-record'],
    'pr-6795/4': ['progress', 'accounting', 'settled-answer', 'consistent-record'],
    'bail-if-destroyed, stale-is-an-error, feb-2025-stop-timer, head-2026-08': ['no-orphan', 'consistent-record'],
    'always-stopped, head-2026-08+force-terminate': ['consistent-record'],
  }),
};
