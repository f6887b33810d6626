import { describe, expect, it } from 'vitest';
import { type Rig, seen } from './rig.ts';

const operations = [
  { name: 'start A', kind: 'start' },
  { name: 'migrate B', kind: 'migrate' },
  { name: 'stop C', kind: 'stop' },
  { name: 'view D', kind: 'view' },
  { name: 'stop E', kind: 'stop', instance: 'instance-2' },
] as const;
const shape = {
  instances: [
    { id: 'instance-1', autoRestartPolicy: null, state: 'stopped' },
    { id: 'instance-2', autoRestartPolicy: null, state: 'running' },
  ],
} as const;

/** What each request comes after, in the eyes of those to whom it matters. */
function orders(ask: (rig: Rig) => void) {
  return seen({ shape, operations }, (rig) => {
    ask(rig);
    return Object.values(rig.rack.truth.operations).map(({ name, after }) => [name, after]);
  });
}

describe('a request', () => {
  it('comes after the starts and views of its instance that were answered, if it is a stop or a view', () => {
    const found = orders((rig) => {
      for (const { name } of operations) {
        rig.issue(name);
        rig.settle();
      }
    });

    expect(found).toEqual([
      ['start A', []],
      ['migrate B', []],
      ['stop C', ['start A']],
      ['view D', ['start A']],
      ['stop E', []],
    ]);
  });

  it('does not come after one that still waits for its answer', () => {
    const found = orders((rig) => {
      rig.issue('start A');
      rig.reach('start A: nexus-1 start reply');
      rig.settle();
      rig.issue('stop C');
    });

    expect(found).toEqual([
      ['start A', []],
      ['stop C', []],
    ]);
  });
});
