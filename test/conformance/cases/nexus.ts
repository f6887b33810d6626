// The tests of saga recovery, of the driver of background tasks, and of who may start.

import { expect } from 'vitest';
import type { InstanceRow, VmmState } from '../../../sim/rack/database/tables.ts';
import type { BackgroundTask } from '../../../sim/rack/rack.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import { tiny } from '../../rack/steno/tiny.ts';
import type { UpstreamTest } from '../upstream.ts';
import { instance, rackWith, said } from '../world.ts';

const NODES = [{ name: 'n1' }, { name: 'n2' }] as const;

/** Upstream unplugs the log and lets the saga end; here the Nexus dies after each effect, before it is on record. */
function failureIsRecovered(): void {
  const saga = tiny(...NODES);
  for (const node of ['n1', 'n2']) {
    saga.let(`effect ${node}`);
    saga.crash();
    saga.recover('nexus-1');
  }
  saga.settle();

  expect(saga.effects).toEqual(['n1', 'n1', 'n2', 'n2']);
  expect(saga.simulation.state.db.sagas['saga-1']?.state).toBe('done');
}

function successIsNotReplayed(): void {
  const saga = tiny(...NODES);
  saga.settle();
  saga.crash();
  saga.recover('nexus-1');
  saga.settle();

  expect(saga.effects).toEqual(['n1', 'n2']);
}

function runningIsLeftAlone(): void {
  const saga = tiny(...NODES);
  saga.let('effect n1');
  saga.recover('nexus-1');
  saga.settle();
  saga.recover('nexus-1');
  saga.settle();

  expect(saga.effects).toEqual(['n1', 'n2']);
}

const TASK: BackgroundTask = 'instance-watcher';

/** How often the task has run by now. */
function countRuns(rig: Rig): () => number {
  let runs = 0;
  rig.run.simulation.observers.on('step', ({ label }) => {
    if (label.includes('list VMMs to watch')) runs++;
  });
  return () => runs;
}

function runsWhenActivated(): void {
  seen(rackWith(instance('stopped')), (rig) => {
    const runs = countRuns(rig);
    for (const expected of [1, 2]) {
      rig.tick('nexus-1', TASK);
      rig.settle();
      expect(runs()).toBe(expected);
    }
  });
}

function activationsCoalesce(): void {
  seen(rackWith(instance('running')), (rig) => {
    const runs = countRuns(rig);
    rig.tick('nexus-1', TASK);
    rig.reach('get-state vmm-1 request');
    for (let n = 0; n < 3; n++) rig.tick('nexus-1', TASK);
    expect(runs()).toBe(1);
    rig.release('get-state vmm-1 request');
    rig.settle();
    expect(runs()).toBe(2);
  });
}

function start(row: Partial<InstanceRow>, vmm: VmmState | null): number {
  return seen(rackWith(instance('running')), (rig) => {
    rig.change(({ db }) => {
      const [instanceRow, vmmRow] = [db.instances['instance-1'], db.vmms['vmm-1']];
      if (instanceRow) db.instances['instance-1'] = { ...instanceRow, ...row };
      if (vmmRow && vmm) db.vmms['vmm-1'] = { ...vmmRow, state: vmm };
    });
    return said(rig, 'start')[0];
  });
}

export const RECOVERY: readonly UpstreamTest[] = [
  {
    test: 'test_failure_during_saga_can_be_recovered',
    shows: 'a saga whose log has stopped is taken up by the next process; what is not on record runs again',
    run: failureIsRecovered,
  },
  {
    test: 'test_successful_saga_does_not_replay_during_recovery',
    shows: 'one that has ended is not',
    run: successIsNotReplayed,
  },
  {
    test: 'test_nexus_recovery',
    shows: 'recovery leaves alone what this process runs, and what it has run',
    lacks: "the counts of recovery's report",
    run: runningIsLeftAlone,
  },
];

export const DRIVER: readonly UpstreamTest[] = [
  {
    test: 'test_driver_basic',
    shows: 'a task runs once for each activation',
    lacks: 'watched channels, which activate tasks when they change',
    run: runsWhenActivated,
  },
  {
    test: 'test_activation_in_progress',
    shows: 'activations during a run make for one more run, however many they are',
    run: activationsCoalesce,
  },
];

export const START_ALLOWED: readonly UpstreamTest[] = [
  {
    test: 'test_instance_start_allowed_when_no_vmm',
    shows: 'no VMM: a start is allowed',
    run: () => expect(start({ state: 'no_vmm', activeVmm: null }, null)).toBe(202),
  },
  {
    test: 'test_instance_start_allowed_when_vmm_in_saga_unwound',
    shows: 'a VMM that an unwound start has left: allowed',
    run: () => expect(start({}, 'saga_unwound')).toBe(202),
  },
  {
    test: 'test_instance_start_forbidden_while_creating',
    shows: 'an instance that is being created: a conflict',
    run: () => expect(start({ state: 'creating', activeVmm: null }, null)).toBe(409),
  },
  {
    test: 'test_instance_start_idempotent_if_active',
    shows: 'a VMM that is starting, running, rebooting or migrating: a success that does nothing',
    run: () => {
      for (const state of ['starting', 'running', 'rebooting', 'migrating'] as const)
        expect(start({}, state)).toBe(202);
    },
  },
];
