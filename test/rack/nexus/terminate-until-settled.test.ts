// The recommended force-terminate, round by round: what it waits for, and when it answers.

import { describe, expect, it } from 'vitest';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { type Rig, seen } from '../rig.ts';

const OPERATIONS = [
  { name: 'A', kind: 'force-terminate' },
  { name: 'start B', kind: 'start', nexus: 'nexus-2' },
] as const;

function under<T>(look: (rig: Rig) => T, state: 'running' | 'stopped' = 'running', set: Partial<Toggles> = {}): T {
  const shape = { instances: [{ id: 'instance-1', autoRestartPolicy: null, state }] } as const;
  return seen({ shape, operations: OPERATIONS, set }, look, 'recommended');
}

function answerOf(rig: Rig) {
  const answer = rig.rack.truth.answers.A;
  return answer && (answer.isSuccess ? answer.state : answer.status);
}

describe('the recommended force-terminate', () => {
  it('records that the instance is to be down before it asks for anything', () => {
    const found = under((rig) => {
      rig.issue('A');
      rig.reach('sled-1 unregister vmm-1 request');
      return [rig.rack.db.instances['instance-1']?.intended, rig.rack.guests['vmm-1']?.status];
    });

    expect(found).toEqual(['stopped', 'running']);
  });

  it('is not found where there is no such endpoint', () => {
    const set = { 'terminate.api': 'absent' } as const;
    const found = under(
      (rig) => {
        rig.issue('A');
        rig.settle();
        return [answerOf(rig), rig.rack.guests['vmm-1']?.status];
      },
      'running',
      set,
    );

    expect(found).toEqual([404, 'running']);
  });

  it('waits for the saga of somebody else, and answers what the rows say then', () => {
    const found = under((rig) => {
      rig.issue('A');
      rig.hold('A: write the report');
      rig.hold('instance-update: commit instance-1');
      rig.settle();
      rig.release('A: write the report');
      rig.settle();
      const before = answerOf(rig);
      rig.release('instance-update: commit instance-1');
      rig.settle();
      return [before, answerOf(rig)];
    });

    expect(found).toEqual([undefined, 'stopped']);
  });

  it.each<[Toggles['terminate.whileCreating'], string | undefined]>([
    ['ask', 'stopped'],
    ['wait', undefined],
  ])('of a VMM that is still being created can %s: the start gives way to it either way', (whileCreating, answer) => {
    const found = under(
      (rig) => {
        rig.issue('start B');
        rig.reach('instance-start: sled-1 register vmm-1 request');
        rig.issue('A');
        rig.settle();
        const before = answerOf(rig);
        rig.release('instance-start: sled-1 register vmm-1 request');
        rig.settle();
        return [before, answerOf(rig), rig.rack.db.instances['instance-1']?.state, Object.keys(rig.rack.guests)];
      },
      'stopped',
      { 'terminate.whileCreating': whileCreating },
    );

    expect(found).toEqual([answer, 'stopped', 'no_vmm', []]);
  });

  it('takes an unknown VMM for destroyed, not for failed', () => {
    const found = under((rig) => {
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.issue('A');
      rig.settle();
      return [answerOf(rig), rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual(['stopped', 'destroyed']);
  });

  it('tells of a sled that cannot be asked, and keeps to what it recorded', () => {
    const found = under((rig) => {
      rig.fault('crash-sled-agent sled-1');
      rig.issue('A');
      rig.settle();
      return [answerOf(rig), rig.rack.db.instances['instance-1']?.intended];
    });

    expect(found).toEqual([502, 'stopped']);
  });

  it('keeps a start from linking a VMM that nobody wants any more', () => {
    const link = (set: Partial<Toggles>) =>
      under(
        (rig) => {
          rig.issue('start B');
          rig.reach('mark as starting instance-1');
          rig.issue('A');
          rig.settle();
          rig.release('mark as starting instance-1');
          rig.settle();
          return rig.rack.db.instances['instance-1']?.state;
        },
        'stopped',
        set,
      );

    expect([link({}), link({ 'intent.guardsLink': 'off' })]).toEqual(['no_vmm', 'vmm']);
  });
});
