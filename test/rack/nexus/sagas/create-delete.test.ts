import { describe, expect, it } from 'vitest';
import { migration } from '../../database/rows.ts';
import { answersIn, type Rig, seen } from '../../rig.ts';

const ABSENT = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'absent' }] },
  operations: [
    { name: 'create A', kind: 'create' },
    { name: 'delete A', kind: 'delete' },
    { name: 'delete B', kind: 'delete', nexus: 'nexus-2' },
  ],
} as const;
const STOPPED = {
  ...ABSENT,
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] },
} as const;

const row = (rig: Rig) => rig.rack.db.instances['instance-1'];

describe('a create', () => {
  it('makes the record, moves it to stopped, and starts it', () => {
    const found = seen(ABSENT, (rig) => {
      rig.issue('create A');
      rig.let('instance-create: insert instance-1');
      const fresh = [row(rig)?.state, row(rig)?.gen];
      rig.let('instance-create: move to stopped instance-1');
      const made = [row(rig)?.state, row(rig)?.gen];
      rig.settle();
      return [fresh, made, answersIn(rig.rack)[0]];
    });

    expect(found).toEqual([['creating', 1], ['no_vmm', 2], { isSuccess: true, status: 201, state: 'starting' }]);
  });

  it.each(['never', 'best_effort', null] as const)('gives the instance its own policy: %s', (autoRestartPolicy) => {
    const other = { id: 'instance-2', autoRestartPolicy: 'never', state: 'absent' } as const;
    const shape = { instances: [other, { id: 'instance-1', autoRestartPolicy, state: 'absent' }] } as const;
    const policy = seen({ ...ABSENT, shape }, (rig) => {
      rig.issue('create A');
      rig.settle();
      return row(rig)?.autoRestartPolicy;
    });

    expect(policy).toBe(autoRestartPolicy);
  });

  it('notes what was sent with the request that it was sent for, and with no other', () => {
    const sent = seen(ABSENT, (rig) => {
      rig.issue('create A');
      rig.settle();
      rig.issue('delete A');
      rig.settle();
      return Object.values(rig.rack.truth.sent).map(({ status }) => status);
    });

    expect(sent).toEqual([201, 400]);
  });

  it('is a success even when the start fails', () => {
    const found = seen({ ...ABSENT, shape: { ...ABSENT.shape, sledCpus: 1 } }, (rig) => {
      rig.issue('create A');
      rig.settle();
      return [answersIn(rig.rack)[0], row(rig)?.state];
    });

    expect(found).toEqual([{ isSuccess: true, status: 201, state: 'stopped' }, 'no_vmm']);
  });

  it('that fails deletes the record by way of failed', () => {
    const states = seen(ABSENT, (rig) => {
      const states: (string | undefined)[] = [];
      rig.run.simulation.observers.on('step', () => {
        if (states.at(-1) !== row(rig)?.state) states.push(row(rig)?.state);
      });
      rig.issue('create A');
      rig.reach('move to stopped');
      rig.fault('error before commit of "nexus-1 saga-1 instance-create: move to stopped');
      rig.settle();
      return [states.filter(Boolean), row(rig)?.isDeleted];
    });

    expect(states).toEqual([['creating', 'failed', 'destroyed'], true]);
  });

  it('that fails sticks when an automatic restart takes the failed record first', () => {
    const found = seen(ABSENT, (rig) => {
      rig.issue('create A');
      rig.reach('move to stopped');
      rig.fault('error before commit of "nexus-1 saga-1 instance-create: move to stopped');
      rig.reach('mark instance-1 destroyed');
      rig.tick('nexus-2', 'instance-reincarnation');
      rig.settle();
      rig.release('mark instance-1 destroyed');
      rig.settle();
      return [Object.keys(rig.rack.truth.stuckSagas), row(rig)?.state];
    });

    expect(found).toEqual([['saga-1'], 'vmm']);
  });

  it('that fails sticks when somebody deletes the record between its two writes', () => {
    const found = seen(ABSENT, (rig) => {
      rig.issue('create A');
      rig.reach('move to stopped');
      rig.fault('error before commit of "nexus-1 saga-1 instance-create: move to stopped');
      rig.reach('nexus-1 saga-1 instance-create: mark instance-1 destroyed');
      rig.issue('delete B');
      rig.settle();
      rig.release('nexus-1 saga-1 instance-create: mark instance-1 destroyed');
      rig.settle();
      return [Object.keys(rig.rack.truth.stuckSagas), answersIn(rig.rack)[1]?.status];
    });

    expect(found).toEqual([['saga-1'], 204]);
  });
});

describe('a delete', () => {
  it('deletes the record and its migrations', () => {
    const found = seen(STOPPED, (rig) => {
      rig.change(({ db }) => {
        db.migrations['migration-1'] = migration();
      });
      rig.issue('delete A');
      rig.settle();
      return [row(rig)?.isDeleted, rig.rack.db.migrations['migration-1']?.isDeleted];
    });

    expect(found).toEqual([true, true]);
  });

  it.each([
    ['before its saga looks it up, and is not found', 'saga-1 instance-delete: look up', 404],
    ['after that, and is a success', 'saga-1 instance-delete: mark instance-1 destroyed', 204],
  ])('comes second to another %s', (_, point, status) => {
    const answers = seen(STOPPED, (rig) => {
      rig.issue('delete A');
      rig.reach(point);
      rig.issue('delete B');
      rig.settle();
      rig.release(point);
      rig.settle();
      return answersIn(rig.rack).map((answer) => answer?.status);
    });

    expect(answers).toEqual([status, 204]);
  });

  it('whose Nexus dies between its two writes never deletes the migrations', () => {
    const found = seen(STOPPED, (rig) => {
      rig.change(({ db }) => {
        db.migrations['migration-1'] = migration();
      });
      rig.issue('delete A');
      rig.let('mark instance-1 destroyed');
      rig.fault('crash-nexus nexus-1');
      rig.let('restart nexus-1');
      rig.settle();
      return [rig.rack.db.sagas['saga-1']?.state, rig.rack.db.migrations['migration-1']?.isDeleted];
    });

    expect(found).toEqual(['done', false]);
  });
});
