import { describe, expect, it } from 'vitest';
import { migration } from '../database/rows.ts';
import { type Rig, seen } from '../rig.ts';
import { getState, ok, report, runnerOf } from './talk.ts';

const out = { migration: 'migration-1', state: 'in_progress', gen: 2 } as const;

/** Brings a push of `vmm-1` under way; it goes to nexus-2 first, and the next try to nexus-1. */
function push(rig: Rig): void {
  rig.hold('halts the guest');
  rig.fault('guest-shutdown propolis vmm-1');
  rig.reach('push to nexus-2 request');
}

/** When the next try is due, in ms from now. */
function delayOf(rig: Rig): number {
  const timer = rig.run.enabled().find(({ label }) => label.includes('retries the push'));
  return (timer?.at ?? Number.NaN) - rig.run.simulation.now;
}

describe('a push', () => {
  it('carries the whole state, and is awaited before the next poll', () => {
    const found = seen({}, (rig) => {
      push(rig);
      rig.settle();
      const during = [runnerOf(rig, 'vmm-1')?.isMonitorBusy, runnerOf(rig, 'vmm-1')?.isBusy];
      rig.release('push to nexus-2 request');
      rig.settle();
      return [during, rig.rack.db.vmms['vmm-1']?.state, runnerOf(rig, 'vmm-1')?.isMonitorBusy];
    });

    expect(found).toEqual([[true, true], 'stopping', false]);
  });

  it('to a Nexus that is down goes to another', () => {
    const found = seen({}, (rig) => {
      push(rig);
      rig.fault('crash-nexus nexus-2');
      rig.release('push to nexus-2 request');
      rig.settle();
      return rig.rack.db.vmms['vmm-1']?.state;
    });

    expect(found).toBe('stopping');
  });

  it('that fails with an error of the server is made again', () => {
    const found = seen({}, (rig) => {
      push(rig);
      rig.release('push to nexus-2 request');
      rig.reach('write the report of vmm-1');
      rig.fault('error before commit of "nexus-2 push of vmm-1: write the report of vmm-1');
      rig.release('write the report of vmm-1');
      rig.settle();
      return rig.rack.db.vmms['vmm-1']?.state;
    });

    expect(found).toBe('stopping');
  });

  it.each([
    ['deleted', { isDeleted: true }],
    ['not its own', { sourceVmm: 'vmm-7' }],
  ] as const)('of a migration that is %s is given up, and the runner goes on', (_, parts) => {
    const found = seen({}, (rig) => {
      rig.change((rack) => {
        rack.db.migrations['migration-1'] = migration(parts);
        const runner = rack.sledAgents['sled-1']!.runners['vmm-1']!;
        runner.report = { ...runner.report, migrationOut: out };
      });
      push(rig);
      rig.release('push to nexus-2 request');
      rig.settle();
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      return [rig.run.simulation.marks.get('a push was given up'), rig.rack.db.vmms['vmm-1']?.state, reply.outcome];
    });

    expect(found).toEqual([1, 'running', ok({ ...report('stopping', 5), migrationOut: out })]);
  });

  it('is made again after 250 ms, and then after twice as long each time, up to three minutes', () => {
    const delays = seen({}, (rig) => {
      rig.fault('crash-nexus nexus-1');
      rig.fault('crash-nexus nexus-2');
      rig.hold('halts the guest');
      rig.fault('guest-shutdown propolis vmm-1');
      return Array.from({ length: 12 }, () => {
        rig.reach('retries the push');
        const delay = delayOf(rig);
        rig.let('retries the push');
        return delay;
      });
    });

    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 180000, 180000]);
  });

  it('that is made again keeps its VMM from everything else', () => {
    const found = seen({}, (rig) => {
      rig.fault('crash-nexus nexus-1');
      rig.fault('crash-nexus nexus-2');
      rig.hold('halts the guest');
      rig.fault('guest-shutdown propolis vmm-1');
      rig.reach('retries the push');
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      return reply.outcome;
    });

    expect(found).toBeUndefined();
  });

  it('that was written and not answered is made again, and changes nothing', () => {
    const found = seen({}, (rig) => {
      push(rig);
      rig.release('push to nexus-2 request');
      rig.reach('push to nexus-2 reply');
      rig.fault('drop-reply "sled-1 runner vmm-1: push to nexus-2 reply');
      rig.release('push to nexus-2 reply');
      const before = rig.rack.db.vmms['vmm-1'];
      rig.settle();
      return [before, rig.rack.db.vmms['vmm-1'], runnerOf(rig, 'vmm-1')?.isBusy];
    });

    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toBe(false);
  });
});
