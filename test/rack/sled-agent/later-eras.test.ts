// What the sled-agent does since omicron#6913, #6915 and #7928, its stop timer aside, toggle by toggle, beside what it
// did in October 2024.

import { describe, expect, it } from 'vitest';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { type Rig, seen } from '../rig.ts';
import {
  getState,
  NO_SUCH_VMM,
  ONE_SLED,
  ok,
  putState,
  register,
  report,
  runnerOf,
  TERMINATING,
  unregister,
} from './talk.ts';

const under = <T>(set: Partial<Toggles>, look: (rig: Rig) => T): T => seen({ ...ONE_SLED, set }, look);

describe('a request to terminate', () => {
  const ofHung = (rig: Rig) => {
    rig.fault('hang-http propolis vmm-1');
    const stopped = putState(rig, 'vmm-1', 'stopped');
    rig.settle();
    const ended = unregister(rig, 'vmm-1');
    rig.settle();
    return { stopped: stopped.outcome, ended: ended.outcome, guest: rig.rack.guests['vmm-1'], state: rig.rack.db.vmms };
  };

  it('waits behind what waits for a Propolis that hangs', () => {
    const { ended, guest } = under({}, ofHung);

    expect(ended).toBeUndefined();
    expect(guest?.status).toBe('running');
  });

  it('and behind what has only just turned to its Propolis', () => {
    const found = under({}, (rig) => {
      rig.hold('sled-1 runner vmm-1: takes its next message');
      const both = [putState(rig, 'vmm-1', 'stopped'), unregister(rig, 'vmm-1')];
      rig.settle();
      rig.release('sled-1 runner vmm-1: takes its next message');
      rig.settle();
      return both.map(({ outcome }) => outcome);
    });

    expect(found).toEqual([ok(report('stopping', 5)), ok(report('destroyed', 7))]);
  });

  it('or cuts that short: the guest is killed, the end is pushed, and the other caller hears of an error', () => {
    const { stopped, ended, guest, state } = under({ 'sledAgent.terminate': 'preempts' }, ofHung);

    expect(ended).toEqual(ok(report('destroyed', 5)));
    expect(stopped).toEqual({ ok: false, error: { status: 500 } });
    expect(guest).toBeUndefined();
    expect(state['vmm-1']).toMatchObject({ state: 'destroyed', gen: 5 });
  });

  it('goes before others of its queue', () => {
    const found = under({ 'sledAgent.terminate': 'preempts' }, (rig) => {
      rig.hold('sled-1 runner vmm-1: takes its next message');
      const first = putState(rig, 'vmm-1', 'reboot');
      const second = unregister(rig, 'vmm-1');
      rig.settle();
      rig.release('sled-1 runner vmm-1: takes its next message');
      rig.settle();
      return [first.outcome, second.outcome?.ok];
    });

    // Not cut short: it was never begun.
    expect(found).toEqual([TERMINATING, true]);
  });
});

describe('the manager', () => {
  const ofNeighbour = (rig: Rig) => {
    rig.fault('hang-http propolis vmm-1');
    putState(rig, 'vmm-1', 'stopped');
    rig.settle();
    getState(rig, 'vmm-1');
    rig.settle();
    const other = getState(rig, 'vmm-2');
    rig.settle();
    return other.outcome;
  };

  it('stands still until a runner has answered, whoever asks for another', () => {
    expect(under({}, ofNeighbour)).toBeUndefined();
  });

  it('or leaves that to the runner', () => {
    expect(under({ 'sledAgent.manager': 'delegates' }, ofNeighbour)).toEqual(ok(report('running', 4)));
  });

  it('answers 503 when a queue is full, instead of waiting for room', () => {
    const { shape } = ONE_SLED;
    const found = seen({ shape: { ...shape, runnerQueueMax: 1 }, set: { 'sledAgent.manager': 'delegates' } }, (rig) => {
      rig.hold('sled-1 runner vmm-1: takes its next message');
      getState(rig, 'vmm-1');
      const second = getState(rig, 'vmm-1');
      rig.settle();
      return second.outcome;
    });

    expect(found).toEqual({ ok: false, error: { status: 503, code: 'INSTANCE_CHANNEL_FULL' } });
  });
});

