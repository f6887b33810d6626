// The tests of Propolis: of its request queue, and of a whole server.

import { expect } from 'vitest';
import {
  afterChange,
  afterRequest,
  type Dispositions,
  initialDispositions,
} from '../../../sim/rack/propolis/request-queue.ts';
import { DENIED, NO_INSTANCE, propolis, put, TAKEN } from '../../rack/propolis/talk.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import { putState, register } from '../../rack/sled-agent/talk.ts';
import type { UpstreamTest } from '../upstream.ts';
import { ask, instance, rackWith } from '../world.ts';

// --- The request queue -----------------------------------------------------------------------------------------

const RUNNING = afterChange(initialDispositions(true), 'started-running');
const asks = (allowed: Dispositions, kind: keyof Dispositions) => {
  expect(allowed[kind]).not.toBe('deny');
  return allowed[kind] === 'queue' ? afterRequest(allowed, kind) : allowed;
};

function startsBecomeIdempotent(): void {
  const first = initialDispositions(false);
  expect(first.run).toBe('queue');
  const second = asks(first, 'run');
  expect(second.run).toBe('ignore');
  expect(afterChange(second, 'started-running').run).toBe('ignore');
}

function migrateOutIsNotIdempotent(): void {
  expect(RUNNING['migrate-out']).toBe('queue');
  const asked = asks(RUNNING, 'migrate-out');
  expect(asked['migrate-out']).toBe('deny');
  expect(afterChange(asked, 'started-running')['migrate-out']).toBe('queue');
  expect(afterChange(asked, 'stopped')['migrate-out']).toBe('deny');
}

function stopAfterFailure(): void {
  expect(afterChange(initialDispositions(false), 'failed').stop).toBe('queue');
}

function rebootsAreIdempotent(): void {
  const asked = asks(RUNNING, 'reboot');
  expect(asked.reboot).toBe('ignore');
  expect(afterChange(asked, 'rebooted').reboot).toBe('queue');
  const stopping = asks(asked, 'stop');
  expect(stopping.reboot).toBe('deny');
  expect(afterChange(stopping, 'rebooted').reboot).toBe('deny');
}

// --- A whole server --------------------------------------------------------------------------------------------

/** A Propolis whose VM is made and not started, in its zone. */
function made(look: (rig: Rig) => void): void {
  seen(rackWith(instance('stopped')), (rig) => {
    register(rig, 'vmm-1');
    putState(rig, 'vmm-1', 'running');
    rig.reach('Propolis run request');
    rig.settle();
    look(rig);
    rig.release('Propolis run request');
  });
}

function running(look: (rig: Rig) => void): void {
  seen(rackWith(instance('running')), (rig) => {
    // The sled-agent does not look, and so leaves the zone of a VM that has ended alone.
    rig.hold('sled-1 monitor vmm-1');
    look(rig);
    rig.release('sled-1 monitor vmm-1');
  });
}

function said(rig: Rig, request: 'run' | 'stop' | 'reboot') {
  const reply = put(rig, request);
  rig.settle();
  return reply.outcome;
}

function startStop(): void {
  made((rig) => {
    expect(propolis(rig).state).toBe('creating');
    expect(said(rig, 'run')).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('running');
    rig.hold('sled-1 runner vmm-1: takes');
    expect(said(rig, 'stop')).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('destroyed');
    rig.release('sled-1 runner vmm-1: takes');
  });
}

function stopDestroys(): void {
  running((rig) => {
    expect(said(rig, 'stop')).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('destroyed');
    for (const request of ['run', 'stop', 'reboot'] as const) expect(said(rig, request)).toEqual(NO_INSTANCE);
  });
}

function resets(): void {
  running((rig) => {
    expect(said(rig, 'reboot')).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('running');
    const replies = Array.from({ length: 10 }, () => put(rig, 'reboot'));
    rig.settle();
    for (const { outcome } of replies) expect(outcome).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('running');
    expect(said(rig, 'stop')).toEqual(TAKEN);
    expect(said(rig, 'reboot')).toEqual(NO_INSTANCE);
  });
}

function resetRequiresRunning(): void {
  made((rig) => {
    expect(said(rig, 'reboot')).toEqual(DENIED);
    expect(said(rig, 'run')).toEqual(TAKEN);
    expect(propolis(rig).state).toBe('running');
  });
}

function migrates(times: 1 | 2): void {
  seen(rackWith(instance('running')), (rig) => {
    for (let n = 1; n <= times; n++) {
      ask(rig, 'migrate');
      rig.settle();
      expect(Object.values(rig.rack.guests)).toEqual([
        { vmm: `vmm-${n + 1}`, instance: 'instance-1', sled: n === 1 ? 'sled-2' : 'sled-1', status: 'running' },
      ]);
    }
  });
}

function sourceIsDestroyed(): void {
  seen(rackWith(instance('running')), (rig) => {
    ask(rig, 'migrate');
    rig.let('vmm-1 halt: runs down');
    expect(propolis(rig).state).toBe('destroyed');
    rig.settle();
  });
}

export const REQUEST_QUEUE: readonly UpstreamTest[] = [
  {
    test: 'start_requests_become_idempotent_after_first_request',
    shows: 'one start is queued, the others are ignored, also once it runs',
    run: startsBecomeIdempotent,
  },
  {
    test: 'migrate_as_source_is_not_idempotent',
    shows: 'a second migration is denied until the first has failed; after one that ended the VM, for ever',
    run: migrateOutIsNotIdempotent,
  },
  { test: 'stop_requests_enqueue_after_vm_failure', shows: 'a VM that failed can be stopped', run: stopAfterFailure },
  {
    test: 'reboot_requests_are_idempotent_except_when_stopping',
    shows: 'one reboot at a time; none behind a stop',
    run: rebootsAreIdempotent,
  },
];

export const SERVER_STATE_MACHINE: readonly UpstreamTest[] = [
  { test: 'instance_start_stop_test', shows: 'creating, running, destroyed', run: startStop },
  {
    test: 'instance_stop_causes_destroy_test',
    shows: 'a VM that was stopped is destroyed, and every request to it fails its dependency (424)',
    run: stopDestroys,
  },
  { test: 'instance_reset_test', shows: 'a reboot, and ten at once, each taken; none once stopped', run: resets },
  {
    test: 'instance_reset_requires_running_test',
    shows: 'a VM that does not run yet denies a reboot',
    run: resetRequiresRunning,
  },
];

export const PHD_MIGRATE: readonly UpstreamTest[] = [
  { test: 'smoke_test', shows: 'the guest runs on the other side and nowhere else', run: () => migrates(1) },
  { test: 'multiple_migrations', shows: 'and is migrated once more', run: () => migrates(2) },
  {
    test: 'vm_reaches_destroyed_after_migration_out',
    shows: 'the source comes to its end by itself',
    run: sourceIsDestroyed,
  },
];
