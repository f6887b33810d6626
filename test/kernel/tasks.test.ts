// Tasks among each other: starting, joining, waking, sleeping and choosing.

import { describe, expect, it } from 'vitest';
import {
  all,
  choose,
  complete,
  memory,
  type Op,
  park,
  Rejection,
  sleep,
  spawn,
  step,
  succeed,
  unwrap,
  now as virtualNow,
} from '../../sim/kernel/ask.ts';
import { drain, find, labels, logbook, take, write } from './harness.ts';

describe('spawn', () => {
  it('starts a task on the same process that runs beside its parent', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', function* () {
      yield* spawn('child', () => step('work', write('child')));
      yield* step('work', write('parent'));
    });

    expect(simulation.enabled().map(({ label, process }) => `${process}: ${label}`)).toEqual([
      'p: child: work',
      'p: parent: work',
    ]);
  });

  it('starts a task on another process when one is named', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', () => spawn('child', () => step('work', write('child')), 'q'));

    expect(find(simulation, 'child: work').process).toBe('q');
  });

  it('does not tell the parent of a child that is rejected', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', function* () {
      yield* spawn('child', function* () {
        yield* step('work', write('child'));
        throw new Rejection('broken');
      });
      yield* step('work', write('parent'));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['child', 'parent']);
  });
});

describe('all', () => {
  const note = (word: string) => ({ name: word, start: () => step('write', write(word)) });

  it('lets its children interleave', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', () => all(note('left'), note('right')));

    take(simulation, 'parent/right: write', 'parent/left: write');

    expect(simulation.state.log).toEqual(['right', 'left']);
  });

  it('hands over the outcomes in the order of the children, whichever ended first', () => {
    const simulation = logbook();
    const child = (name: string) => ({ name, start: () => step('work', () => name) });
    simulation.spawn('p', 'parent', function* () {
      const outcomes = yield* all(child('a'), child('b'));
      yield* memory(write(outcomes.map((outcome) => unwrap(outcome)).join()));
    });

    take(simulation, 'parent/b: work', 'parent/a: work', 'parent: joins');

    expect(simulation.state.log).toEqual(['a,b']);
  });

  it('waits for every child even when one is rejected', () => {
    const simulation = logbook();
    const failing = {
      name: 'failing',
      start: function* (): Op<void> {
        throw new Rejection('no');
      },
    };
    simulation.spawn('p', 'parent', function* () {
      const [first, second] = yield* all(failing, note('slow'));
      yield* memory(write(`${first.ok} ${second.ok}`));
    });
    expect(labels(simulation)).toEqual(['parent/slow: write']);

    drain(simulation);

    expect(simulation.state.log).toEqual(['slow', 'false true']);
  });

  it('joins in a step of the parent when every child ends at once', () => {
    const simulation = logbook();
    const instant = (name: string) => ({ name, start: () => memory(write(name)) });
    simulation.spawn('p', 'parent', function* () {
      yield* all(instant('a'), instant('b'));
      yield* memory(write('joined'));
    });
    expect(simulation.state.log).toEqual(['a', 'b']);

    take(simulation, 'parent: joins');

    expect(simulation.state.log).toEqual(['a', 'b', 'joined']);
  });

  it('goes on at once when there are no children', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', function* () {
      const outcomes = yield* all();
      yield* memory(write(`${outcomes.length} children`));
    });

    expect(labels(simulation)).toEqual([]);
    expect(simulation.state.log).toEqual(['0 children']);
  });
});

describe('succeed', () => {
  it('ends the task, and its successor bears the same name', () => {
    const simulation = logbook();
    const turn = (n: number): (() => Op<void>) =>
      function* () {
        yield* step('work', write(`turn ${n}`));
        if (n < 3) yield* succeed('loop', turn(n + 1));
        yield* memory(write('over'));
      };
    simulation.spawn('p', 'loop', turn(1));

    expect(drain(simulation)).toEqual(['loop: work', 'loop: work', 'loop: work']);
    expect(simulation.state.log).toEqual(['turn 1', 'turn 2', 'turn 3', 'over']);
  });

  it('hands whoever waits for the task over to its successor', () => {
    const simulation = logbook();
    const first = { name: 'first', start: () => succeed('second', () => step('work', () => 'from the second')) };
    simulation.spawn('p', 'parent', function* () {
      const [outcome] = yield* all(first);
      yield* memory(write(String(unwrap<unknown>(outcome))));
    });

    expect(drain(simulation)).toEqual(['second: work', 'parent: joins']);
    expect(simulation.state.log).toEqual(['from the second']);
  });
});

