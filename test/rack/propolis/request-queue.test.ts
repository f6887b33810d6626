import { describe, expect, it } from 'vitest';
import {
  afterChange,
  afterRequest,
  type Dispositions,
  initialDispositions,
  type QueuedKind,
} from '../../../sim/rack/propolis/request-queue.ts';
import { seen } from '../rig.ts';
import { DENIED, put, TAKEN } from './talk.ts';

type Event = QueuedKind | Parameters<typeof afterChange>[1];

const KINDS: readonly QueuedKind[] = ['run', 'stop', 'reboot', 'migrate-out'];

/** What becomes of the four requests, in the order above, after these events. */
function dispositions(isMigratedIn: boolean, ...events: readonly Event[]): string {
  let allowed: Dispositions = initialDispositions(isMigratedIn);
  for (const event of events) {
    const isRequest = (KINDS as readonly string[]).includes(event);
    allowed = isRequest
      ? afterRequest(allowed, event as QueuedKind)
      : afterChange(allowed, event as Parameters<typeof afterChange>[1]);
  }
  return KINDS.map((kind) => allowed[kind]).join(' ');
}

const RUNNING = ['run', 'started-running'] as const;

describe('the request queue, as to run, stop, reboot and migrate out', () => {
  it.each<readonly [string, readonly Event[], string]>([
    ['a new VM', [], 'queue queue deny deny'],
    ['a start that is queued', ['run'], 'ignore queue deny deny'],
    ['a VM that runs', RUNNING, 'ignore queue queue queue'],
    ['a reboot that is queued', [...RUNNING, 'reboot'], 'ignore queue ignore queue'],
    ['a reboot that is done', [...RUNNING, 'reboot', 'rebooted'], 'ignore queue queue queue'],
    ['a migration that is queued', [...RUNNING, 'migrate-out'], 'ignore queue deny deny'],
    ['a migration behind a reboot', [...RUNNING, 'reboot', 'migrate-out'], 'ignore queue deny deny'],
    [
      'a reboot that is done before a migration',
      [...RUNNING, 'reboot', 'migrate-out', 'rebooted'],
      'ignore queue deny deny',
    ],
    ['a migration that failed', [...RUNNING, 'migrate-out', 'started-running'], 'ignore queue queue queue'],
    ['a stop that is queued', [...RUNNING, 'stop'], 'deny ignore deny deny'],
    ['a stop that is queued before the start', ['stop'], 'deny ignore deny deny'],
    ['a stop that is queued behind the start', ['run', 'stop'], 'deny ignore deny deny'],
    ['a reboot that is done before a stop', [...RUNNING, 'reboot', 'stop', 'rebooted'], 'deny ignore deny deny'],
    ['a VM that has stopped', [...RUNNING, 'stop', 'stopped'], 'deny ignore deny deny'],
    ['a guest that has shut itself down', [...RUNNING, 'stopped'], 'deny ignore deny deny'],
    ['a VM that has failed', [...RUNNING, 'failed'], 'deny queue deny deny'],
    ['a VM that begins to run with a stop behind it', ['run', 'stop', 'started-running'], 'deny ignore queue queue'],
  ])('of %s', (_, events, expected) => {
    expect(dispositions(false, ...events)).toBe(expected);
  });

  it.each<readonly [string, readonly Event[], string]>([
    ['before it has begun', [], 'ignore queue deny deny'],
    ['when it runs', ['started-running'], 'ignore queue queue queue'],
    ['with a stop before it runs', ['stop'], 'deny ignore deny deny'],
  ])('of a VM that is migrated in, %s', (_, events, expected) => {
    expect(dispositions(true, ...events)).toBe(expected);
  });
});

/** What each event makes of the disposition of run, stop, reboot and migrate out; `=` leaves it. */
const EFFECTS: readonly (readonly [Event, string])[] = [
  ['run', 'ignore = deny deny'],
  ['stop', 'deny ignore deny deny'],
  ['reboot', '= = ignore ='],
  ['migrate-out', '= = deny deny'],
  ['started-running', '= = queue queue'],
  // A reboot that was denied in the meantime stays denied.
  ['rebooted', '= = unignored ='],
  ['stopped', 'deny ignore deny deny'],
  ['failed', 'deny = deny deny'],
];

describe('whatever the dispositions are', () => {
  const each = ['queue', 'ignore', 'deny'] as const;
  const all = each.flatMap((run) =>
    each.flatMap((stop) => each.flatMap((reboot) => each.map((out) => ({ run, stop, reboot, 'migrate-out': out })))),
  );

  it.each(EFFECTS)('%s makes of them: %s', (event, effect) => {
    expect(all).toHaveLength(81);
    for (const before of all) {
      const isRequest = (KINDS as readonly string[]).includes(event);
      const after = isRequest
        ? afterRequest(before, event as QueuedKind)
        : afterChange(before, event as Parameters<typeof afterChange>[1]);
      const expected = effect.split(' ').map((word, index) => {
        const was = before[KINDS[index] as QueuedKind];
        if (word === 'unignored') return was === 'ignore' ? 'queue' : was;
        return word === '=' ? was : word;
      });
      expect([before, KINDS.map((kind) => after[kind])]).toEqual([before, expected]);
    }
  });
});

describe('a Propolis answers', () => {
  it('an ignored request as it does an accepted one', () => {
    const replies = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      const replies = [put(rig, 'run'), put(rig, 'stop'), put(rig, 'stop')];
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(replies).toEqual([TAKEN, TAKEN, TAKEN]);
  });

  it('that it denies a reboot behind a stop', () => {
    const reply = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      put(rig, 'stop');
      rig.settle();
      const reply = put(rig, 'reboot');
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(DENIED);
  });

  it('that it takes a reboot after a guest has shut itself down and before the VM has stopped, and drops it', () => {
    const found = seen({}, (rig) => {
      rig.hold('halts the guest');
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      const reply = put(rig, 'reboot');
      rig.settle();
      rig.release('halts the guest');
      rig.settle();
      return [reply.outcome, rig.rack.guests['vmm-1']];
    });

    expect(found).toEqual([TAKEN, undefined]);
  });
});
