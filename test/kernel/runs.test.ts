// Claims about runs in general, over random schedules with every fault of the kernel and crashes of the model.

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { KERNEL_FAULTS } from '../../sim/kernel/faults.ts';
import { Random } from '../../sim/kernel/random.ts';
import { addOperation, chatter, runChatter } from './chatter.ts';
import { wander } from './harness.ts';

const seeds = fc.nat({ max: 1_000_000 });

describe('a run', () => {
  test.prop([seeds])('is the same whenever its seed is', (seed) => {
    const first = runChatter(seed, { isDigesting: true });
    const second = runChatter(seed, { isDigesting: true });

    expect(second.taken).toEqual(first.taken);
    expect(second.simulation.digest).toBe(first.simulation.digest);
  });

  test.prop([seeds])('is the same whether it is recorded or not', (seed) => {
    const plain = runChatter(seed, { isDigesting: true });
    const recorded = runChatter(seed, { isDigesting: true, isRecording: true });

    expect(recorded.taken).toEqual(plain.taken);
    expect(recorded.simulation.digest).toBe(plain.simulation.digest);
    expect(recorded.simulation.state).toEqual(plain.simulation.state);
    expect(recorded.simulation.marks).toEqual(plain.simulation.marks);
  });

  test.prop([seeds])('never offers two events of one label', (seed) => {
    const simulation = chatter(4);
    let repeated: string | undefined;
    simulation.observers.on('step', () => {
      const offered = [...simulation.enabled(), ...simulation.faults()].map(({ label }) => label);
      repeated ??= offered.find((label, index) => offered.indexOf(label) !== index);
    });

    wander(simulation, new Random(seed), { faultsMax: 6 });

    expect(repeated).toBeUndefined();
  });

  test.prop([seeds])('never has two living tasks of one name', (seed) => {
    const { simulation } = runChatter(seed, { isRecording: true });

    for (const { tasks } of simulation.records) {
      expect(new Set(tasks.map(({ name }) => name)).size).toBe(tasks.length);
    }
  });

  test.prop([seeds])('leaves no task and no call behind once nothing more can happen', (seed) => {
    const { simulation } = runChatter(seed, { isRecording: true });

    expect(simulation.records.at(-1)).toMatchObject({ tasks: [], calls: [] });
  });

  test.prop([seeds])('can be taken again by its labels alone', (seed) => {
    const { simulation, taken } = runChatter(seed, { isDigesting: true });
    const replayed = chatter(4, { isDigesting: true });

    for (const label of taken) {
      const event = [...replayed.enabled(), ...replayed.faults()].find((candidate) => candidate.label === label);
      expect(event, label).toBeDefined();
      if (event) replayed.take(event);
    }

    expect(replayed.digest).toBe(simulation.digest);
  });

  it('differs for most seeds', () => {
    const digests = new Set<string>();
    for (let seed = 0; seed < 100; seed++) digests.add(runChatter(seed, { isDigesting: true }).simulation.digest);

    expect(digests.size).toBeGreaterThan(90);
  });

  it('meets every fault in some of its seeds', () => {
    const struck = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const simulation = chatter(4);
      simulation.observers.on('fault', (kind) => struck.add(kind));
      wander(simulation, new Random(seed), { faultsMax: 6 });
    }

    expect([...struck].sort()).toEqual([...Object.keys(KERNEL_FAULTS), 'crash', 'disk-error'].sort());
  });

  it('keeps the digest that it had when this was written', () => {
    expect(runChatter(6795, { isDigesting: true }).simulation.digest).toBe('57fc3e2ddeeea572');
  });

  it('has no digest unless asked for one', () => {
    expect(() => chatter(1).digest).toThrow('without isDigesting');
  });
});

describe('the cost of a step', () => {
  /** How many objects and entries the simulation can reach: no step can look at more than that. */
  function sizeOf(root: object): number {
    const seen = new Set<object>([root]);
    let size = 0;
    for (const object of seen) {
      const values =
        object instanceof Map ? [...object].flat() : object instanceof Set ? [...object] : Object.values(object);
      size += 1 + values.length;
      for (const value of values) if (value !== null && typeof value === 'object') seen.add(value);
    }
    return size;
  }

  it('does not grow with the run, since nothing of the past is kept', () => {
    const simulation = chatter(0, { isDigesting: true });
    const random = new Random(1);
    const sizes: number[] = [];
    for (let n = 1; n <= 2_000; n++) {
      addOperation(simulation, n);
      wander(simulation, random, { faultsMax: 2 });
      sizes.push(sizeOf(simulation));
    }

    // By then every mark has been reached once.
    const settled = sizes.slice(500);
    expect(Math.max(...settled)).toBe(Math.min(...settled));
    expect(simulation.stepCount).toBeGreaterThan(20_000);
  });
});
