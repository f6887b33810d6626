import { describe, expect, it } from 'vitest';
import type { Rack } from '../../../../sim/rack/rack.ts';
import type { RackShape } from '../../../../sim/rack/scenario.ts';
import { incarnated, vmm } from '../../database/rows.ts';
import { answersIn, type Rig, seen } from '../../rig.ts';

const stopped = (state: 'stopped' | 'failed' = 'stopped', shape: RackShape = {}) =>
  ({
    shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state }], ...shape },
    operations: [
      { name: 'start A', kind: 'start' },
      { name: 'start B', kind: 'start', nexus: 'nexus-2' },
    ],
  }) as const;

/** What a start has left: the instance, the VMM row, what is held, and what runs. */
const left = ({ db, sledAgents, guests, truth }: Rack) => ({
  instance: db.instances['instance-1']?.state,
  vmm: db.vmms['vmm-1']?.state,
  held: [Object.keys(db.reservations), Object.keys(db.charges), db.collections.fleet],
  registered: Object.values(sledAgents).flatMap(({ jobs }) => Object.keys(jobs)),
  guests: Object.keys(guests),
  stuck: Object.keys(truth.stuckSagas),
});

const UNWOUND = {
  instance: 'no_vmm',
  vmm: 'saga_unwound',
  held: [[], [], 0],
  registered: [],
  guests: [],
  stuck: [],
};

describe('a start', () => {
  it('reserves, makes a row, links it, registers, charges and runs, in this order', () => {
    const labels = seen(stopped(), (rig) => {
      const labels: string[] = [];
      rig.run.simulation.observers.on('step', ({ label }) => labels.push(label));
      rig.issue('start A');
      rig.settle();
      return labels;
    });

    const points = [
      'reserve a sled for vmm-1',
      ': insert vmm-1',
      'mark as starting instance-1',
      'register vmm-1 request',
      'register vmm-1 reply',
      ': write the report of vmm-1',
      'charge instance-1',
      'put-state running vmm-1 request',
    ].map((point) => labels.findIndex((label) => label.includes(point)));
    expect(points).toEqual([...points].sort((a, b) => a - b));
    expect(points).not.toContain(-1);
  });

  it('ends with a guest that runs, a link, a reservation and a charge', () => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.settle();
      return [left(rig.rack), answersIn(rig.rack)[0]];
    });

    expect(found).toEqual([
      {
        instance: 'vmm',
        vmm: 'running',
        held: [['vmm-1'], ['instance-1'], 2],
        registered: ['vmm-1'],
        guests: ['vmm-1'],
        stuck: [],
      },
      { isSuccess: true, status: 202, state: 'starting' },
    ]);
  });

  it('has no room where no sled has', () => {
    const answer = seen(stopped('stopped', { sledCpus: 1 }), (rig) => {
      rig.issue('start A');
      rig.settle();
      return answersIn(rig.rack)[0]?.status;
    });

    expect(answer).toBe(507);
  });

  it('loses to another at the link, and both have reserved by then', () => {
    const found = seen(stopped(), (rig) => {
      rig.hold('mark as starting instance-1');
      rig.issue('start A');
      rig.issue('start B');
      rig.settle();
      const reserved = Object.keys(rig.rack.db.reservations);
      rig.let('saga-2 instance-start: mark as starting');
      rig.release('mark as starting instance-1');
      rig.settle();
      const answers = answersIn(rig.rack).map((answer) => answer?.status);
      return [reserved, answers, Object.keys(rig.rack.db.reservations), Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual([['vmm-1', 'vmm-2'], [409, 202], ['vmm-2'], ['vmm-2']]);
  });

  it('replaces the VMM that an unwound start has left', () => {
    const found = seen({ operations: [{ name: 'start A', kind: 'start' }] }, (rig) => {
      rig.change(({ db }) => {
        db.vmms['vmm-1'] = vmm({ state: 'saga_unwound' });
      });
      rig.issue('start A');
      rig.settle();
      return rig.rack.db.instances['instance-1'];
    });

    expect(found).toEqual(incarnated({ activeVmm: 'vmm-2', gen: 4 }));
  });

  it('takes no notice when the state that it registered is superseded', () => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.reach('instance-start: write the report of vmm-1');
      rig.change(({ db }) => {
        db.vmms['vmm-1'] = { ...db.vmms['vmm-1']!, state: 'failed', gen: 2 };
      });
      rig.release('instance-start: write the report of vmm-1');
      rig.settle();
      return [answersIn(rig.rack)[0]?.isSuccess, Object.keys(rig.rack.guests)];
    });

    expect(found).toEqual([true, ['vmm-1']]);
  });
});

/** The effects of a start, and the fault that strikes each. */
const DATABASE = [
  'reserve a sled for vmm-1',
  'insert vmm-1',
  'mark as starting instance-1',
  'write the report of vmm-1',
  'charge instance-1',
];

