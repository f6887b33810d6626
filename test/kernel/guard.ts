// The toy *guard*, shared with other model checkers: N workers have R rounds each. `read` remembers the row's
// generation; `write` succeeds only if it is still that, then bumps it and ends the round, and otherwise
// forgets the read; `crash` forgets the read, too. SPIN, TLC, rumur and stateright agree on its state counts.

import { memory, type Op, start, step, succeed } from '../../sim/kernel/ask.ts';
import type { FaultEvent } from '../../sim/kernel/event.ts';
import type { Model } from '../../sim/kernel/model.ts';
import { Simulation, type SimulationOptions } from '../../sim/kernel/simulation.ts';
import type { World } from '../../sim/kernel/world.ts';
import { modelOf } from './harness.ts';

export interface Guard {
  /** Of the row that all workers write. */
  generation: number;
  readonly workers: Record<WorkerName, Worker>;
}

type WorkerName = `worker-${number}`;

interface Worker {
  /** Rounds done, each by one successful write. */
  round: number;
  /** The generation read, until it is used. */
  remembered: number | null;
}

export interface GuardSize {
  readonly workers: number;
  readonly rounds: number;
}

/** The toy as a model. Its workers are to be started by {@link startWorkers}. */
export function guardModel({ workers, rounds }: GuardSize): Model<Guard> {
  const names = Array.from({ length: workers }, (_, index): WorkerName => `worker-${index + 1}`);
  const initial = (): Guard => ({
    generation: 0,
    workers: Object.fromEntries(names.map((name) => [name, { round: 0, remembered: null }])),
  });
  return modelOf(initial, {
    depths: { workers: 2 },
    processes: () => names,
    faults: (world, name) => crashOf(world, name as WorkerName, rounds),
  });
}

export function startWorkers(world: World<Guard>, rounds: number): void {
  for (const name of Object.keys(world.state.workers)) begin(world, name as WorkerName, rounds);
}

/** A simulation of the toy with every worker started. */
export function guard(size: GuardSize, options: SimulationOptions = {}): Simulation<Guard> {
  const simulation = new Simulation(guardModel(size), options);
  startWorkers(simulation, size.rounds);
  return simulation;
}

/** The toy's own faults: the kernel offers others, which mean nothing to it. */
export function crashes(world: World<Guard>, rounds: number): FaultEvent[] {
  return Object.keys(world.state.workers).flatMap((name) => crashOf(world, name as WorkerName, rounds));
}

function crashOf(world: World<Guard>, name: WorkerName, rounds: number): FaultEvent[] {
  if (of(world.state, name).remembered === null) return [];
  const run = () => {
    world.kill(name);
    world.apply((state) => {
      of(state, name).remembered = null;
    });
    begin(world, name, rounds);
  };
  return [{ kind: 'fault', fault: 'crash', label: `crash ${name}`, at: 0, sequence: 0, process: name, run }];
}

function begin(world: World<Guard>, name: WorkerName, rounds: number): void {
  world.spawn(name, name, start(work, name, rounds));
}

/** One try at a round; the next is a task of its own, so that answers do not pile up. */
function* work(name: WorkerName, rounds: number): Op<void> {
  if ((yield* memory((state: Guard) => of(state, name).round)) >= rounds) return;
  yield* step('read', (state: Guard) => {
    of(state, name).remembered = state.generation;
  });
  yield* step('write', (state: Guard) => {
    const worker = of(state, name);
    if (worker.remembered === state.generation) {
      state.generation++;
      worker.round++;
    }
    worker.remembered = null;
  });
  yield* succeed(name, start(work, name, rounds));
}

function of({ workers }: Guard, name: WorkerName): Worker {
  const worker = workers[name];
  if (worker === undefined) throw new Error(`there is no ${name}`);
  return worker;
}
