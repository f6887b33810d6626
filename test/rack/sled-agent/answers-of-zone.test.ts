import { describe, expect, it } from 'vitest';
import { seen } from '../rig.ts';
import { ok, putState, report, runnerOf, unregister } from './talk.ts';

const STOPPED = { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] } as const;
const START = [{ name: 'start A', kind: 'start' }] as const;

describe('of a VMM that has a zone, a sled-agent', () => {
  it.each([
    ['stopped', 'stopping'],
    ['reboot', 'rebooting'],
  ] as const)('passes %s on, and answers the new state at the next generation', (requested, state) => {
    const reply = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      const reply = putState(rig, 'vmm-1', requested);
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(ok(report(state, 5)));
  });

  it('does not push a stop that it has accepted', () => {
    const row = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      return rig.rack.db.vmms['vmm-1'];
    });

    expect(row).toMatchObject({ state: 'running', gen: 4 });
  });

  it('counts up for each stop that Propolis takes, a repeated one too', () => {
    const replies = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      const replies = [1, 2].map(() => putState(rig, 'vmm-1', 'stopped'));
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(replies).toEqual([ok(report('stopping', 5)), ok(report('stopping', 6))]);
  });

  it('passes a denial of Propolis on, and changes nothing', () => {
    const found = seen({}, (rig) => {
      rig.hold('propolis vmm-1:');
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      const reply = putState(rig, 'vmm-1', 'reboot');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-1')?.report];
    });

    expect(found).toEqual([{ ok: false, error: { status: 403 } }, report('stopping', 5)]);
  });

  it.each([
    ['makes the guest run again', 'ensures', ['vmm-1', 'vmm-1']],
    ['runs nothing again', 'answers', ['vmm-1']],
  ] as const)('%s when it is put running after its VM has run down, where it %s', (_, runAgain, boots) => {
    const found = seen({ set: { 'sledAgent.runAgain': runAgain }, shape: STOPPED, operations: START }, (rig) => {
      const booted: string[] = [];
      rig.run.simulation.observers.on('step', ({ label }) => {
        if (label.endsWith(': boots the guest')) booted.push(label.replace(/^propolis (\S+):.*/, '$1'));
      });
      rig.hold('sled-1 monitor vmm-1: polls');
      rig.issue('start A');
      rig.settle();
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      putState(rig, 'vmm-1', 'running');
      rig.settle();
      return booted;
    });

    expect(found).toEqual(boots);
  });

  it('asks Propolis for the VM again when it is put running again, is refused, and goes no further', () => {
    const found = seen({}, (rig) => {
      const calls: string[] = [];
      rig.run.simulation.observers.on('message', (what, label) => what === 'request' && calls.push(label));
      putState(rig, 'vmm-1', 'running');
      rig.settle();
      return [calls.filter((label) => label.includes('runner vmm-1')), runnerOf(rig, 'vmm-1')?.report];
    });

    expect(found).toEqual([['sled-1 runner vmm-1: ensure'], report('running', 4)]);
  });

  it('cannot reach a Propolis that is dead, and changes nothing', () => {
    const found = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      const reply = putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-1')?.report];
    });

    expect(found).toEqual([{ ok: false, error: { status: 500 } }, report('running', 4)]);
  });

  it('takes a Propolis without a VM for a crashed one: failed, and a success for the caller', () => {
    const found = seen({}, (rig) => {
      rig.hold('sled-1 monitor vmm-1: polls');
      rig.fault('crash-propolis propolis vmm-1');
      rig.let('restart propolis vmm-1');
      const reply = putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-1'), rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([ok(report('failed', 5)), undefined, 'failed']);
  });

  it('halts its zone when it is unregistered, and answers after that', () => {
    const found = seen({}, (rig) => {
      const reply = unregister(rig, 'vmm-1');
      rig.reach('halts the zone of vmm-1');
      rig.settle();
      const during = [reply.outcome, rig.rack.guests['vmm-1']?.status];
      rig.release('halts the zone of vmm-1');
      rig.settle();
      return [during, reply.outcome, rig.rack.guests['vmm-1'], rig.rack.propolises['vmm-1']];
    });

    expect(found).toEqual([[undefined, 'running'], ok(report('destroyed', 5)), undefined, undefined]);
  });

  it('pushes what it has answered to unregister', () => {
    const row = seen({}, (rig) => {
      unregister(rig, 'vmm-1');
      rig.settle();
      return rig.rack.db.vmms['vmm-1'];
    });

    expect(row).toMatchObject({ state: 'destroyed', gen: 5 });
  });
});
