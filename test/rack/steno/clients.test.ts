import { describe, expect, it } from 'vitest';
import { play } from '../make.ts';
import { seen } from '../rig.ts';

const start = { shape: { instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'stopped' }] } } as const;
const operations = [{ name: 'start A', kind: 'start' }] as const;

describe('a saga that a client waits for', () => {
  it('goes on when the client goes away', () => {
    const state = seen({ ...start, operations }, (rig) => {
      rig.issue('start A');
      rig.reach('create saga-1');
      rig.run.simulation.kill('client');
      rig.release('create saga-1');
      rig.settle();
      return rig.rack.db.vmms['vmm-1']?.state;
    });

    expect(state).toBe('running');
  });

  it('is finished by the next process of the same Nexus, and the client sees a broken connection', () => {
    const run = play({ ...start, operations, faults: { kinds: ['crash-nexus'], max: 1 } }, (script) => {
      script.issue('start A');
      script.reach('charge instance-1');
      script.fault('crash-nexus nexus-1');
      script.settle();
      script.let('restart nexus-1');
      script.release('charge instance-1');
      script.settle();
    });

    const { db, truth } = run.simulation.state;
    expect(truth.answers['start A']).toMatchObject({ isSuccess: false, status: 0 });
    expect(db.vmms['vmm-1']?.state).toBe('running');
    expect(db.sagas['saga-1']).toMatchObject({ state: 'done', owner: 'nexus-1' });
  });

  it('decides by the record that its caller saw, not by what the row has become', () => {
    const kinds = seen({ ...start, operations }, (rig) => {
      rig.issue('start A');
      rig.reach('create saga-1');
      rig.change((rack) => {
        rack.db.instances['instance-1'] = { ...rack.db.instances['instance-1']!, cpus: 6 };
      });
      rig.release('create saga-1');
      rig.settle();
      return rig.rack.db.reservations['vmm-1']?.cpus;
    });

    expect(kinds).toBe(2);
  });
});
