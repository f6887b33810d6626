import { describe, expect, it } from 'vitest';
import { makeNexus } from '../../../../sim/rack/nexus/api.ts';
import { BACKGROUND_TASKS, type BackgroundTask } from '../../../../sim/rack/rack.ts';
import type { RackShape } from '../../../../sim/rack/scenario.ts';
import { type Rig, seen } from '../../rig.ts';

const FIRST: Readonly<Record<BackgroundTask, string>> = {
  'instance-watcher': 'list VMMs to watch',
  'instance-updater': 'find instances with a destroyed VMM',
  'instance-reincarnation': 'find failed instances to restart',
  'abandoned-vmm-reaper': 'list abandoned VMMs',
  'saga-recovery': 'list own unfinished sagas',
};

/** How often each task of a Nexus has run, by its first statement. */
function counting(rig: Rig, task: BackgroundTask, nexus = 'nexus-1'): () => number {
  let runs = 0;
  rig.run.simulation.observers.on('step', ({ label }) => {
    if (label === `${nexus} ${task}: ${FIRST[task]}`) runs++;
  });
  return () => runs;
}

function activate(rig: Rig, task: BackgroundTask, times = 1): void {
  const nexus = makeNexus('nexus-1', rig.run.config);
  for (let n = 0; n < times; n++) {
    rig.run.simulation.spawn('nexus-1', 'activator', () => nexus.activate(task));
  }
}

function runsAfter(script: (rig: Rig, task: BackgroundTask) => void, shape: RackShape = {}): number[] {
  return BACKGROUND_TASKS.map((task) =>
    seen({ shape }, (rig) => {
      const runs = counting(rig, task);
      script(rig, task);
      rig.settle();
      return runs();
    }),
  );
}

describe('activating a task', () => {
  it('runs it once', () => {
    expect(runsAfter((rig, task) => activate(rig, task))).toEqual([1, 1, 1, 1, 1]);
  });

  it('runs it again when the first run is over', () => {
    const runs = runsAfter((rig, task) => {
      activate(rig, task);
      rig.settle();
      activate(rig, task);
    });

    expect(runs).toEqual([2, 2, 2, 2, 2]);
  });

  it.each([1, 2, 5])('%i times during a run makes exactly one more run', (times) => {
    const runs = runsAfter((rig, task) => {
      activate(rig, task);
      activate(rig, task, times);
    });

    expect(runs).toEqual([2, 2, 2, 2, 2]);
  });

  it('during the second run makes a third', () => {
    const runs = runsAfter((rig, task) => {
      activate(rig, task, 2);
      rig.let(FIRST[task]);
      rig.reach(FIRST[task]);
      activate(rig, task);
      rig.release(FIRST[task]);
    });

    expect(runs).toEqual([3, 3, 3, 3, 3]);
  });

  it('that is disabled never runs it, nor does a tick', () => {
    const runs = runsAfter(
      (rig, task) => {
        activate(rig, task);
        rig.tick('nexus-1', task);
      },
      { disabledTasks: BACKGROUND_TASKS },
    );

    expect(runs).toEqual([0, 0, 0, 0, 0]);
  });

  it('of one Nexus runs none of another', () => {
    const runs = seen({}, (rig) => {
      const other = counting(rig, 'instance-watcher', 'nexus-2');
      activate(rig, 'instance-watcher');
      rig.settle();
      return other();
    });

    expect(runs).toBe(0);
  });

  it('whose last run failed runs it again', () => {
    const runs = seen({}, (rig) => {
      const count = counting(rig, 'instance-watcher');
      activate(rig, 'instance-watcher', 2);
      rig.fault('error at "nexus-1 instance-watcher: list VMMs to watch');
      rig.settle();
      return count();
    });

    // The run that failed has counted no step of its own.
    expect(runs).toBe(1);
  });
});

describe('a Nexus that starts', () => {
  it('activates every task', () => {
    const runs = seen({}, (rig) => {
      const counts = BACKGROUND_TASKS.map((task) => counting(rig, task));
      rig.fault('crash-nexus nexus-1');
      rig.let('restart nexus-1');
      rig.settle();
      return counts.map((count) => count());
    });

    expect(runs).toEqual([1, 1, 1, 1, 1]);
  });

  it('has forgotten the activations of the process before it', () => {
    const runs = seen({}, (rig) => {
      const count = counting(rig, 'instance-watcher');
      rig.hold(FIRST['instance-watcher']);
      activate(rig, 'instance-watcher', 2);
      rig.fault('crash-nexus nexus-1');
      rig.release(FIRST['instance-watcher']);
      rig.let('restart nexus-1');
      rig.settle();
      return count();
    });

    expect(runs).toBe(1);
  });
});

describe('saga_recovery', () => {
  const operations = [{ name: 'stop A', kind: 'stop', nexus: 'nexus-1' }] as const;
  const running = (rig: Rig) => Object.values(rig.rack.db.sagas).filter(({ state }) => state !== 'done').length;

  it('of a restarted Nexus finishes the sagas that it owns', () => {
    const [before, after] = seen({ operations }, (rig) => {
      rig.issue('stop A');
      rig.let('nexus-2 saga-1 start-instance-update: lock instance-1');
      rig.fault('crash-nexus nexus-2');
      const before = running(rig);
      rig.let('restart nexus-2');
      rig.settle();
      return [before, running(rig)];
    });

    expect([before, after]).toEqual([1, 0]);
  });

  it('of another Nexus leaves them, tick as it may', () => {
    const left = seen({ operations }, (rig) => {
      rig.issue('stop A');
      rig.let('nexus-2 saga-1 start-instance-update: lock instance-1');
      rig.fault('crash-nexus nexus-2');
      rig.settle();
      rig.tick('nexus-1', 'saga-recovery');
      rig.settle();
      return running(rig);
    });

    expect(left).toBe(1);
  });
});
