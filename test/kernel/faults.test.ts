// What the kernel's own faults do to messages, links and steps.

import { describe, expect, it } from 'vitest';
import { call, memory, type Op, step } from '../../sim/kernel/ask.ts';
import { KERNEL_FAULTS } from '../../sim/kernel/faults.ts';
import type { Simulation } from '../../sim/kernel/simulation.ts';
import { drain, faultLabels, find, type Logbook, labels, logbook, strike, take, write } from './harness.ts';

const RESET = '{"ok":false,"error":{"network":"reset"}}';
const TIMED_OUT = '{"ok":false,"error":{"network":"timeout"}}';
const ANSWERED = '{"ok":true,"value":"value"}';

/** `p` calls `q`, which writes a word and answers; the caller writes down what it is told. */
function conversation(options: { timeoutMs?: number } = {}): Simulation<Logbook> {
  const simulation = logbook({
    serve: () => ({
      name: 'serve',
      *body(): Op<unknown> {
        yield* step('work', write('effect'));
        return 'value';
      },
    }),
  });
  simulation.spawn('p', 'task', function* () {
    const outcome = yield* call('q', 'get', {}, options);
    yield* memory(write(JSON.stringify(outcome)));
  });
  return simulation;
}

const DROP_REQUEST = 'fault: drop-request "task: q get request"';
const DROP_REPLY = 'fault: drop-reply "task: q get reply"';

describe('a dropped request', () => {
  it('has no effect, and the caller sees a reset in the end', () => {
    const simulation = conversation();

    strike(simulation, DROP_REQUEST);
    drain(simulation);

    expect(simulation.state.log).toEqual([RESET]);
  });

  it('leaves a caller with a timeout to its timeout', () => {
    const simulation = conversation({ timeoutMs: 50 });

    strike(simulation, DROP_REQUEST);

    expect(drain(simulation)).toEqual(['task: q get timeout']);
    expect(simulation.state.log).toEqual([TIMED_OUT]);
  });

  it('is announced as lost', () => {
    const simulation = conversation();
    const lost: string[] = [];
    simulation.observers.on('message', (what, label) => lost.push(`${what} ${label}`));

    strike(simulation, DROP_REQUEST);

    expect(lost).toEqual(['lost task: q get']);
  });

  it('cannot be dropped again, nor can the reset that it became', () => {
    const simulation = conversation();
    const event = find(simulation, 'task: q get request');
    strike(simulation, DROP_REQUEST);

    expect(labels(simulation)).toEqual(['task: q get reply']);
    expect(faultLabels(simulation).filter((label) => label.includes('drop'))).toEqual([]);
    expect(() => event.kind === 'request' && simulation.drop(event.call)).toThrow('has no message to lose');
  });
});

describe('a dropped reply', () => {
  it('leaves the effect in place, and the caller sees a reset', () => {
    const simulation = conversation();
    take(simulation, 'task: q get request', 'serve: work');

    strike(simulation, DROP_REPLY);
    drain(simulation);

    expect(simulation.state.log).toEqual(['effect', RESET]);
  });

  it('leaves a caller with a timeout to its timeout', () => {
    const simulation = conversation({ timeoutMs: 50 });
    take(simulation, 'task: q get request', 'serve: work');

    strike(simulation, DROP_REPLY);

    expect(drain(simulation)).toEqual(['task: q get timeout']);
    expect(simulation.state.log).toEqual(['effect', TIMED_OUT]);
  });
});

describe('a duplicated request', () => {
  const DUPLICATE = 'fault: duplicate "task: q get request"';

  it('is served twice and answered once', () => {
    const simulation = conversation();

    strike(simulation, DUPLICATE);

    expect(drain(simulation)).toEqual([
      'serve: work',
      'task: q get (copy) request',
      'task: q get reply',
      'serve: work',
    ]);
    expect(simulation.state.log).toEqual(['effect', ANSWERED, 'effect']);
  });

  it('may have its copy lost without a word to the caller', () => {
    const simulation = conversation();
    strike(simulation, DUPLICATE);

    strike(simulation, 'fault: drop-request "task: q get (copy) request"');

    expect(drain(simulation)).toEqual(['serve: work', 'task: q get reply']);
  });

  it('is not copied a second time', () => {
    const simulation = conversation();
    strike(simulation, DUPLICATE);

    expect(faultLabels(simulation).filter((label) => label.includes('fault: duplicate'))).toEqual([]);
  });

  it('arrives later than the original in the timed reading', () => {
    const simulation = conversation();
    strike(simulation, DUPLICATE);

    expect(find(simulation, 'task: q get (copy) request').at).toBeGreaterThan(simulation.now);
  });
});