describe('a VMM that is over', () => {
  const whilePushed = (rig: Rig) => {
    rig.fault('guest-shutdown propolis vmm-1');
    rig.let('halts the zone of vmm-1');
    rig.hold('push of vmm-1: write the report');
    rig.settle();
    const isKnown = rig.rack.sledAgents['sled-1']?.jobs['vmm-1'] !== undefined;
    rig.release('push of vmm-1: write the report');
    rig.settle();
    const after = getState(rig, 'vmm-1');
    rig.settle();
    return { isKnown, after: after.outcome };
  };

  it.each<[Toggles['sledAgent.deregister'], boolean]>([
    ['first', false],
    ['after-push', true],
  ])('leaves the table %s; while its end is pushed it is known: %s', (deregister, isKnown) => {
    expect(under({ 'sledAgent.deregister': deregister }, whilePushed)).toEqual({ isKnown, after: NO_SUCH_VMM });
  });
});

describe('a VMM that could not be set up', () => {
  const afterFailure = (set: Partial<Toggles>) =>
    seen(
      {
        shape: { sleds: ['sled-1'], instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
        operations: [{ name: 'start A', kind: 'start' }],
        set,
      },
      (rig) => {
        rig.issue('start A');
        rig.reach('sled-1 runner vmm-1: ensure request');
        rig.fault('drop-request "sled-1 runner vmm-1: ensure request"');
        rig.settle();
        return [rig.rack.db.vmms['vmm-1']?.state, runnerOf(rig, 'vmm-1') !== undefined];
      },
    );

  it('is kept, and nothing is said', () => {
    expect(afterFailure({})).toEqual(['starting', true]);
  });

  it('or ends failed, and that is reported', () => {
    expect(afterFailure({ 'sledAgent.onSetupFailure': 'reported' })).toEqual(['failed', false]);
  });
});

describe('since omicron#7928', () => {
  const FAILED = { 'sledAgent.unregisterYields': 'failed', 'sledAgent.deregister': 'after-push' } as const;

  it('answers unregister with failed, and pushes nothing', () => {
    const found = seen({ set: FAILED }, (rig) => {
      const ended = unregister(rig, 'vmm-1');
      rig.settle();
      return [ended.outcome, rig.rack.db.vmms['vmm-1'], runnerOf(rig, 'vmm-1')];
    });

    expect(found).toEqual([ok(report('failed', 5)), expect.objectContaining({ state: 'running', gen: 4 }), undefined]);
  });

  it('answers a second unregister with what became of the VMM', () => {
    const found = seen({ set: { ...FAILED, 'sledAgent.terminate': 'preempts' } }, (rig) => {
      const both = [unregister(rig, 'vmm-1'), unregister(rig, 'vmm-1')];
      rig.settle();
      return both.map(({ outcome }) => outcome);
    });

    expect(found).toEqual([ok(report('failed', 5)), ok(report('failed', 5))]);
  });

  it.each<[Toggles['sledAgent.observedEnd'], number, number]>([
    ['overwritten', 9, 2],
    ['kept', 8, 1],
  ])('an end that Propolis reports is %s: at generation %i, in %i pushes', (observedEnd, gen, pushes) => {
    const found = seen({ set: { 'sledAgent.observedEnd': observedEnd } }, (rig) => {
      let count = 0;
      putState(rig, 'vmm-1', 'stopped');
      rig.let('halts the zone of vmm-1');
      rig.run.simulation.observers.on('message', (what, label) => {
        if (what === 'request' && label.includes('push to')) count++;
      });
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.gen, count];
    });

    expect(found).toEqual([gen, pushes]);
  });

  it.each<[Toggles['sledAgent.stopBeforeRun'], string | undefined]>([
    ['destroys', 'running'],
    ['panics', undefined],
  ])('a stop of a VMM without a zone %s it; the guest of a neighbour is %s', (stopBeforeRun, neighbour) => {
    const found = seen({ set: { 'sledAgent.stopBeforeRun': stopBeforeRun } }, (rig) => {
      const reply = register(rig, 'vmm-9');
      rig.settle();
      putState(rig, 'vmm-9', 'stopped');
      rig.reach('sled-1 runner vmm-9: takes its next message');
      rig.let('sled-1 runner vmm-9: takes its next message');
      if (stopBeforeRun === 'panics') rig.let('restart sled-1');
      return [reply.outcome?.ok, rig.rack.guests['vmm-1']?.status];
    });

    expect(found).toEqual([true, neighbour]);
  });
});
