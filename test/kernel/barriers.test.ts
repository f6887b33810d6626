import { describe, expect, it } from 'vitest';
import { step } from '../../sim/kernel/ask.ts';
import { Barriers } from '../../sim/kernel/barriers.ts';
import { logbook, write } from './harness.ts';

describe('a barrier', () => {
  const simulation = logbook();
  simulation.spawn('p', 'task', () => step('reads the row', write('read')));
  const [event] = simulation.enabled();
  if (event === undefined) throw new Error('the task has a step');

  it('holds the events whose label contains its words, and no other', () => {
    const barriers = new Barriers();
    barriers.hold('reads the');

    expect(barriers.holds(event)).toBe(true);
    barriers.release('reads the');
    barriers.hold('writes the');
    expect(barriers.holds(event)).toBe(false);
  });

  it('lets go once it is released, and says whether it held', () => {
    const barriers = new Barriers();
    barriers.hold('reads the row');

    expect(barriers.release('reads the row')).toBe(true);
    expect(barriers.holds(event)).toBe(false);
    expect(barriers.release('reads the row')).toBe(false);
  });

  it('that still stands holds what another would let go', () => {
    const barriers = new Barriers();
    barriers.hold('task');
    barriers.hold('row');

    barriers.release('task');

    expect(barriers.holds(event)).toBe(true);
  });
});
