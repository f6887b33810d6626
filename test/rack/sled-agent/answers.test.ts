import { describe, expect, it } from 'vitest';
import { seen } from '../rig.ts';
import { getState, NO_SUCH_VMM, ok, putState, register, report, runnerOf, TERMINATING, unregister } from './talk.ts';

describe('of a VMM that it does not know, a sled-agent', () => {
  it('adopts the state that it is given, and makes no zone', () => {
    const found = seen({}, (rig) => {
      const reply = register(rig, 'vmm-9', { gen: 7 });
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-9')?.hasZone, rig.rack.propolises['vmm-9'] === undefined];
    });

    expect(found).toEqual([ok(report('starting', 7)), false, true]);
  });

  it('adopts a migration target with its side pending, at generation 1', () => {
    const reply = seen({}, (rig) => {
      const reply = register(rig, 'vmm-9', { migration: 'migration-1' });
      rig.settle();
      return reply.outcome;
    });

    const migrationIn = { migration: 'migration-1', state: 'pending', gen: 1 };
    expect(reply).toEqual(ok({ ...report('migrating', 2), migrationIn }));
  });

  it.each([
    ['get-state', NO_SUCH_VMM],
    ['put-state stopped', NO_SUCH_VMM],
    ['put-state reboot', NO_SUCH_VMM],
    ['put-state running', ok(null)],
    ['unregister', ok(null)],
  ] as const)('answers %s', (what, expected) => {
    const reply = seen({}, (rig) => {
      const [verb, state] = what.split(' ');
      const reply =
        verb === 'get-state'
          ? getState(rig, 'vmm-9')
          : verb === 'unregister'
            ? unregister(rig, 'vmm-9')
            : putState(rig, 'vmm-9', state as 'running');
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(expected);
  });

  it('answers unregister with "no such VMM" where that is assumed', () => {
    const reply = seen({ set: { 'sledAgent.unregisterUnknown': 'no-such-vmm' } }, (rig) => {
      const reply = unregister(rig, 'vmm-9');
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(NO_SUCH_VMM);
  });
});

describe('of a VMM that it knows, a sled-agent', () => {
  it('answers a second register with the state as it is, not as the caller has it', () => {
    const found = seen({}, (rig) => {
      const reply = register(rig, 'vmm-1', { gen: 99 });
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-1')?.report];
    });

    expect(found).toEqual([ok(report('running', 4)), report('running', 4)]);
  });

  it('refuses to register it for another instance', () => {
    const reply = seen({}, (rig) => {
      const reply = register(rig, 'vmm-1', { instance: 'instance-2' });
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual({ ok: false, error: { status: 500 } });
  });

  it('answers get-state with the state, and counts nothing up', () => {
    const replies = seen({}, (rig) => {
      const replies = [1, 2].map(() => getState(rig, 'vmm-1'));
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(replies).toEqual([ok(report('running', 4)), ok(report('running', 4))]);
  });
});

describe('of a VMM that has no zone yet, a sled-agent', () => {
  const withoutZone = (then: (rig: Parameters<Parameters<typeof seen>[1]>[0]) => unknown) =>
    seen({}, (rig) => {
      register(rig, 'vmm-9');
      rig.settle();
      return then(rig);
    });

  it('boots zone and guest when it is put running, and has answered long before', () => {
    const found = withoutZone((rig) => {
      const reply = putState(rig, 'vmm-9', 'running');
      rig.reach('boots the zone of vmm-9');
      rig.settle();
      const early = reply.outcome;
      rig.release('boots the zone of vmm-9');
      rig.settle();
      return [early, rig.rack.guests['vmm-9']?.status, rig.rack.db.vmms['vmm-9']?.state];
    });

    expect(found).toEqual([ok(null), 'running', 'running']);
  });

  it('takes a stop for its end: destroyed, out of the table, and pushed', () => {
    const found = withoutZone((rig) => {
      const reply = putState(rig, 'vmm-9', 'stopped');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-9'), rig.rack.db.vmms['vmm-9']];
    });

    expect(found).toEqual([
      ok(report('destroyed', 3)),
      undefined,
      expect.objectContaining({ state: 'destroyed', gen: 3 }),
    ]);
  });

  it('cannot reboot it', () => {
    const found = withoutZone((rig) => {
      const reply = putState(rig, 'vmm-9', 'reboot');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-9')?.report];
    });

    expect(found).toEqual([{ ok: false, error: { status: 500 } }, report('starting', 2)]);
  });

  it('unregisters it: destroyed, out of the table, and pushed', () => {
    const found = withoutZone((rig) => {
      const reply = unregister(rig, 'vmm-9');
      rig.settle();
      return [reply.outcome, runnerOf(rig, 'vmm-9'), rig.rack.db.vmms['vmm-9']?.state];
    });

    expect(found).toEqual([ok(report('destroyed', 3)), undefined, 'destroyed']);
  });

  it('keeps it as destroyed, and tells nobody, when Propolis cannot make a VM', () => {
    const found = withoutZone((rig) => {
      putState(rig, 'vmm-9', 'running');
      rig.reach('runner vmm-9: ensure request');
      rig.fault('drop-request "sled-1 runner vmm-9: ensure request');
      rig.settle();
      return [runnerOf(rig, 'vmm-9')?.report, rig.rack.db.vmms['vmm-9'], rig.rack.propolises['vmm-9'] === undefined];
    });

    expect(found).toEqual([report('destroyed', 3), expect.objectContaining({ state: 'creating', gen: 1 }), true]);
  });
});

describe('of a VMM that it is tearing down, a sled-agent', () => {
  const during = (ask: (rig: Parameters<typeof getState>[0]) => { outcome?: unknown }) =>
    seen({}, (rig) => {
      unregister(rig, 'vmm-1');
      rig.reach('halts the zone of vmm-1');
      const reply = ask(rig);
      rig.settle();
      const early = reply.outcome;
      rig.release('halts the zone of vmm-1');
      rig.settle();
      return [early, reply.outcome];
    });

  it('answers get-state in the end, with the last state', () => {
    expect(during((rig) => getState(rig, 'vmm-1'))).toEqual([undefined, ok(report('destroyed', 5))]);
  });

  it.each(['stopped', 'reboot'] as const)('refuses %s in the end', (state) => {
    expect(during((rig) => putState(rig, 'vmm-1', state))).toEqual([undefined, TERMINATING]);
  });

  it('refuses a second unregister in the end', () => {
    expect(during((rig) => unregister(rig, 'vmm-1'))).toEqual([undefined, TERMINATING]);
  });

  it('has answered a request to run long before', () => {
    expect(during((rig) => putState(rig, 'vmm-1', 'running'))).toEqual([ok(null), ok(null)]);
  });
});

describe('of a VMM that is out of its table and not yet pushed, a sled-agent', () => {
  it.each([
    ['get-state', NO_SUCH_VMM],
    ['unregister', ok(null)],
  ] as const)('knows nothing any more: %s', (what, expected) => {
    const found = seen({}, (rig) => {
      rig.hold('push to');
      unregister(rig, 'vmm-1');
      rig.settle();
      const reply = what === 'get-state' ? getState(rig, 'vmm-1') : unregister(rig, 'vmm-1');
      rig.settle();
      return [reply.outcome, rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([expected, 'running']);
  });

  it('takes a register for that of a new VMM, beside the old runner', () => {
    const found = seen({}, (rig) => {
      rig.hold('push to');
      unregister(rig, 'vmm-1');
      rig.settle();
      const reply = register(rig, 'vmm-1', { gen: 2 });
      rig.settle();
      return [reply.outcome, Object.keys(rig.rack.sledAgents['sled-1']!.runners), rig.rack.sledAgents['sled-1']!.jobs];
    });

    expect(found).toEqual([ok(report('starting', 2)), ['vmm-1', 'vmm-1.2'], { 'vmm-1': 'vmm-1.2' }]);
  });
});
