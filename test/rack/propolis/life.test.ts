import { describe, expect, it } from 'vitest';
import { answersIn, seen } from '../rig.ts';
import { putState, runnerOf } from '../sled-agent/talk.ts';
import { ensure, NO_INSTANCE, propolis, publications, put, TAKEN } from './talk.ts';

const STARTING = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'stopped' }] },
  operations: [
    { name: 'start A', kind: 'start' },
    { name: 'stop A', kind: 'stop' },
  ],
} as const;

const EXISTS = { ok: false, error: { status: 409, code: 'AlreadyInitialized' } };

describe('a Propolis publishes', () => {
  it('creating and running for a boot', () => {
    const list = seen(STARTING, (rig) => {
      const list = publications(rig);
      rig.issue('start A');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['creating', 'running']);
  });

  it('stopping, stopped and destroyed for a stop', () => {
    const list = seen({}, (rig) => {
      const list = publications(rig);
      put(rig, 'stop');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['stopping', 'stopped', 'destroyed']);
  });

  it('the same for a guest that shuts itself down', () => {
    const list = seen({}, (rig) => {
      const list = publications(rig);
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['stopping', 'stopped', 'destroyed']);
  });

  it('rebooting and running for a reboot', () => {
    const list = seen({}, (rig) => {
      const list = publications(rig);
      put(rig, 'reboot');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['rebooting', 'running']);
  });
});

describe('the driver of a Propolis', () => {
  it('stops the vCPUs when it begins to stop, and takes the VM down later', () => {
    const guests = seen({}, (rig) => {
      put(rig, 'stop');
      rig.reach('halts the guest');
      const during = rig.rack.guests['vmm-1']?.status;
      rig.release('halts the guest');
      rig.settle();
      return [during, rig.rack.guests['vmm-1']];
    });

    expect(guests).toEqual(['paused', undefined]);
  });

  it('takes one request after the other: a stop waits for the boot', () => {
    const found = seen(STARTING, (rig) => {
      const list = publications(rig);
      rig.issue('start A');
      rig.reach('boots the guest');
      rig.settle();
      rig.issue('stop A');
      rig.settle();
      const during = [...list];
      rig.release('boots the guest');
      rig.settle();
      return [during, list];
    });

    expect(found).toEqual([['creating'], ['creating', 'running', 'stopping', 'stopped', 'destroyed']]);
  });

  it("takes the guest's own power-off before a request that is older", () => {
    const list = seen({}, (rig) => {
      const list = publications(rig);
      put(rig, 'reboot');
      rig.reach('resets the guest');
      put(rig, 'reboot');
      rig.settle();
      rig.fault('guest-shutdown propolis vmm-1');
      rig.release('resets the guest');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['rebooting', 'running', 'stopping', 'stopped', 'destroyed']);
  });
});

describe('the VM of a Propolis', () => {
  it('is there once: another is refused while it is active', () => {
    const reply = seen({}, (rig) => {
      const reply = ensure(rig);
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(EXISTS);
  });

  it.each(['run', 'stop', 'reboot'] as const)('takes no %s while it runs down, and no other VM is made', (request) => {
    const found = seen({}, (rig) => {
      rig.hold('runs down');
      put(rig, 'stop');
      rig.settle();
      const replies = [put(rig, request), ensure(rig)];
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(found).toEqual([NO_INSTANCE, EXISTS]);
  });

  it('makes room for another once it has run down', () => {
    const found = seen({}, (rig) => {
      rig.hold('sled-1 monitor vmm-1: polls');
      put(rig, 'stop');
      rig.settle();
      const late = put(rig, 'stop');
      const reply = ensure(rig);
      rig.settle();
      const { vm, state, gen } = propolis(rig);
      return [late.outcome, reply.outcome, vm, state, gen];
    });

    expect(found).toEqual([NO_INSTANCE, TAKEN, 'active', 'creating', 1]);
  });

  it('fails for its sled-agent when a request meets it running down, in order as it may be', () => {
    const found = seen({}, (rig) => {
      rig.hold('runs down', 'sled-1 monitor vmm-1: polls');
      put(rig, 'stop');
      rig.settle();
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      return rig.rack.db.vmms['vmm-1']?.state;
    });

    expect(found).toBe('failed');
  });
});

describe('a Propolis that dies', () => {
  it('takes its guest along, and comes back without a VM', () => {
    const found = seen({}, (rig) => {
      rig.hold('sled-1 monitor vmm-1: polls');
      rig.fault('crash-propolis propolis vmm-1');
      const dead = [propolis(rig).isUp, rig.rack.guests['vmm-1']];
      rig.let('restart propolis vmm-1');
      const reply = put(rig, 'stop');
      rig.settle();
      return [dead, propolis(rig).vm, reply.outcome];
    });

    expect(found).toEqual([[false, undefined], 'none', NO_INSTANCE]);
  });

  it('refuses connections until it is back', () => {
    const reply = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      const reply = put(rig, 'stop');
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual({ ok: false, error: { network: 'refused' } });
  });

  it('ends its VMM as failed once it is back and polled', () => {
    const found = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      rig.let('restart propolis vmm-1');
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, rig.rack.propolises['vmm-1']];
    });

    expect(found).toEqual(['failed', undefined]);
  });

  it('stays away when its zone is gone by then', () => {
    const found = seen({}, (rig) => {
      rig.fault('crash-propolis propolis vmm-1');
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.let('restart propolis vmm-1');
      rig.settle();
      return rig.rack.propolises['vmm-1'];
    });

    expect(found).toBeUndefined();
  });
});

describe('a Propolis that hangs', () => {
  it('in its boot takes a stop and never comes to it', () => {
    const found = seen(STARTING, (rig) => {
      rig.issue('start A');
      rig.reach('runner vmm-1: Propolis run request');
      rig.fault('hang-boot propolis vmm-1');
      rig.release('runner vmm-1: Propolis run request');
      rig.settle();
      rig.issue('stop A');
      rig.settle();
      const [, stop] = answersIn(rig.rack);
      return [stop, rig.rack.db.vmms['vmm-1']?.state, rig.rack.guests['vmm-1']];
    });

    expect(found).toEqual([{ isSuccess: true, status: 202, state: 'stopping' }, 'stopping', undefined]);
  });

  it('in its stop has published that it is stopping, and stays so; its server answers on', () => {
    const found = seen({}, (rig) => {
      rig.fault('hang-stop propolis vmm-1');
      put(rig, 'stop');
      rig.settle();
      const again = put(rig, 'stop');
      rig.settle();
      return [again.outcome, rig.rack.db.vmms['vmm-1']?.state, rig.rack.guests['vmm-1']?.status];
    });

    expect(found).toEqual([TAKEN, 'stopping', 'paused']);
  });

  it('in its stop can still be killed by an unregister', () => {
    const found = seen({}, (rig) => {
      rig.fault('hang-stop propolis vmm-1');
      put(rig, 'stop');
      rig.settle();
      rig.send('sled-1', 'unregister', { vmm: 'vmm-1' });
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, rig.rack.guests['vmm-1']];
    });

    expect(found).toEqual(['destroyed', undefined]);
  });

  it('in its server answers nothing, is not polled, and lets its guest run on', () => {
    const found = seen({}, (rig) => {
      rig.fault('hang-http propolis vmm-1');
      const reply = put(rig, 'stop');
      rig.settle();
      rig.fault('guest-shutdown propolis vmm-1');
      rig.settle();
      return [reply.outcome, rig.rack.db.vmms['vmm-1']?.state, propolis(rig).state];
    });

    expect(found).toEqual([undefined, 'running', 'destroyed']);
  });

  it('in its server keeps its runner for itself until it dies', () => {
    const found = seen({}, (rig) => {
      rig.fault('hang-http propolis vmm-1');
      putState(rig, 'vmm-1', 'stopped');
      rig.settle();
      const during = runnerOf(rig, 'vmm-1')?.isBusy;
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [during, runnerOf(rig, 'vmm-1')?.isBusy];
    });

    expect(found).toEqual([true, false]);
  });
});
