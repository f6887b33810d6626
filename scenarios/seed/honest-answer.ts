import type { Scenario } from '../../sim/rack/scenario.ts';
import { verdicts } from '../verdicts.ts';

/** R11 a: losing the try-lock counts as success. */
export const honestAnswerLock: Scenario = {
  name: 'seed/honest-answer-lock',
  title: 'force-terminate: another update saga has the lock',
  story:
    'A migrating instance is force-terminated. The target sled pushes the end of its VMM by itself; the ' +
    "update saga of that push takes the lock first. The handler's own saga finds the lock taken and ends in " +
    'success, having done nothing, and the answer is read before the other saga has committed.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  script(play) {
    play.issue('migrate A');
    play.reach('pauses the guest');
    play.settle();
    play.issue('terminate B');
    // The push of the target is taken in first, and its saga stands between lock and decision.
    play.hold('terminate B/active: write the report', 'terminate B/target: write the report');
    play.hold('push of vmm-1: write the report');
    if (!play.comes('start-instance-update: fetch all of instance-1')) return;
    play.settle();
    play.release('terminate B/active: write the report', 'terminate B/target: write the report');
    play.settle();
    play.release('start-instance-update: fetch all of instance-1', 'push of vmm-1: write the report');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-3, pr-6795/5-6, variants': ['settled-answer'],
    'pr-6795/4': ['no-idle-work'],
  }),
};

/**
 * Found by seed/visible-states, and akin to R11 a: at October 2024 the sled-agent pushes the end of the VMM as well as
 * answering it. The push that wins leaves the handler with a superseded write, and no saga of its own to wait for.
 */
export const honestAnswerPush: Scenario = {
  name: 'seed/honest-answer-push',
  title: "force-terminate: the sled-agent's own push is written first",
  story:
    'Unregister kills the VMM. The sled-agent answers so, and pushes so; the push is written first. The write of the ' +
    'handler is superseded, so it has no update saga to run: it answers at once what it reads, stopping, while the ' +
    'saga of the push is under way.',
  operations: [{ name: 'terminate A', kind: 'force-terminate' }],
  script(play) {
    play.issue('terminate A');
    if (!play.comes('terminate A: write the report')) return;
    // Where the caller of unregister has the report to write, there is no push.
    const isPushed = play.comes('instance-update: commit instance-1');
    play.release('terminate A: write the report');
    play.settle();
    if (isPushed) play.release('instance-update: commit instance-1');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-6, variants': ['settled-answer'],
  }),
};

/** R11 b: half of it fails, and the other half's saga is dropped. */
export const honestAnswerHalf: Scenario = {
  name: 'seed/honest-answer-half',
  title: 'force-terminate: one of two VMMs cannot be reached',
  story:
    'A migrating instance is force-terminated. The source sled cannot be reached, the target is killed. The error of ' +
    'the first returns early, and the update saga that the second left due is dropped with it: the row is repaired ' +
    'when somebody else starts one.',
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'terminate B', kind: 'force-terminate', nexus: 'nexus-2' },
  ],
  faults: { kinds: ['drop-request'], max: 1 },
  script(play) {
    play.issue('migrate A');
    play.reach('pauses the guest');
    play.settle();
    play.issue('terminate B');
    // The target's own push would start the saga; it is late.
    play.hold('push of vmm-2: write the report');
    if (!play.comes('sled-1 unregister vmm-1 request')) return;
    play.fault('drop-request "nexus-2 terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, pr-6795/1-6, variants': [],
  }),
};

/** R11 c: the reply is lost, and the client tries again. */
export const honestAnswerRetry: Scenario = {
  name: 'seed/honest-answer-retry',
  title: "force-terminate: the sled's reply is lost, the client tries again (auto-restart by default)",
  story:
    'Unregister kills the VMM, and its reply is lost; the first request times out. The client tries again while the ' +
    "sled-agent's own push is still under way: the VMM is unknown now, and the instance ends failed.",
  operations: [
    { name: 'terminate A', kind: 'force-terminate' },
    { name: 'terminate B', kind: 'force-terminate', after: 'terminate A' },
  ],
  faults: { kinds: ['drop-reply'], max: 1 },
  script(play) {
    play.issue('terminate A');
    play.hold('push of vmm-1: write the report');
    if (!play.comes('terminate A: sled-1 unregister vmm-1 reply')) return;
    play.fault('drop-reply "nexus-1 terminate A');
    play.settle();
    play.issue('terminate B');
    play.settle();
  },
  expected: verdicts({
    'oct-2024, always-stopped': [],
    'pr-6795/1': ['honest-answer', 'settled-answer'],
    'pr-6795/2-6, bail-if-destroyed, stale-is-an-error': ['intent', 'no-lost-report'],
  }),
};

/** R11 d: Nexus dies between the sled's reply and the write. */
export const honestAnswerCrash: Scenario = {
  name: 'seed/honest-answer-crash',
  title: "force-terminate: Nexus dies between the sled's reply and the write (auto-restart by default)",
  story:
    'The sled has killed the VMM and answered; Nexus dies before it has written that. Nothing durable ' +
    "remembers that anybody wanted the instance down. If the watcher asks before the sled's own push has " +
    'arrived, the VMM is failed, and the instance restarted.',
  operations: [{ name: 'terminate A', kind: 'force-terminate' }],
  faults: { kinds: ['crash-nexus'], max: 1 },
  script(play) {
    play.issue('terminate A');
    play.hold('push of vmm-1: write the report');
    if (!play.comes('terminate A: write the report')) return;
    play.fault('crash-nexus nexus-1');
    play.settle();
    play.tick('nexus-2', 'instance-watcher');
    play.settle();
  },
  expected: verdicts({
    'oct-2024': [],
    'pr-6795/1-6, variants': ['no-lost-report'],
  }),
};
