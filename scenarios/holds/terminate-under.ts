import type { BackgroundTask } from '../../sim/rack/rack.ts';
import type { FaultKind, Play, Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

interface Trouble {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly kinds: readonly FaultKind[];
  readonly strike: (play: Play) => void;
  /** The scripted request succeeds. */
  readonly answers?: boolean;
  /** What a Nexus does not do when it starts. Where nothing is pushed, nobody but the watcher learns of an end. */
  readonly disabledTasks?: readonly BackgroundTask[];
}

/** The sled has answered, and nothing of that is written. */
function dieBeforeWriting(play: Play): void {
  if (play.comes('terminate A: write the report of vmm-1')) play.fault('crash-nexus nexus-1');
}

/** What may go wrong while a force-terminate is under way, once. */
const TROUBLES: readonly Trouble[] = [
  {
    name: 'agent-restart',
    title: 'its sled-agent restarts',
    story:
      'The sled-agent dies before it has heard of the request. Restarted, it kills every guest of its sled and knows ' +
      'no VMM any more.',
    kinds: ['crash-sled-agent'],
    strike(play) {
      if (play.comes('terminate A: sled-1 unregister vmm-1 request')) play.fault('crash-sled-agent sled-1');
    },
  },
  {
    name: 'nexus-crash',
    title: 'its Nexus dies',
    story: 'The Nexus that serves the request dies when the sled has answered, before it has written anything of that.',
    kinds: ['crash-nexus'],
    strike: dieBeforeWriting,
  },
  {
    name: 'nexus-crash-recovery',
    title: 'its Nexus dies, and recovers its sagas',
    story:
      'The same, with no more at start-up than the recovery of sagas and the updater, so that exhaustive search ' +
      'comes to its end: five tasks at once are too many.',
    kinds: ['crash-nexus'],
    disabledTasks: ['instance-watcher', 'instance-reincarnation', 'abandoned-vmm-reaper'],
    strike: dieBeforeWriting,
  },
  {
    name: 'lost-message',
    title: 'a message is lost',
    story: "The sled kills the VMM, and its reply is lost: Nexus hears of it by the sled-agent's push, or never.",
    kinds: ['drop-request', 'drop-reply'],
    strike(play) {
      if (play.comes('terminate A: sled-1 unregister vmm-1 reply')) play.fault('drop-reply "nexus-1 terminate A');
    },
  },
  {
    name: 'hung-propolis',
    title: 'the Propolis hangs',
    story: 'The HTTP server of the Propolis takes requests and never answers, or it takes a stop and never finishes.',
    kinds: ['hang-http', 'hang-stop'],
    strike(play) {
      play.fault('hang-http propolis vmm-1');
    },
    answers: true,
  },
  {
    name: 'database-error',
    title: 'the database fails once',
    story: 'A statement of the request fails, or is committed and answered by an error.',
    kinds: ['database-error'],
    strike(play) {
      if (play.comes('terminate A: look up instance-1')) play.fault('database error at "nexus-1 terminate A');
    },
  },
];

/** With and without automatic restart: what is revived after a termination is not the same. */
const POLICIES = [
  { suffix: '', policy: null, words: 'auto-restart by default' },
  { suffix: '-never', policy: 'never', words: 'no auto-restart' },
] as const;

export const terminateUnder: readonly Scenario[] = TROUBLES.flatMap(
  ({ name, title, story, kinds, strike, answers = false, disabledTasks = [] }) =>
    POLICIES.map(({ suffix, policy, words }) => ({
      name: `holds/${name}${suffix}`,
      title: `force-terminate: ${title} (${words})`,
      story: `${story} Whenever it happens, the instance ends down, stays down, and an answer that says so is true.`,
      shape: { instances: [{ id: 'instance-1', autoRestartPolicy: policy, state: 'running' }], disabledTasks },
      operations: [{ name: 'terminate A', kind: 'force-terminate' }],
      faults: { kinds, max: 1 },
      script(play: Play) {
        play.issue('terminate A');
        strike(play);
        play.settle();
      },
      expected: verdicts({
        'oct-2024, pr-6795/4-6, variants': [],
        'pr-6795/1-3': answers ? ['settled-answer'] : [],
        'head-2026-08+force-terminate': disabledTasks.length > 0 ? ['no-phantom'] : [],
      }),
    })),
);
