import { describe, expect, it } from 'vitest';
import { STOP_TIMER } from '../../../scenarios/points.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { answersIn, type Rig, seen } from '../rig.ts';

const MIGRATING = {
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop B', kind: 'stop', nexus: 'nexus-2' },
  ],
} as const;

const statesOf = ({ db }: Rack) => Object.values(db.vmms).map(({ id, state }) => `${id} ${state}`);
const guestsOf = (rack: Rack) => Object.values(rack.guests).map(({ vmm, status }) => `${vmm} ${status}`);

/** Stops the instance when the migration has come to a point, and lets all but the stop timer come to its end. */
function stopAt(point: string, design: string) {
  return seen(
    MIGRATING,
    (rig) => {
      rig.hold(STOP_TIMER);
      rig.issue('migrate A');
      rig.reach(point);
      rig.issue('stop B');
      rig.settle();
      rig.release(point);
      rig.settle();
      return rig.rack;
    },
    design,
  );
}

describe('a stop of an instance that migrates', () => {
  const points = [
    'instance-migrate: sled-2 put-state migration-target vmm-2 request',
    'propolis vmm-1 serves migrate-pause: pauses the guest',
    'propolis vmm-1 serves migrate-finish: hands the guest over',
    'propolis vmm-2 import: has the whole guest',
    'propolis vmm-2 import: resumes the guest',
  ];

  it.each(points)('that is told to both VMMs leaves no guest: at %s', (point) => {
    const rack = stopAt(point, 'recommended');

    expect(guestsOf(rack)).toEqual([]);
    expect(rack.db.instances['instance-1']).toMatchObject({ state: 'no_vmm', targetVmm: null, migration: null });
    expect(answersIn(rack)[1]).toMatchObject({ isSuccess: true });
  });

  it('that is told to the source alone ends with it', () => {
    const rack = stopAt('propolis vmm-1 serves migrate-pause: pauses the guest', 'oct-2024');

    expect(guestsOf(rack)).toEqual(['vmm-2 running']);
    expect(answersIn(rack)[1]).toMatchObject({ isSuccess: true });
  });

  it('whose target no sled knows yet is refused, the target is over, and the guest runs on in the source', () => {
    const rack = stopAt('instance-migrate: sled-2 register vmm-2 request', 'recommended');

    expect(answersIn(rack)[1]).toMatchObject({ isSuccess: false, status: 503 });
    expect(guestsOf(rack)).toEqual(['vmm-1 running']);
    expect(statesOf(rack)).toEqual(['vmm-1 running', 'vmm-2 destroyed']);
  });
});

describe('a reboot of a VMM that its sled disowns', () => {
  const reboot = (design: string) =>
    seen(
      {
        operations: [{ name: 'reboot A', kind: 'reboot' }],
        shape: { disabledTasks: ['instance-watcher', 'instance-reincarnation'] },
      },
      (rig: Rig) => {
        rig.fault('crash-sled-agent sled-1');
        rig.let('restart sled-1');
        rig.issue('reboot A');
        rig.settle();
        return rig.rack;
      },
      design,
    );

  it.each([
    ['head-2026-08', ['vmm-1 failed']],
    ['recommended', ['vmm-1 running']],
  ])('is refused; under %s the rows say %j', (design, states) => {
    const rack = reboot(design);

    expect(answersIn(rack)).toMatchObject([{ isSuccess: false, status: 503 }]);
    expect(statesOf(rack)).toEqual(states);
  });
});
