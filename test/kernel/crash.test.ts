// Death: of a process, by its own hand or another's, and of a task by panic or rejection.

import { describe, expect, it } from 'vitest';
import {
  all,
  attempt,
  call,
  choose,
  DEFERRED,
  kill,
  memory,
  type Op,
  Panic,
  park,
  Rejection,
  sleep,
  spawn,
  step,
} from '../../sim/kernel/ask.ts';
import { drain, labels, logbook, take, write } from './harness.ts';

const serve = () => ({ name: 'serve', body: () => step('work', write('served')) as Op<unknown> });

describe('a killed process', () => {
  it('takes every pending step, timer, choice and wake-up of its tasks with it', () => {
    const simulation = logbook();
    simulation.spawn('p', 'stepper', () => step('work', write('never')));
    simulation.spawn('p', 'sleeper', () => sleep('rest', 10));
    simulation.spawn('p', 'chooser', () => choose('way', ['left', 'right']));
    simulation.spawn('p', 'joiner', () => all({ name: 'a', start: () => memory(() => 1) }));
    expect(labels(simulation)).toHaveLength(5);

    simulation.kill('p');

    expect(labels(simulation)).toEqual([]);
  });

  it('leaves other processes alone', () => {
    const simulation = logbook();
    simulation.spawn('p', 'doomed', () => step('work', write('never')));
    simulation.spawn('q', 'other', () => step('work', write('alive')));

    simulation.kill('p');

    expect(drain(simulation)).toEqual(['other: work']);
  });

  it('leaves events from outside in place', () => {
    const simulation = logbook();
    simulation.addExternal({ label: 'restart p', at: 5, process: 'p', source: 'restart', run: () => {} });

    simulation.kill('p');

    expect(labels(simulation)).toEqual(['restart p']);
  });

  it('loses the replies and timeouts of its calls, but not the requests it sent', () => {
    const simulation = logbook({ serve });
    const calling = (name: string) => simulation.spawn('p', name, () => call('q', 'get', {}, { timeoutMs: 9 }));
    calling('asked');
    calling('answered');
    take(simulation, 'answered: q get request', 'serve: work');

    simulation.kill('p');

    expect(labels(simulation)).toEqual(['asked: q get request']);
  });

  it('is served by its successor when a request arrives after the restart', () => {
    const simulation = logbook({ serve });
    simulation.spawn('p', 'task', () => call('q', 'get', {}));
    simulation.kill('q');

    expect(drain(simulation)).toEqual(['task: q get request', 'serve: work', 'task: q get reply']);
  });

  it('frees the names of its tasks for their successors', () => {
    const simulation = logbook();
    const task = () => step('work', write('done'));
    simulation.spawn('p', 'task', task);
    simulation.kill('p');

    simulation.spawn('p', 'task', task);

    expect(labels(simulation)).toEqual(['task: work']);
  });

  it('forgets a call to itself that it was serving', () => {
    const simulation = logbook({ serve }, { isRecording: true });
    simulation.spawn('p', 'task', () => call('p', 'get', {}));
    take(simulation, 'task: p get request');

    simulation.kill('p');
    simulation.spawn('q', 'other', () => step('look', write('around')));
    drain(simulation);

    expect(simulation.records.at(-1)?.calls).toEqual([]);
  });

  it('resets a deferred call that it had not answered', () => {
    const deferring = {
      name: 'defer',
      *body(): Op<unknown> {
        return DEFERRED;
      },
    };
    const simulation = logbook({ serve: () => deferring });
    simulation.spawn('p', 'task', function* () {
      const outcome = yield* call('q', 'get', {});
      yield* memory(write(JSON.stringify(outcome)));
    });
    drain(simulation);

    simulation.kill('q');
    drain(simulation);

    expect(simulation.state.log).toEqual(['{"ok":false,"error":{"network":"reset"}}']);
  });
});

describe('a task that kills', () => {
  it('another process goes on itself', () => {
    const simulation = logbook();
    simulation.spawn('q', 'victim', () => step('work', write('never')));
    simulation.spawn('p', 'killer', function* () {
      yield* kill('q');
      yield* memory(write('killed'));
    });

    expect(simulation.state.log).toEqual(['killed']);
    expect(labels(simulation)).toEqual([]);
  });

  it('its own process does nothing more', () => {
    const simulation = logbook();
    simulation.spawn('p', 'suicide', function* () {
      yield* kill('p');
      yield* memory(write('afterlife'));
      yield* step('haunt', write('ghost'));
    });

    expect(simulation.state.log).toEqual([]);
    expect(labels(simulation)).toEqual([]);
  });

  it('the process of its parent ends the parent too, in mid-spawn', () => {
    const simulation = logbook();
    simulation.spawn('p', 'parent', function* () {
      yield* spawn('child', () => kill('p'), 'q');
      yield* memory(write('afterlife'));
    });

    expect(simulation.state.log).toEqual([]);
  });

  it('its own process as one of several children leaves no sibling behind', () => {
    const simulation = logbook();
    const killer = { name: 'killer', start: () => kill('p') };
    const sibling = { name: 'sibling', start: () => step('work', write('orphan')) };
    simulation.spawn('p', 'parent', () => all(killer, sibling) as Op<unknown>);

    expect(labels(simulation)).toEqual([]);
  });
});

describe('a panic', () => {
  const panicking = function* (): Op<void> {
    yield* step('work', write('worked'));
    throw new Panic('index out of bounds');
  };

  it('is reported to the model with its process and message', () => {
    const reports: string[] = [];
    const simulation = logbook({ panicked: (_, process, message) => reports.push(`${process}: ${message}`) });
    simulation.spawn('p', 'task', panicking);

    drain(simulation);

    expect(reports).toEqual(['p: index out of bounds']);
  });

  it('takes its process down when the model says so', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', panicking);
    simulation.spawn('p', 'sibling', () => step('work', write('sibling')));

    take(simulation, 'task: work');

    expect(labels(simulation)).toEqual([]);
  });

  it('ends the task itself even when the model takes nothing down', () => {
    const simulation = logbook({ panicked: () => {} }, { isRecording: true });
    simulation.spawn('p', 'task', panicking);

    drain(simulation);

    expect(simulation.records.at(-1)?.tasks).toEqual([]);
  });

  it('resets the call that its process was serving', () => {
    const simulation = logbook({ serve: () => ({ name: 'serve', body: panicking }) });
    simulation.spawn('p', 'task', function* () {
      const outcome = yield* call('q', 'get', {});
      yield* memory(write(JSON.stringify(outcome)));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['worked', '{"ok":false,"error":{"network":"reset"}}']);
  });

  it('is not held by attempt', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', function* () {
      yield* attempt(panicking());
      yield* memory(write('survived'));
    });

    drain(simulation);

    expect(simulation.state.log).toEqual(['worked']);
  });

  it('may come from inside a recipe', () => {
    const simulation = logbook();
    const panic = () => {
      throw new Panic('assertion failed');
    };
    simulation.spawn('p', 'task', () => step('assert', panic));
    simulation.spawn('p', 'sibling', () => park('never', 'waits'));

    take(simulation, 'task: assert');

    expect(labels(simulation)).toEqual([]);
  });
});

describe('a rejection', () => {
  it('of a task that nobody waits for is told in the story', () => {
    const simulation = logbook({}, { isRecording: true });
    simulation.spawn('p', 'task', function* () {
      yield* step('work', write('worked'));
      throw new Rejection({ code: 404 });
    });

    drain(simulation);

    expect(simulation.records[0]?.details).toEqual(['task ends with {"code":404}']);
  });
});
