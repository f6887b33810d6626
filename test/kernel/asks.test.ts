// What a task may ask for, and at which of its asks others may come in between.

import { describe, expect, it } from 'vitest';
import { attempt, memory, type Op, Rejection, sleep, step, unwrap, now as virtualNow } from '../../sim/kernel/ask.ts';
import { drain, find, labels, logbook, take, write } from './harness.ts';

describe('a step', () => {
  it('changes nothing until it is taken', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', () => step('write', write('done')));
    expect(simulation.state.log).toEqual([]);

    take(simulation, 'task: write');

    expect(simulation.state.log).toEqual(['done']);
  });

  it('hands its result to the task', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      const length = yield* step('count', () => 41);
      yield* memory(write(`got ${length + 1}`));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['got 42']);
  });

  it('lets other tasks in before it and after it', () => {
    const simulation = logbook();
    const twice = (name: string) =>
      function* (): Op<void> {
        yield* step('first', write(`${name}1`));
        yield* step('second', write(`${name}2`));
      };
    simulation.spawn('p', 'a', twice('a'));
    simulation.spawn('p', 'b', twice('b'));

    take(simulation, 'a: first', 'b: first', 'b: second', 'a: second');

    expect(simulation.state.log).toEqual(['a1', 'b1', 'b2', 'a2']);
  });

  it('throws the Rejection of its recipe into the task', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      const refuse = step('refuse', () => {
        throw new Rejection('not found');
      });
      const outcome = yield* attempt(refuse);
      yield* memory(write(JSON.stringify(outcome)));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['{"ok":false,"error":"not found"}']);
  });

  it('takes its latency in the timed reading', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', () => step('slow', () => undefined, { latencyMs: 25 }));

    drain(simulation);

    expect(simulation.now).toBe(25);
  });

  it('cannot be taken twice', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', () => step('write', write('done')));
    const event = find(simulation, 'task: write');
    simulation.take(event);

    expect(() => simulation.take(event)).toThrow('"task: write" is not enabled');
    expect(simulation.stepCount).toBe(1);
  });

  it('marks the state as dirty only when it may have changed it', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      yield* step('read', (state: { log: string[] }) => state.log.length, { isRead: true });
      yield* step('write', write('done'));
      yield* sleep('rest', 1);
    });
    const dirty: boolean[] = [];
    simulation.observers.on('step', () => dirty.push(simulation.isDirty));

    drain(simulation);

    expect(dirty).toEqual([false, true, false]);
  });
});

describe('memory', () => {
  it('is changed in the step under way, with no place for others in between', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      yield* memory(write('one'));
      yield* memory(write('two'));
    });

    expect(simulation.state.log).toEqual(['one', 'two']);
    expect(labels(simulation)).toEqual([]);
  });

  it('makes a step dirty that would otherwise not be', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      yield* sleep('rest', 1);
      yield* memory(write('awake'));
    });

    drain(simulation);

    expect(simulation.isDirty).toBe(true);
  });

  it('throws the Rejection of its recipe into the task', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      const refuse = memory(() => {
        throw new Rejection('full');
      });
      const outcome = yield* attempt(refuse);
      yield* memory(write(outcome.ok ? 'accepted' : `refused: ${outcome.error}`));
    });

    expect(simulation.state.log).toEqual(['refused: full']);
  });
});

describe('attempt and unwrap', () => {
  it('let defects of the model through', () => {
    const simulation = logbook();
    const defect = function* (): Op<void> {
      yield* attempt(
        step('divide', () => {
          throw new TypeError('a defect');
        }),
      );
    };
    simulation.spawn('p', 'task', defect);

    expect(() => drain(simulation)).toThrow(TypeError);
  });

  it('undo each other on a failure', () => {
    expect(() => unwrap({ ok: false, error: 'gone' })).toThrow(expect.objectContaining({ reason: 'gone' }));
  });
});

describe('a task that never waits', () => {
  it('is stopped as a defect instead of hanging the run', () => {
    const simulation = logbook();
    const spin = function* (): Op<void> {
      for (;;) yield* virtualNow();
    };

    expect(() => simulation.spawn('p', 'spinner', spin)).toThrow('"spinner" asks for ever without waiting');
  });
});