describe('a start that fails', () => {
  it.each(DATABASE)('at "%s" leaves nothing behind', (point) => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.reach(`instance-start: ${point}`);
      rig.fault(`error before commit of "nexus-1 saga-1 instance-start: ${point}`);
      rig.settle();
      return [left(rig.rack), answersIn(rig.rack)[0]?.status];
    });

    const { instance, held, stuck, guests } = UNWOUND;
    expect(found).toMatchObject([{ instance, held, stuck, guests }, 500]);
  });

  it.each(['reserve a sled for vmm-1', 'insert vmm-1'])('at "%s" leaves a failed instance failed', (point) => {
    const state = seen(stopped('failed'), (rig) => {
      rig.issue('start A');
      rig.reach(`instance-start: ${point}`);
      rig.fault(`error before commit of "nexus-1 saga-1 instance-start: ${point}`);
      rig.settle();
      return rig.rack.db.instances['instance-1']?.state;
    });

    expect(state).toBe('failed');
  });

  it('after the link leaves an instance stopped that was failed', () => {
    const found = seen(stopped('failed'), (rig) => {
      rig.issue('start A');
      rig.reach('put-state running vmm-1 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-start: sled-');
      rig.settle();
      return left(rig.rack);
    });

    expect(found).toEqual(UNWOUND);
  });

  it('and is not sure whether it registered leaves the VMM in the table of its sled', () => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.reach('register vmm-1 reply');
      rig.fault('drop-reply "nexus-1 saga-1 instance-start: sled-1 register vmm-1');
      rig.release('register vmm-1 reply');
      rig.settle();
      return left(rig.rack);
    });

    expect(found).toEqual({ ...UNWOUND, registered: ['vmm-1'] });
  });

  it('leaves the link when somebody has written the instance since', () => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.reach('put-state running vmm-1 request');
      rig.fault('drop-request "nexus-1 saga-1 instance-start: sled-');
      rig.change(({ db }) => {
        const row = db.instances['instance-1']!;
        db.instances['instance-1'] = { ...row, gen: row.gen + 1 };
      });
      rig.settle();
      return [left(rig.rack).instance, left(rig.rack).vmm];
    });

    expect(found).toEqual(['vmm', 'saga_unwound']);
  });
});

describe('the undo of register', () => {
  /** Fails the last node, and meets the undo's unregister with a fault. */
  const undo = (interfere: (rig: Rig) => void, design: string, set = {}) =>
    seen(
      { ...stopped(), set },
      (rig) => {
        rig.issue('start A');
        rig.reach('put-state running vmm-1 request');
        rig.fault('drop-request "nexus-1 saga-1 instance-start: sled-');
        rig.reach('unregister vmm-1 request');
        interfere(rig);
        rig.release('unregister vmm-1 request');
        rig.settle();
        const { stuck, held, vmm: row } = left(rig.rack);
        return { stuck: stuck.length, held, row };
      },
      design,
    );
  const drop = (rig: Rig) => rig.fault('drop-request "nexus-1 saga-1 instance-start: sled-1 unregister');
  const forget = (rig: Rig) => {
    rig.fault('crash-sled-agent sled-1');
    rig.let('restart sled-1');
  };
  const assumed = { 'sledAgent.unregisterUnknown': 'no-such-vmm' };

  it('counts a sled that cannot be reached as done, and in the last revision sticks', () => {
    expect(undo(drop, 'oct-2024')).toEqual({ stuck: 0, held: [[], [], 0], row: 'saga_unwound' });
    expect(undo(drop, 'pr-6795/6')).toEqual({ stuck: 1, held: [['vmm-1'], [], 0], row: 'starting' });
  });

  it('sticks at a VMM that is gone, and in the last revision goes on; both fail it first', () => {
    expect(undo(forget, 'oct-2024', assumed)).toMatchObject({ stuck: 1 });
    expect(undo(forget, 'pr-6795/6', assumed)).toMatchObject({ stuck: 0, held: [[], [], 0] });
  });

  it('goes on when the sled does not know the VMM', () => {
    expect(undo(forget, 'oct-2024')).toEqual({ stuck: 0, held: [[], [], 0], row: 'saga_unwound' });
  });
});

describe('a start whose Nexus dies', () => {
  const POINTS = [...DATABASE, 'sled-1 register vmm-1 reply', 'sled-1 put-state running vmm-1 reply'];

  it.each(POINTS)('right after "%s" comes to the same end', (point) => {
    const found = seen(stopped(), (rig) => {
      rig.issue('start A');
      rig.let(`instance-start: ${point}`);
      rig.fault('crash-nexus nexus-1');
      rig.let('restart nexus-1');
      rig.settle();
      const { db, guests } = rig.rack;
      return [Object.keys(guests), db.instances['instance-1']?.activeVmm, left(rig.rack).held];
    });

    expect(found).toEqual([['vmm-1'], 'vmm-1', [['vmm-1'], ['instance-1'], 2]]);
  });
});
