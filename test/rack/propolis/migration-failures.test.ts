import { describe, expect, it } from 'vitest';
import { type Rig, seen } from '../rig.ts';
import { copy, DENIED, MIGRATION, outcome, propolis, publications, put } from './talk.ts';

describe('a target that dies before the hand-over', () => {
  const publish = (interfere: (rig: Rig) => void) =>
    seen(MIGRATION, (rig) => {
      copy(rig);
      const list = publications(rig);
      interfere(rig);
      rig.release('pauses the guest');
      rig.settle();
      return [list, outcome(rig), propolis(rig).state] as const;
    });

  it.each([
    ['its process', (rig: Rig) => rig.fault('crash-propolis propolis vmm-2')],
    ['its sled', (rig: Rig) => rig.fault('power-off sled-2')],
    ['its zone', (rig: Rig) => rig.send('sled-2', 'unregister', { vmm: 'vmm-2' })],
  ])('leaves a source that says so and runs on: %s', (_, interfere) => {
    const [list, { guests, source }] = publish(interfere);

    expect(list).toEqual(['migrating out failed', 'running out failed']);
    expect([guests, source]).toEqual([['vmm-1'], 'failed']);
  });

  it('after the pause resumes the guest of the source', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('hands the guest over');
      rig.settle();
      const paused = rig.rack.guests['vmm-1']?.status;
      rig.fault('crash-propolis propolis vmm-2');
      rig.settle();
      rig.release('hands the guest over');
      rig.settle();
      return [paused, outcome(rig).guests];
    });

    expect(found).toEqual(['paused', ['vmm-1']]);
  });

  it('never has the guest paused by a copy that goes on for nobody', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      rig.fault('crash-propolis propolis vmm-2');
      rig.settle();
      rig.release('pauses the guest');
      rig.settle();
      return rig.rack.guests['vmm-1']?.status;
    });

    expect(found).toBe('running');
  });

  it('leaves a source that takes another migration', () => {
    const operations = [...MIGRATION.operations, { name: 'migrate B', kind: 'migrate' }] as const;
    const found = seen({ operations }, (rig) => {
      copy(rig);
      rig.fault('power-off sled-2');
      rig.release('pauses the guest');
      rig.settle();
      rig.let('restart sled-2');
      rig.settle();
      rig.issue('migrate B');
      rig.settle();
      return outcome(rig).guests;
    });

    expect(found).toEqual(['vmm-3']);
  });

  it('and before the source has come to it leaves a running guest that can neither reboot nor migrate', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('begins to migrate out');
      rig.settle();
      rig.fault('crash-propolis propolis vmm-2');
      rig.settle();
      const list = publications(rig);
      rig.release('begins to migrate out');
      rig.settle();
      const reboot = put(rig, 'reboot');
      rig.settle();
      return [list, outcome(rig).guests, propolis(rig).allowed, reboot.outcome];
    });

    expect(found).toEqual([
      ['running out failed'],
      ['vmm-1'],
      { run: 'ignore', reboot: 'deny', 'migrate-out': 'deny', stop: 'queue' },
      DENIED,
    ]);
  });
});

describe('a target that dies while its first word to the source is on its way', () => {
  it.each([
    ['its process', 'crash-propolis propolis vmm-2'],
    ['its sled', 'power-off sled-2'],
  ])('is found gone by a source that says so and runs on: %s', (_, fault) => {
    const found = seen(MIGRATION, (rig) => {
      const list = publications(rig);
      rig.issue('migrate A');
      rig.reach('migration: start request');
      rig.fault(fault);
      rig.hold('sled-2 runner');
      rig.settle();
      rig.release('migration: start request');
      rig.settle();
      return [list, outcome(rig).guests, outcome(rig).source];
    });

    expect(found).toEqual([['running out failed'], ['vmm-1'], 'failed']);
  });
});

describe('a source that dies before the hand-over', () => {
  it('leaves nobody: the target says that the migration failed, and then that it has', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      const list = publications(rig, 'vmm-2');
      rig.hold('sled-2 monitor vmm-2: polls');
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [list, outcome(rig).guests];
    });

    expect(found).toEqual([['migrating in failed', 'failed in failed'], []]);
  });

  it('is recorded on both sides', () => {
    const found = seen(MIGRATION, (rig) => {
      copy(rig);
      rig.fault('crash-propolis propolis vmm-1');
      rig.let('restart propolis vmm-1');
      rig.settle();
      return [outcome(rig), rig.rack.db.vmms['vmm-1']?.state, rig.rack.db.vmms['vmm-2']?.state];
    });

    expect(found).toEqual([{ guests: [], source: 'failed', target: 'failed' }, 'failed', 'destroyed']);
  });

  it('and before it has agreed leaves a target that is never observed, and stays as it was registered', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('begins to migrate out');
      rig.settle();
      rig.fault('crash-propolis propolis vmm-1');
      rig.settle();
      return [rig.rack.db.vmms['vmm-2']?.state, rig.rack.propolises['vmm-2'], outcome(rig).target];
    });

    expect(found).toEqual(['migrating', undefined, 'pending']);
  });
});

describe('the last word of the source', () => {
  it('lost on its way leaves nobody with the guest', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('migration: finish reply');
      rig.fault('drop-reply "propolis vmm-2 import: migration: finish reply');
      rig.release('migration: finish reply');
      rig.settle();
      return outcome(rig);
    });

    expect(found).toEqual({ guests: [], source: 'completed', target: 'failed' });
  });

  it('on its way survives the source', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('migration: finish reply');
      rig.hold('propolis vmm-1 halt:');
      rig.settle();
      rig.fault('crash-propolis propolis vmm-1');
      rig.release('migration: finish reply');
      rig.settle();
      return outcome(rig).guests;
    });

    expect(found).toEqual(['vmm-2']);
  });

  it('asked for and never heard of resumes the source', () => {
    const found = seen(MIGRATION, (rig) => {
      rig.issue('migrate A');
      rig.reach('migration: finish request');
      rig.fault('drop-request "propolis vmm-2 import: migration: finish request');
      rig.settle();
      return outcome(rig);
    });

    expect(found).toEqual({ guests: ['vmm-1'], source: 'failed', target: 'failed' });
  });
});
