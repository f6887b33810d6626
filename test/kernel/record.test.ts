// What a recorded run keeps of each step, and that an unrecorded one builds none of it.

import { fc, test } from '@fast-check/vitest';
import { applyPatches } from 'immer';
import { describe, expect, it, vi } from 'vitest';
import { step } from '../../sim/kernel/ask.ts';
import type { Event } from '../../sim/kernel/event.ts';
import { Random } from '../../sim/kernel/random.ts';
import { type Chatter, chatter, runChatter } from './chatter.ts';
import { drain, logbook, wander, write } from './harness.ts';

const seeds = fc.nat({ max: 1_000_000 });

describe('a recorded run', () => {
  test.prop([seeds])('has patches that turn each snapshot into the next', (seed) => {
    const { simulation } = runChatter(seed, { isRecording: true });

    let snapshot: Chatter = chatter(4).state;
    for (const record of simulation.records) {
      snapshot = applyPatches(snapshot, [...record.patches]);
      expect(snapshot).toEqual(record.snapshot);
    }
  });

  test.prop([seeds])('has patches only for the steps that say that they may change the state', (seed) => {
    const simulation = chatter(4, { isRecording: true });
    const silent: string[] = [];
    simulation.observers.on('record', ({ label, patches }) => {
      if (!simulation.isDirty && patches.length > 0) silent.push(label);
    });

    wander(simulation, new Random(seed), { faultsMax: 6 });

    expect(silent).toEqual([]);
  });

  it('numbers its steps from one and names what was taken', () => {
    const { simulation, taken } = runChatter(1, { isRecording: true });

    expect(simulation.records.map(({ index, label }) => `${index} ${label}`)).toEqual(
      taken.map((label, index) => `${index + 1} ${label}`),
    );
  });

  test.prop([seeds])('knows the step that made each step possible', (seed) => {
    const simulation = chatter(4, { isRecording: true });
    const open: Event[][] = [[...simulation.enabled()]];
    const taken: Event[] = [];
    simulation.observers.on('step', (event) => {
      taken.push(event);
      open.push([...simulation.enabled()]);
    });

    wander(simulation, new Random(seed), { kinds: ['crash', 'drop-request', 'drop-reply', 'duplicate'], faultsMax: 6 });

    for (const { cause, index, kind } of simulation.records) {
      const event = taken[index - 1] as Event;
      if (kind === 'fault') continue;
      const first = open.findIndex((events) => events.includes(event));
      expect(`${event.label} after ${cause}`).toBe(`${event.label} after ${first}`);
    }
  });

  it('knows that nothing in the run made possible what was added between two steps', () => {
    const simulation = logbook({}, { isRecording: true });
    const add = (label: string) =>
      simulation.addExternal({ label, at: 0, process: 'p', source: 'test', run: () => {} });
    simulation.spawn('p', 'task', function* () {
      yield* step('first', write('a'));
      yield* step('second', write('b'));
    });
    const takeFirst = () => simulation.take(simulation.enabled()[0] as Event);

    takeFirst();
    add('between');
    takeFirst();
    takeFirst();

    expect(simulation.records.map(({ label, cause }) => `${label} ${cause}`)).toEqual([
      'task: first 0',
      'task: second 1',
      'between 0',
    ]);
  });

  it('holds snapshots that nobody can change', () => {
    const { simulation } = runChatter(1, { isRecording: true });

    expect(() => simulation.records[0]?.snapshot.deferred.push(1)).toThrow(TypeError);
  });

  it('says in words what came of a step, an answer and a note', () => {
    const simulation = chatter(1, { isRecording: true });
    drain(simulation);

    const told = simulation.records.filter(({ details }) => details.length > 0);
    expect(told.map(({ label, details }) => `${label}: ${details.join('; ')}`)).toEqual([
      'server add: disk store reply: answer: 1; stored 1',
      'operation 1: server add reply: answer: "added"',
    ]);
  });

  it('shows who waits for what, and where each call is', () => {
    const simulation = chatter(1, { isRecording: true });
    for (let steps = 0; steps < 3; steps++) simulation.take(simulation.enabled()[0] as never);

    expect(simulation.records[2]?.tasks).toEqual([
      { name: 'operation 1', process: 'client', waitingFor: 'server add' },
      { name: 'server add', process: 'server', waitingFor: 'disk store' },
    ]);
    expect(simulation.records[2]?.calls).toEqual([
      { label: 'operation 1: server add', from: 'client', to: 'server', phase: 'served' },
      { label: 'server add: disk store', from: 'server', to: 'disk', phase: 'request' },
    ]);
  });

  it('gives a task values that outlive the step, as an unrecorded one does', () => {
    const results: unknown[] = [];
    for (const isRecording of [false, true]) {
      const simulation = logbook({}, { isRecording });
      simulation.spawn('p', 'task', function* () {
        const result = yield* step('write', (state: { log: string[] }) => {
          state.log.push('a');
          return { seen: [...state.log], nested: { log: state.log.slice() } };
        });
        yield* step('look', () => results.push(JSON.stringify(result)));
      });
      drain(simulation);
    }

    expect(results).toEqual(Array(2).fill('{"seen":["a"],"nested":{"log":["a"]}}'));
  });
});

describe('an unrecorded run', () => {
  it('turns nothing into words', () => {
    const stringify = vi.spyOn(JSON, 'stringify');
    try {
      const { simulation } = runChatter(1);
      expect(stringify).not.toHaveBeenCalled();
      expect(simulation.records).toEqual([]);
    } finally {
      stringify.mockRestore();
    }
  });

  it('does not ask a step to describe itself', () => {
    const describeStep = vi.fn(() => 'described');
    const simulation = logbook();
    simulation.spawn('p', 'task', () => step('write', write('a'), { describe: describeStep }));

    drain(simulation);

    expect(describeStep).not.toHaveBeenCalled();
  });
});