describe('delays', () => {
  it('of a message let a timeout come first in the timed reading', () => {
    const simulation = conversation({ timeoutMs: 60_000 });

    strike(simulation, 'fault: delay "task: q get request"');

    const request = find(simulation, 'task: q get request');
    const timeout = find(simulation, 'task: q get timeout');
    expect(timeout.at).toBeLessThan(request.at);
  });

  it('of a task postpone its step', () => {
    const simulation = conversation();
    take(simulation, 'task: q get request');
    const before = find(simulation, 'serve: work').at;

    strike(simulation, 'fault: stall "serve: work"');

    expect(find(simulation, 'serve: work').at).toBe(before + 90_000);
  });
});

describe('a partition', () => {
  const CUT = 'fault: partition "task: q get request"';

  it('holds the messages of one direction back until it heals', () => {
    const simulation = conversation();

    strike(simulation, CUT);
    expect(labels(simulation)).toEqual(['heal p to q']);
    take(simulation, 'heal p to q');

    expect(labels(simulation)).toEqual(['task: q get request']);
  });

  it('lets the other direction through', () => {
    const simulation = conversation();
    take(simulation, 'task: q get request');
    simulation.spawn('p', 'second', () => call('q', 'get', {}));

    strike(simulation, 'fault: partition "second: q get request"');
    take(simulation, 'serve: work');

    expect(labels(simulation)).toEqual(['heal p to q', 'task: q get reply']);
  });

  it('can hold back replies', () => {
    const simulation = conversation();
    take(simulation, 'task: q get request', 'serve: work');

    strike(simulation, 'fault: partition "task: q get reply"');

    expect([...simulation.cuts]).toEqual(['q>p']);
    expect(labels(simulation)).toEqual(['heal q to p']);
  });

  it('refuses to deliver a held message', () => {
    const simulation = conversation();
    const request = find(simulation, 'task: q get request');
    strike(simulation, CUT);

    expect(() => simulation.take(request)).toThrow('its link is cut');
  });

  it('does not stop a timeout, which is the caller’s own clock', () => {
    const simulation = conversation({ timeoutMs: 50 });
    strike(simulation, CUT);

    take(simulation, 'task: q get timeout');

    expect(simulation.state.log).toEqual([TIMED_OUT]);
  });

  it('never cuts a process off from itself', () => {
    const simulation = logbook();
    simulation.spawn('p', 'task', () => call('p', 'get', {}));

    expect(faultLabels(simulation).filter((label) => label.includes('partition'))).toEqual([]);
  });
});

describe('every fault', () => {
  it('is announced with its kind', () => {
    const simulation = conversation();
    const announced: string[] = [];
    simulation.observers.on('fault', (kind, label) => announced.push(`${kind} | ${label}`));

    strike(simulation, DROP_REQUEST);

    expect(announced).toEqual([`drop-request | ${DROP_REQUEST}`]);
  });

  it('that the kernel offers is in its table', () => {
    const simulation = conversation();
    const offered = new Set(simulation.faults().map(({ fault }) => fault));
    take(simulation, 'task: q get request');
    for (const { fault } of simulation.faults()) offered.add(fault);
    take(simulation, 'serve: work');
    for (const { fault } of simulation.faults()) offered.add(fault);

    expect([...offered].sort()).toEqual(Object.keys(KERNEL_FAULTS).sort());
  });

  it('of the model’s own kind is offered beside the kernel’s', () => {
    const crash = {
      kind: 'fault',
      fault: 'crash',
      label: 'crash p',
      at: 0,
      sequence: 0,
      process: 'p',
      run: () => {},
    } as const;
    const simulation = logbook({ processes: () => ['p'], faults: () => [crash] });

    expect(faultLabels(simulation)).toEqual(['crash p']);
  });
});
