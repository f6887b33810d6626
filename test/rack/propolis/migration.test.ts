import { describe, expect, it } from 'vitest';
import { answersIn, type Rig, seen } from '../rig.ts';
import { copy, DENIED, MIGRATION, NO_INSTANCE, outcome, publications, put, TAKEN } from './talk.ts';

describe('a migration', () => {
  it('goes from agreement to copy, pause and hand-over, and the guest runs in one place at a time', () => {
    const seenGuests = seen(MIGRATION, (rig) => {
      const list: string[] = [];
      rig.run.simulation.observers.on('step', () => {
        const words = outcome(rig).guests.join() || 'nobody';
        if (list.at(-1) !== words) list.push(words);
      });
      rig.issue('migrate A');
      rig.settle();
      return list;
    });

    expect(seenGuests).toEqual(['vmm-1', 'nobody', 'vmm-2']);
  });

  it('is published by its source, which halts after it', () => {
    const list = seen(MIGRATION, (rig) => {
      const list = publications(rig);
      rig.issue('migrate A');
      rig.settle();
      return list;
    });

    expect(list).toEqual([
      'migrating out in_progress',
      'migrating out completed',
      'stopping out completed',
      'stopped out completed',
      'destroyed out completed',
    ]);
  });

  it('is published by its target, which runs after it', () => {
    const list = seen(MIGRATION, (rig) => {
      const list = publications(rig, 'vmm-2');
      rig.issue('migrate A');
      rig.settle();
      return list;
    });

    expect(list).toEqual(['creating', 'migrating in in_progress', 'migrating in completed', 'running in completed']);
  });

  it('ends with both sides completed, and the instance in the target', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.settle();
      return [outcome(rig), rig.rack.db.instances['instance-1']];
    });

    expect(found[0]).toEqual({ guests: ['vmm-2'], source: 'completed', target: 'completed' });
    expect(found[1]).toMatchObject({ state: 'vmm', activeVmm: 'vmm-2', targetVmm: null, migration: null });
  });

  it('can be followed by another, back', () => {
    const operations = [...MIGRATION.operations, { name: 'migrate B', kind: 'migrate' }] as const;
    const guests = seen({ operations }, (rig) => {
      rig.issue('migrate A');
      rig.settle();
      rig.issue('migrate B');
      rig.settle();
      return Object.values(rig.rack.guests).map(({ vmm, sled }) => `${vmm} on ${sled}`);
    });

    expect(guests).toEqual(['vmm-3 on sled-1']);
  });
});

describe('a stop during a migration', () => {
  it('waits in the source, and is lost when the migration succeeds', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      rig.issue('stop A');
      rig.settle();
      const answer = answersIn(rig.rack)[1];
      rig.release('pauses the guest');
      rig.settle();
      return [answer?.isSuccess, outcome(rig).guests];
    });

    expect(found).toEqual([true, ['vmm-2']]);
  });

  it('waits in the source, and stops it when the migration fails', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      rig.issue('stop A');
      rig.settle();
      rig.fault('crash-propolis propolis vmm-2');
      rig.release('pauses the guest');
      rig.settle();
      return [outcome(rig).guests, rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([[], 'no_vmm']);
  });

  it('waits in the target, whose guest runs before it is stopped', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      const list = publications(rig, 'vmm-2');
      const reply = put(rig, 'stop', 'vmm-2');
      rig.release('pauses the guest');
      rig.settle();
      return [reply.outcome, list];
    });

    expect(found).toEqual([
      TAKEN,
      [
        'migrating in completed',
        'running in completed',
        'stopping in completed',
        'stopped in completed',
        'destroyed in completed',
      ],
    ]);
  });

  it.each(['vmm-1', 'vmm-2'] as const)('is taken by %s, and a reboot is denied', (vmm) => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      const replies = [put(rig, 'reboot', vmm), put(rig, 'stop', vmm)];
      rig.settle();
      return replies.map((reply) => reply.outcome);
    });

    expect(found).toEqual([DENIED, TAKEN]);
  });
});

describe('a Propolis that is asked to be a source', () => {
  const start = (rig: Rig) =>
    rig.send('propolis vmm-1', 'migrate-start', { target: 'vmm-9', migration: 'migration-9' });

  it('denies it while it is one', () => {
    const reply = seen(MIGRATION, (rig) => {
      copy(rig);
      const reply = start(rig);
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(DENIED);
  });

  it('has no VM while it runs down', () => {
    const reply = seen({}, (rig) => {
      rig.hold('runs down');
      put(rig, 'stop');
      rig.settle();
      const reply = start(rig);
      rig.settle();
      return reply.outcome;
    });

    expect(reply).toEqual(NO_INSTANCE);
  });
});