describe('park and complete', () => {
  const waiter = function* (): Op<void> {
    const word = yield* park<string>('key', 'waits');
    yield* memory(write(word));
  };

  it('wakes a waiting task in a step of its own', () => {
    const simulation = logbook();
    simulation.spawn('p', 'waiter', waiter);
    expect(labels(simulation)).toEqual([]);
    simulation.spawn('p', 'other', () => complete('key', 'hello'));
    expect(simulation.state.log).toEqual([]);

    take(simulation, 'waiter: waits');

    expect(simulation.state.log).toEqual(['hello']);
  });

  it('keeps a value for a task that parks later', () => {
    const simulation = logbook();
    simulation.spawn('p', 'other', () => complete('key', 'early'));
    simulation.spawn('p', 'waiter', waiter);

    drain(simulation);

    expect(simulation.state.log).toEqual(['early']);
  });

  it('hands a value over once', () => {
    const simulation = logbook();
    simulation.spawn('p', 'other', () => complete('key', 'once'));
    simulation.spawn('p', 'waiter', waiter);
    simulation.spawn('p', 'second waiter', waiter);

    expect(drain(simulation)).toEqual(['waiter: waits']);
  });

  it('refuses two waiters of one key, since one of them would wait for ever', () => {
    const simulation = logbook();
    simulation.spawn('p', 'waiter', waiter);

    expect(() => simulation.spawn('p', 'rival', waiter)).toThrow('"rival" and "waiter" both wait on "key"');
  });

  it('loses a value nobody took when the process that left it dies', () => {
    const simulation = logbook();
    simulation.spawn('p', 'other', () => complete('key', 'stale'));
    simulation.kill('p');

    simulation.spawn('p', 'waiter', waiter);

    expect(labels(simulation)).toEqual([]);
  });

  it('keeps a value for the next waiter when the first died waiting', () => {
    const simulation = logbook();
    simulation.spawn('p', 'waiter', waiter);
    simulation.kill('p');
    simulation.spawn('q', 'other', () => complete('key', 'late'));

    simulation.spawn('p', 'waiter', waiter);
    drain(simulation);

    expect(simulation.state.log).toEqual(['late']);
  });
});

describe('sleep', () => {
  it('moves virtual time by its length', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      yield* sleep('rest', 1_500);
      const now = yield* virtualNow();
      yield* memory(write(`at ${now}`));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['at 1500']);
  });

  it('never moves virtual time back when a later timer fires first', () => {
    const simulation = logbook();
    simulation.spawn('p', 'short', () => sleep('rest', 10));
    simulation.spawn('p', 'long', () => sleep('rest', 1_000));

    take(simulation, 'long: rest', 'short: rest');

    expect(simulation.now).toBe(1_000);
  });
});

describe('choose', () => {
  const chooser = function* (): Op<void> {
    const way = yield* choose('way', ['left', 'right']);
    yield* memory(write(way));
  };

  it('offers each option as an event', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', chooser);

    expect(labels(simulation)).toEqual(['task: way: left', 'task: way: right']);
  });

  it('goes one way and withdraws the other', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', chooser);

    take(simulation, 'task: way: right');

    expect(simulation.state.log).toEqual(['right']);
    expect(labels(simulation)).toEqual([]);
  });

  it('leaves the choices of other tasks alone', () => {
    const simulation = logbook();
    simulation.spawn('p', 'one', chooser);
    simulation.spawn('p', 'two', chooser);

    take(simulation, 'one: way: left');

    expect(labels(simulation)).toEqual(['two: way: left', 'two: way: right']);
  });

  it('refuses an empty choice, after which the task would wait for ever', () => {
    const simulation = logbook();

    expect(() => simulation.spawn('p', 'task', () => choose('way', []))).toThrow('no options');
  });
});
