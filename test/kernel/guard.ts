// The toy *guard*, shared with other model checkers: N workers have R rounds each. `read` remembers the row's
// generation; `write` succeeds only if it is still that, then bumps it and ends the round, and otherwise
// forgets the read; `crash` forgets the read, too. SPIN, TLC, rumur and stateright agree on its state counts.

import { memory, type Op, step } from '../../sim/kernel/ask.ts';
import type { FaultEvent } from '../../sim/kernel/event.ts';
import { Simulation, type SimulationOptions } from '../../sim/kernel/simulation.ts';
import { modelOf } from './harness.ts';

export interface Guard {
  /** Of the row that all workers write. */
  generation: number;
  readonly workers: Worker[];
}

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

/** A simulation of the toy with every worker started. */
export function guard(size: GuardSize, options: SimulationOptions = {}): Simulation<Guard> {
  const initial = (): Guard => ({
    generation: 0,
    workers: Array.from({ length: size.workers }, () => ({ round: 0, remembered: null })),
  });
  const simulation = new Simulation(modelOf(initial, { faults: (running) => crashes(running, size.rounds) }), options);
  for (let id = 0; id < size.workers; id++) start(simulation, id, size.rounds);
  return simulation;
}

/** The toy's own faults: the kernel offers others, which mean nothing to it. */
export function crashes(simulation: Simulation<Guard>, rounds: number): FaultEvent[] {
  return simulation.state.workers.flatMap(({ remembered }, id) => {
    if (remembered === null) return [];
    const process = `worker ${id}`;
    const run = () => {
      simulation.kill(process);
      simulation.apply(({ workers }) => {
        of(workers, id).remembered = null;
      });
      start(simulation, id, rounds);
    };
    return [{ kind: 'fault', fault: 'crash', label: `crash ${process}`, at: 0, sequence: 0, process, run }];
  });
}

function start(simulation: Simulation<Guard>, id: number, rounds: number): void {
  const process = `worker ${id}`;
  simulation.spawn(process, process, () => work(id, rounds));
}

function* work(id: number, rounds: number): Op<void> {
  while ((yield* memory(({ workers }: Guard) => of(workers, id).round)) < rounds) {
    yield* step('read', ({ generation, workers }: Guard) => {
      of(workers, id).remembered = generation;
    });
    yield* step('write', (row: Guard) => {
      const worker = of(row.workers, id);
      if (worker.remembered === row.generation) {
        row.generation++;
        worker.round++;
      }
      worker.remembered = null;
    });
  }
}

function of(workers: readonly Worker[], id: number): Worker {
  const worker = workers[id];
  if (worker === undefined) throw new Error(`there is no worker ${id}`);
  return worker;
}
