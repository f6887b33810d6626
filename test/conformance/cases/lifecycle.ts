// The life of an instance, as the integration tests drive it through the API.

import { expect } from 'vitest';
import { seen } from '../../rack/rig.ts';
import type { UpstreamTest } from '../upstream.ts';
import { ask, held, instance, NOTHING_HELD, rackWith, rowOf, said, shown } from '../world.ts';

const INSTANCES = ['instance-1', 'instance-2', 'instance-3'] as const;

function createRebootHalt(): void {
  seen(rackWith(instance('absent')), (rig) => {
    expect(said(rig, 'create')).toEqual([201, 'starting']);
    expect(said(rig, 'create')).toEqual([400, null]);
    rig.settle();
    expect(shown(rig)).toBe('running');

    const running = rowOf(rig);
    expect(said(rig, 'start')).toEqual([202, 'running']);
    expect(rowOf(rig)).toEqual(running);

    expect(said(rig, 'reboot')).toEqual([202, 'rebooting']);
    rig.settle();
    expect(shown(rig)).toBe('running');

    expect(said(rig, 'stop')).toEqual([202, 'stopping']);
    rig.settle();
    const stopped = rowOf(rig);
    expect(said(rig, 'stop')).toEqual([202, 'stopped']);
    expect(rowOf(rig)).toEqual(stopped);
    expect(said(rig, 'reboot')).toEqual([400, null]);
    expect(shown(rig)).toBe('stopped');

    expect(said(rig, 'start')).toEqual([202, 'starting']);
    expect(said(rig, 'reboot')).toEqual([400, null]);
    rig.settle();
    expect(shown(rig)).toBe('running');

    expect(said(rig, 'stop')).toEqual([202, 'stopping']);
    expect(said(rig, 'reboot')).toEqual([400, null]);
    rig.settle();
    expect(shown(rig)).toBe('stopped');

    expect(said(rig, 'delete')).toEqual([204, null]);
    for (const verb of ['reboot', 'start', 'stop'] as const) expect(said(rig, verb)).toEqual([404, null]);
  });
}

function notFoundBefore(): void {
  seen(rackWith(instance('absent')), (rig) => {
    expect(said(rig, 'view')).toEqual([404, null]);
    expect(said(rig, 'delete')).toEqual([404, null]);
  });
}

function stoppedStart(): void {
  seen(rackWith(instance('stopped')), (rig) => {
    expect(shown(rig)).toBe('stopped');
    ask(rig, 'start');
    rig.settle();
    expect(shown(rig)).toBe('running');
  });
}

function deleteWhenStopped(): void {
  seen(rackWith(instance('absent')), (rig) => {
    ask(rig, 'create');
    rig.settle();
    expect(said(rig, 'delete')).toEqual([400, null]);
    ask(rig, 'stop');
    rig.settle();
    expect(said(rig, 'delete')).toEqual([204, null]);
  });
}

function metrics(): void {
  seen(rackWith(instance('absent')), (rig) => {
    expect(held(rig)).toEqual(NOTHING_HELD);
    ask(rig, 'create');
    rig.settle();
    expect(held(rig)).toMatchObject({ charges: ['instance-1'], cpus: 2 });
    ask(rig, 'stop');
    rig.settle();
    expect(shown(rig)).toBe('stopped');
    expect(held(rig)).toEqual(NOTHING_HELD);
  });
}

/** One sled with room for one instance; three that want it. */
function beyondCapacity(): void {
  const instances = INSTANCES.map((id) => instance('stopped', { id }));
  const shape = { ...rackWith(...instances).shape, sleds: ['sled-1'], sledCpus: 2 } as const;
  seen({ shape }, (rig) => {
    expect(said(rig, 'start', 'instance-2')).toEqual([202, 'starting']);
    expect(said(rig, 'start', 'instance-3')).toEqual([507, null]);
    rig.settle();
    ask(rig, 'stop', 'instance-2');
    rig.settle();
    expect(shown(rig, 'instance-2')).toBe('stopped');
    expect(said(rig, 'start', 'instance-3')).toEqual([202, 'starting']);
  });
}

function beyondOneSled(): void {
  const shape = { ...rackWith(instance('stopped')).shape, sledCpus: 1 };
  seen({ shape }, (rig) => {
    expect(said(rig, 'start')).toEqual([507, null]);
    expect(held(rig)).toEqual(NOTHING_HELD);
    expect(shown(rig)).toBe('stopped');
  });
}

export const LIFECYCLE: readonly UpstreamTest[] = [
  {
    test: 'test_instances_access_before_create_returns_not_found',
    shows: 'an instance that was never created is not found',
    run: notFoundBefore,
  },
  {
    test: 'test_instances_create_reboot_halt',
    shows:
      'create, start, reboot, stop, twice each where nothing may change; a name that is taken; 404 once deleted. ' +
      "A reboot of a starting instance is taken by upstream's fake alone: the real Propolis denies it, 400",
    run: createRebootHalt,
  },
  {
    test: 'test_instances_create_stopped_start',
    shows: 'an instance created stopped starts. The instance is there, stopped, when the run begins',
    run: stoppedStart,
  },
  {
    test: 'test_instances_delete_fails_when_running_succeeds_when_stopped',
    shows: 'a running instance cannot be deleted, a stopped one can',
    run: deleteWhenStopped,
  },
  { test: 'test_instance_metrics', shows: 'charged from the start on, released once stopped', run: metrics },
  {
    test: 'test_cannot_provision_instance_beyond_cpu_capacity',
    shows: 'a start without room is answered 507; it succeeds once another instance has stopped',
    run: beyondCapacity,
  },
  {
    test: 'test_cannot_provision_instance_beyond_cpu_limit',
    shows: 'an instance larger than any sled cannot start, and holds nothing. Upstream refuses it for its size',
    run: beyondOneSled,
  },
];
