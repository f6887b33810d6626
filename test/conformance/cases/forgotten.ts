// VMMs that their sled-agent has forgotten: by a request, by the watcher, and what must not count as one.

import { expect } from 'vitest';
import type { SledError } from '../../../sim/rack/nexus/errors.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import type { UpstreamTest } from '../upstream.ts';
import { failCalls, forget, instance, rackWith, said, shown } from '../world.ts';

/** A running instance whose sled-agent has forgotten it. */
function forgotten<T>(look: (rig: Rig) => T, policy: 'never' | 'best_effort' = 'never'): T {
  return seen(rackWith(instance('running', { autoRestartPolicy: policy })), (rig) => {
    forget(rig);
    return look(rig);
  });
}

/** A reboot finds out. */
function failByReboot(rig: Rig): void {
  expect(said(rig, 'reboot')).toEqual([503, null]);
  rig.settle();
  expect(shown(rig)).toBe('failed');
}

function failByWatcher(rig: Rig): void {
  rig.tick('nexus-1', 'instance-watcher');
  rig.settle();
  expect(shown(rig)).toBe('failed');
}

function restarted(rig: Rig): void {
  expect(said(rig, 'start')).toEqual([202, 'starting']);
  rig.settle();
  expect(shown(rig)).toBe('running');
}

function deleted(rig: Rig): void {
  expect(said(rig, 'delete')).toEqual([204, null]);
  expect(said(rig, 'view')).toEqual([404, null]);
}

const after = (fail: (rig: Rig) => void, then: (rig: Rig) => void) => () => {
  forgotten((rig) => {
    fail(rig);
    then(rig);
  });
};

function reincarnates(): void {
  forgotten((rig) => {
    rig.tick('nexus-1', 'instance-watcher');
    rig.reach('boots the zone of vmm-2');
    expect(shown(rig)).toBe('starting');
    rig.release('boots the zone of vmm-2');
    rig.settle();
    expect(shown(rig)).toBe('running');
  }, 'best_effort');
}

/** Errors that do not say that a VMM is gone, with what a client is told: its code alone does not, nor its status. */
const OTHER_ERRORS: readonly (readonly [SledError, number])[] = [
  [{ status: 500 }, 500],
  [{ status: 410, code: 'NO_SUCH_INSTANCE' }, 400],
  [{ status: 404 }, 400],
];

function otherErrors(): void {
  seen(rackWith(instance('running')), (rig) => {
    for (const [error, status] of OTHER_ERRORS) {
      const callOff = failCalls(rig, 'put-state', error);
      expect(said(rig, 'reboot')).toEqual([status, null]);
      rig.settle();
      expect(shown(rig)).toBe('running');
      callOff();
    }
    expect(said(rig, 'reboot')).toEqual([202, 'rebooting']);
  });
}

function otherErrorsOfWatcher(): void {
  seen(rackWith(instance('running')), (rig) => {
    for (const endpoint of ['put-state', 'get-state'] as const) {
      for (const [error] of OTHER_ERRORS) {
        const callOff = failCalls(rig, endpoint, error);
        rig.tick('nexus-1', 'instance-watcher');
        rig.settle();
        callOff();
        expect(shown(rig)).toBe('running');
      }
    }
  });
}

export const FORGOTTEN: readonly UpstreamTest[] = [
  {
    test: 'test_instance_failed_after_sled_agent_forgets_vmm_can_be_restarted',
    shows: 'a reboot is answered 503, the instance fails, and starts again',
    run: after(failByReboot, restarted),
  },
  {
    test: 'test_instance_failed_after_sled_agent_forgets_vmm_can_be_deleted',
    shows: 'the same, and it can be deleted',
    run: after(failByReboot, deleted),
  },
  {
    test: 'test_instance_failed_after_sled_agent_forgets_vmm_can_be_stopped',
    shows: 'the same, and a stop moves it to stopped, from where it can be deleted',
    run: after(failByReboot, (rig) => {
      expect(said(rig, 'stop')).toEqual([202, 'stopped']);
      deleted(rig);
    }),
  },
  {
    test: 'test_instance_failed_by_instance_watcher_can_be_deleted',
    shows: 'the watcher finds out, the instance fails and can be deleted',
    run: after(failByWatcher, deleted),
  },
  {
    test: 'test_instance_failed_by_instance_watcher_can_be_restarted',
    shows: 'the same, and it starts again. Upstream deletes it here, too',
    run: after(failByWatcher, restarted),
  },
  {
    test: 'test_instance_failed_by_instance_watcher_automatically_reincarnates',
    shows: 'the watcher finds out, and an instance of policy best effort comes to starting and running by itself',
    run: reincarnates,
  },
  {
    test: 'test_instances_are_not_marked_failed_on_other_sled_agent_errors',
    shows: 'a 500 of the sled-agent is answered 500 and fails nothing; nor does a 410 with the code, or a 404 without',
    run: otherErrors,
  },
  {
    test: 'test_instances_are_not_marked_failed_on_other_sled_agent_errors_by_instance_watcher',
    shows:
      'no more does it when the watcher asks. Upstream fails put-state, which no watcher calls; here get-state, too',
    run: otherErrorsOfWatcher,
  },
];
