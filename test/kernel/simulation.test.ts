// The simulation seen from outside of any task: marks, and events that no task asked for.

import { describe, expect, it } from 'vitest';
import { step } from '../../sim/kernel/ask.ts';
import { logbook, write } from './harness.ts';

describe('marks', () => {
  it('count how often each was reached', () => {
    const simulation = logbook();
    simulation.mark('undo ran');
    simulation.mark('undo ran');
    simulation.mark('a write was superseded');

    expect([...simulation.marks]).toEqual([
      ['undo ran', 2],
      ['a write was superseded', 1],
    ]);
  });

  it('are announced', () => {
    const simulation = logbook();
    const reached: string[] = [];
    simulation.observers.on('mark', (name) => reached.push(name));

    simulation.mark('undo ran');

    expect(reached).toEqual(['undo ran']);
  });
});

describe('events from outside', () => {
  const event = (label: string) => ({ label, at: 0, process: 'p', source: 'tick', run: () => {} });

  it('get a number when their label is taken', () => {
    const simulation = logbook();
    simulation.addExternal(event('tick'));
    simulation.addExternal(event('tick'));

    expect(simulation.enabled().map(({ label }) => label)).toEqual(['tick', 'tick (2)']);
  });

  it('are removed by predicate, and nothing else is', () => {
    const simulation = logbook();
    simulation.addExternal(event('tick'));
    simulation.addExternal(event('tock'));
    simulation.spawn('p', 'task', () => step('write', write('a')));

    simulation.removeExternals(({ label }) => label === 'tick');

    expect(simulation.enabled().map(({ label }) => label)).toEqual(['tock', 'task: write']);
  });
});
