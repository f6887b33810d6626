import { describe, expect, it } from 'vitest';
import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import { makeSledAgent } from '../../../sim/rack/sled-agent/api.ts';
import { type Rig, seen } from '../rig.ts';
import { getState, NO_SUCH_VMM, putState, report, runnerOf, unregister } from './talk.ts';

/** Every state that the sled-agent has had of the VMM, and every one that its row has had, in order. */
function follow(rig: Rig): { readonly agent: string[]; readonly row: string[] } {
  const walk = { agent: [] as string[], row: [] as string[] };
  const note = (list: string[], of: Pick<VmmReport, 'state' | 'gen'> | undefined) => {
    const words = of && `${of.state} ${of.gen}`;
    if (words && list.at(-1) !== words) list.push(words);
  };
  rig.run.simulation.observers.on('step', () => {
    const { runners } = rig.rack.sledAgents['sled-1']!;
    note(walk.agent, Object.values(runners)[0]?.report);
    note(walk.row, rig.rack.db.vmms['vmm-1']);
  });
  return walk;
}

const STOPPED = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop A', kind: 'stop' },
    { name: 'reboot A', kind: 'reboot' },
  ],
} as const;

describe('the generations of a VMM', () => {
  it('go from its start to its end as they do in the log of a real one', () => {
    const walk = seen(STOPPED, (rig) => {
      const walk = follow(rig);
      rig.issue('start A');
      rig.settle();
      rig.issue('stop A');
      rig.settle();
      return walk;
    });

    // The two at the end are one event, seen and then once more made up; neither is pushed by itself.
    expect(walk.agent).toEqual([
      ...['starting 2', 'starting 3', 'running 4'],
      ...['stopping 5', 'stopping 6', 'stopping 7', 'destroyed 8', 'destroyed 9'],
    ]);
    expect(walk.row).toEqual([
      ...['creating 1', 'starting 2', 'starting 3', 'running 4'],
      ...['stopping 5', 'stopping 6', 'stopping 7', 'destroyed 9'],
    ]);
  });

  it('go through rebooting and back', () => {
    const walk = seen(STOPPED, (rig) => {
      rig.issue('start A');
      rig.settle();
      const walk = follow(rig);
      rig.issue('reboot A');
      rig.settle();
      return walk;
    });

    expect(walk.row).toEqual(['running 4', 'rebooting 5', 'rebooting 6', 'running 7']);
  });

  it('skip what was published while the monitor was busy, and never the last', () => {
    const walk = seen(STOPPED, (rig) => {
      rig.issue('start A');
      rig.settle();
      const walk = follow(rig);
      rig.hold('sled-1 monitor vmm-1: polls');
      rig.issue('stop A');
      rig.settle();
      rig.release('sled-1 monitor vmm-1: polls');
      rig.settle();
      return walk;
    });

    expect(walk.agent).toEqual(['running 4', 'stopping 5', 'destroyed 6', 'destroyed 7']);
  });
});

describe('the runner', () => {
  it('takes what the monitor says before any request that is older', () => {
    const state = seen({}, (rig) => {
      rig.hold('sled-1 runner vmm-1: takes its next message');
      putState(rig, 'vmm-1', 'reboot');
      rig.settle();
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      rig.hold('push to');
      rig.let('sled-1 runner vmm-1: takes its next message');
      rig.settle();
      return [runnerOf(rig, 'vmm-1')?.report, runnerOf(rig, 'vmm-1')?.requests.length];
    });

    expect(state).toEqual([report('stopping', 5), 1]);
  });

  it('takes nothing while it waits for its Propolis, not even a terminate', () => {
    const found = seen({}, (rig) => {
      rig.fault('hang-http propolis vmm-1');
      putState(rig, 'vmm-1', 'stopped');
      const reply = unregister(rig, 'vmm-1');
      rig.settle();
      return [reply.outcome, rig.rack.guests['vmm-1']?.status];
    });

    expect(found).toEqual([undefined, 'running']);
  });

  it('takes nothing while it waits for Nexus', () => {
    const found = seen({}, (rig) => {
      rig.hold('push to');
      rig.fault('guest-shutdown propolis vmm-1');
      rig.reach('begins to stop');
      rig.release('begins to stop');
      rig.hold('halts the guest');
      rig.settle();
      const reply = unregister(rig, 'vmm-1');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-1')?.report];
    });

    expect(found).toEqual([undefined, report('stopping', 5)]);
  });

  it('ends a VMM whose Propolis says destroyed as destroyed, two generations on', () => {
    const found = seen({}, (rig) => {
      rig.hold('push to', 'sled-1 monitor vmm-1: polls');
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      rig.release('sled-1 monitor vmm-1: polls');
      rig.settle();
      return Object.values(rig.rack.sledAgents['sled-1']!.runners)[0]?.report;
    });

    expect(found).toEqual(report('destroyed', 6));
  });

  it('overwrites what Propolis calls failed by destroyed', () => {
    const found = seen({}, (rig) => {
      rig.hold('push to');
      rig.change((rack) => {
        Object.assign(rack.propolises['vmm-1']!, { state: 'failed', gen: 9 });
      });
      const agent = makeSledAgent('sled-1', rig.run.config);
      rig.run.simulation.spawn('sled-1', 'waker', () => agent.wakeMonitor('vmm-1'));
      rig.settle();
      return Object.values(rig.rack.sledAgents['sled-1']!.runners)[0]?.report;
    });

    expect(found).toEqual(report('destroyed', 6));
  });

  it('ends a VMM whose Propolis has lost it as failed', () => {
    const row = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      rig.let('restart propolis vmm-1');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, rig.rack.db.vmms['vmm-1']?.gen, rig.rack.propolises['vmm-1']];
    });

    expect(row).toEqual(['failed', 5, undefined]);
  });

  it('says nothing of a Propolis that is dead and does not come back', () => {
    const row = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, rig.rack.guests['vmm-1']];
    });

    expect(row).toEqual(['running', undefined]);
  });
});

describe('the end of a VMM', () => {
  it('comes in this order: the zone is halted, the table is left, Nexus is told', () => {
    const order = seen({}, (rig) => {
      const order: string[] = [];
      const note = (what: string) => order.includes(what) || order.push(what);
      rig.run.simulation.observers.on('step', () => {
        if (rig.rack.propolises['vmm-1'] === undefined) note('halted');
        if (runnerOf(rig, 'vmm-1') === undefined) note('disowned');
        if (rig.rack.db.vmms['vmm-1']?.state === 'destroyed') note('told');
      });
      unregister(rig, 'vmm-1');
      rig.settle();
      return order;
    });

    expect(order).toEqual(['halted', 'disowned', 'told']);
  });

  it('leaves a window in which the sled disowns a VMM whose end Nexus has not heard of', () => {
    const found = seen({}, (rig) => {
      rig.fault('guest-shutdown propolis vmm-1');
      rig.let('halts the zone of vmm-1');
      rig.hold('push to');
      rig.settle();
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      return [reply.outcome, rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([NO_SUCH_VMM, 'stopping']);
  });

  it('is forgotten once it is pushed and the queue is empty', () => {
    const runners = seen({}, (rig) => {
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      return rig.rack.sledAgents['sled-1']!.runners;
    });

    expect(runners).toEqual({});
  });
});
