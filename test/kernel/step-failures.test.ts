// Steps that declare how they can fail: before their effect, or after it.

import { describe, expect, it } from 'vitest';
import { attempt, memory, Rejection, type StepFailure, step } from '../../sim/kernel/ask.ts';
import { drain, logbook, strike, write } from './harness.ts';

describe('a failing step', () => {
  const failures: StepFailure[] = [
    { kind: 'database-error', applied: false, label: 'error before', error: new Rejection('unavailable') },
    { kind: 'database-error', applied: true, label: 'error after', error: new Rejection('ambiguous') },
  ];
  const failing = () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      const outcome = yield* attempt(step('write', write('written'), { failures }));
      yield* memory(write(JSON.stringify(outcome)));
    });
    return simulation;
  };

  it('offers each way in which it can fail under its own kind', () => {
    const faults = failing().faults();

    expect(faults.map(({ fault, label }) => `${fault}: ${label}`)).toEqual([
      'database-error: fault: error before "task: write"',
      'database-error: fault: error after "task: write"',
      'stall: fault: stall "task: write"',
    ]);
  });

  it('changes nothing when it fails before its effect', () => {
    const simulation = failing();

    strike(simulation, 'fault: error before "task: write"');

    expect(simulation.state.log).toEqual(['{"ok":false,"error":"unavailable"}']);
  });

  it('keeps its effect when it fails after it', () => {
    const simulation = failing();

    strike(simulation, 'fault: error after "task: write"');

    expect(simulation.state.log).toEqual(['written', '{"ok":false,"error":"ambiguous"}']);
  });

  it('cannot fail once it has been taken', () => {
    const simulation = failing();
    const [fault] = simulation.faults();
    drain(simulation);

    expect(() => fault && simulation.take(fault)).toThrow('"task: write" is not enabled');
  });
});
