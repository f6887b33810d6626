import { describe, expect, it } from 'vitest';
import { type Rig, seen } from '../rig.ts';
import { getState, NO_SUCH_VMM, ok, putState, register, report, unregister } from './talk.ts';

/** Two running instances, one a sled. */
const TWO = {
  shape: {
    instances: [
      { id: 'instance-1', autoRestartPolicy: 'never', state: 'running' },
      { id: 'instance-2', autoRestartPolicy: 'never', state: 'running' },
    ],
  },
} as const;

function restart(rig: Rig): void {
  rig.fault('crash-sled-agent sled-1');
  rig.let('restart sled-1');
  rig.settle();
}

describe('a sled-agent that dies', () => {
  it('refuses every call until it is back, while its guests run on', () => {
    const found = seen(TWO, (rig) => {
      rig.fault('crash-sled-agent sled-1');
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      return [reply.outcome, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual([{ ok: false, error: { network: 'refused' } }, ['vmm-1', 'vmm-2']]);
  });

  it('breaks the connection of those whom it was serving', () => {
    const found = seen(TWO, (rig) => {
      const reply = unregister(rig, 'vmm-1');
      rig.reach('halts the zone of vmm-1');
      rig.fault('crash-sled-agent sled-1');
      rig.settle();
      return reply.outcome;
    });

    expect(found).toEqual({ ok: false, error: { network: 'reset' } });
  });

  it('takes what it has not been able to push with it', () => {
    const found = seen(TWO, (rig) => {
      rig.fault('crash-nexus nexus-1');
      rig.fault('crash-nexus nexus-2');
      rig.hold('halts the guest');
      rig.fault('guest-shutdown propolis vmm-1');
      rig.reach('retries the push');
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart nexus-1');
      rig.settle();
      return rig.rack.db.vmms['vmm-1']?.state;
    });

    expect(found).toBe('running');
  });
});

describe('a sled-agent that is back', () => {
  it('has killed every guest of its sled, and none of another', () => {
    const found = seen(TWO, (rig) => {
      restart(rig);
      return [Object.keys(rig.rack.guests), Object.keys(rig.rack.propolises)];
    });

    expect(found).toEqual([['vmm-2'], ['vmm-2']]);
  });

  it('has an empty table, and has told nobody', () => {
    const found = seen(TWO, (rig) => {
      restart(rig);
      const { jobs, runners } = rig.rack.sledAgents['sled-1']!;
      return [jobs, runners, rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([{}, {}, 'running']);
  });

  it('answers as of VMMs that it has never heard of', () => {
    const found = seen(TWO, (rig) => {
      restart(rig);
      const replies = [
        getState(rig, 'vmm-1'),
        putState(rig, 'vmm-1', 'stopped'),
        putState(rig, 'vmm-1', 'running'),
        unregister(rig, 'vmm-1'),
        register(rig, 'vmm-1'),
      ];
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(found).toEqual([NO_SUCH_VMM, NO_SUCH_VMM, ok(null), ok(null), ok(report('starting', 2))]);
  });
});

describe('a sled that loses power', () => {
  it('loses its guests at once, and its agent until it is back', () => {
    const found = seen(TWO, (rig) => {
      rig.fault('power-off sled-1');
      const reply = getState(rig, 'vmm-1');
      rig.settle();
      const off = [reply.outcome, Object.keys(rig.rack.guests)];
      rig.let('restart sled-1');
      const later = getState(rig, 'vmm-1');
      rig.settle();
      return [off, later.outcome];
    });

    expect(found).toEqual([[{ ok: false, error: { network: 'refused' } }, ['vmm-2']], NO_SUCH_VMM]);
  });
});
