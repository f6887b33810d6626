// Remote calls between processes: what the caller is told, and when.

import { describe, expect, it } from 'vitest';
import { call, DEFERRED, memory, type Op, Rejection, respond, step } from '../../sim/kernel/ask.ts';
import type { Call } from '../../sim/kernel/event.ts';
import { drain, type Logbook, labels, logbook, take, write } from './harness.ts';

type Handler = (request: Call) => Op<unknown>;

const serving = (handler: Handler) => ({
  serve: (request: Call) => ({ name: `serve ${request.ask.endpoint}`, body: () => handler(request) }),
});

/** Calls `q` and writes down what it is told. */
function caller(options: { timeoutMs?: number } = {}): () => Op<void> {
  return function* () {
    const outcome = yield* call('q', 'get', { id: 7 }, options);
    yield* memory(write(JSON.stringify(outcome)));
  };
}

const answering = serving(function* () {
  return yield* step('look up', () => 'value');
});

const TIMED_OUT = '{"ok":false,"error":{"network":"timeout"}}';
const RESET = '{"ok":false,"error":{"network":"reset"}}';

describe('a call', () => {
  it('is delivered, served and answered, each in a step of its own', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller());

    expect(drain(simulation)).toEqual(['task: q get request', 'serve get: look up', 'task: q get reply']);
    expect(simulation.state.log).toEqual(['{"ok":true,"value":"value"}']);
  });

  it('hands the request to the handler', () => {
    const simulation = logbook(
      serving(function* (request) {
        yield* memory(write(JSON.stringify(request.ask.request)));
      }),
    );
    simulation.spawn('p', 'task', caller());

    take(simulation, 'task: q get request');

    expect(simulation.state.log).toEqual(['{"id":7}']);
  });

  it('is answered with the error that its handler is rejected with', () => {
    const simulation = logbook(
      serving(function* () {
        throw new Rejection('not found');
      }),
    );
    simulation.spawn('p', 'task', caller());

    drain(simulation);

    expect(simulation.state.log).toEqual(['{"ok":false,"error":"not found"}']);
  });

  it('is refused while its callee is down', () => {
    const simulation = logbook({ ...answering, isUp: (_, process) => process !== 'q' });
    simulation.spawn('p', 'task', caller());

    drain(simulation);

    expect(simulation.state.log).toEqual(['{"ok":false,"error":{"network":"refused"}}']);
  });

  it('takes its latency both ways in the timed reading', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', () => call('q', 'get', {}, { latencyMs: 20 }) as Op<unknown>);

    drain(simulation);

    expect(simulation.now).toBe(20 + 1 + 20);
  });
});

describe('a deferred call', () => {
  const deferring = serving(function* (request) {
    yield* memory((state: Logbook) => state.log.push(`call ${request.id}`));
    return DEFERRED;
  });

  it('leaves the caller waiting until somebody responds', () => {
    const simulation = logbook(deferring);
    simulation.spawn('p', 'task', caller());
    drain(simulation);
    expect(simulation.state.log).toEqual(['call 1']);

    simulation.spawn('q', 'responder', () => respond(1, { ok: true, value: 'at last' }));
    drain(simulation);

    expect(simulation.state.log).toEqual(['call 1', '{"ok":true,"value":"at last"}']);
  });

  it('takes the first answer and ignores the second', () => {
    const simulation = logbook(deferring);
    simulation.spawn('p', 'task', caller());
    drain(simulation);

    simulation.spawn('q', 'responder', function* () {
      yield* respond(1, { ok: true, value: 'first' });
      yield* respond(1, { ok: true, value: 'second' });
    });

    expect(labels(simulation)).toEqual(['task: q get reply']);
    drain(simulation);
    expect(simulation.state.log).toEqual(['call 1', '{"ok":true,"value":"first"}']);
  });

  it('ignores an answer to a call that nobody made', () => {
    const simulation = logbook(deferring);

    simulation.spawn('q', 'responder', () => respond(99, { ok: true, value: 'hello?' }));

    expect(labels(simulation)).toEqual([]);
  });
});

describe('a timeout', () => {
  it('ends the wait of the caller', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller({ timeoutMs: 50 }));

    take(simulation, 'task: q get timeout');

    expect(simulation.state.log).toEqual([TIMED_OUT]);
    expect(simulation.now).toBe(50);
  });

  it('is withdrawn once the reply is in', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller({ timeoutMs: 50 }));

    take(simulation, 'task: q get request', 'serve get: look up', 'task: q get reply');

    expect(labels(simulation)).toEqual([]);
  });

  it('takes away the reply that was on its way', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller({ timeoutMs: 50 }));

    take(simulation, 'task: q get request', 'serve get: look up', 'task: q get timeout');

    expect(labels(simulation)).toEqual([]);
    expect(simulation.state.log).toEqual([TIMED_OUT]);
  });

  it('does not take back a request on its way, which still has its effect', () => {
    const simulation = logbook(serving(() => step('change', write('changed'))));
    simulation.spawn('p', 'task', caller({ timeoutMs: 50 }));

    take(simulation, 'task: q get timeout');

    expect(drain(simulation)).toEqual(['task: q get request', 'serve get: change']);
    expect(simulation.state.log).toEqual([TIMED_OUT, 'changed']);
  });

  it('does not stop the handler, whose answer goes nowhere', () => {
    const simulation = logbook(serving(() => step('change', write('changed'))));
    simulation.spawn('p', 'task', caller({ timeoutMs: 50 }));

    take(simulation, 'task: q get request', 'task: q get timeout');

    expect(drain(simulation)).toEqual(['serve get: change']);
    expect(simulation.state.log).toEqual([TIMED_OUT, 'changed']);
  });

  it('does not exist for a caller that set none', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller());

    expect(labels(simulation)).toEqual(['task: q get request']);
  });
});

describe('a reset', () => {
  it('is what the caller sees when its callee dies while serving', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller());
    take(simulation, 'task: q get request');

    simulation.kill('q');

    expect(drain(simulation)).toEqual(['task: q get reply']);
    expect(simulation.state.log).toEqual([RESET]);
  });

  it('does not reach back to a reply that was sent before the death', () => {
    const simulation = logbook(answering);
    simulation.spawn('p', 'task', caller());
    take(simulation, 'task: q get request', 'serve get: look up');

    simulation.kill('q');
    drain(simulation);

    expect(simulation.state.log).toEqual(['{"ok":true,"value":"value"}']);
  });
});
