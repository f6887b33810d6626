// What is measured, ours and the peers'. Each subject does a piece of work and says how much it did; time is that of
// the processor, so that whatever else the machine does counts less.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Machine } from '../../sim/kernel/machine/machine.ts';
import { Random } from '../../sim/kernel/random.ts';
import { Simulation } from '../../sim/kernel/simulation.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { perform, walkFrom } from '../../sim/search/course.ts';
import { batches, Hunt } from '../../sim/search/hunt.ts';
import { Explorer } from '../../sim/search/prove/explorer.ts';
import { prove } from '../../sim/search/prove/prove.ts';
import { Symmetry } from '../../sim/search/prove/symmetry.ts';
import { Visited } from '../../sim/search/prove/visited.ts';
import { type GuardSize, guardModel, startWorkers } from '../kernel/guard.ts';
import { togglesOf } from '../search/local.ts';
import { scenarioOf } from './proof.ts';

/** Work done, in the subject's own unit, and the seconds of a processor that it took. */
export interface Sample {
  readonly work: number;
  readonly seconds: number;
}

const DESIGN = 'pr-6795/6';
const GUARD: GuardSize = { workers: 5, rounds: 3 };

/** States of the guard, on the machine that proves. */
export function exploreGuard(): Sample {
  return timed(() => statesOfGuard(4_000_000));
}

/** One verdict on the guard, whose workers are interchangeable. */
export function symmetricGuard(): Sample {
  return timed(() => {
    const names = Array.from({ length: GUARD.workers }, (_, index) => `worker-${index + 1}`);
    statesOfGuard(50_000, (machine) => ({ symmetry: new Symmetry(machine, [names]) }));
    return 1;
  });
}

/** Explores the guard; `more` adds to the space. */
function statesOfGuard(room: number, more: (machine: Machine<never>) => object = () => ({})): number {
  const explorer = guardExplorer(GUARD, room, more);
  for (;;) {
    while (explorer.pending > 0) explorer.work(100_000);
    if (explorer.waiting === 0) return explorer.visited.count;
    explorer.descend();
  }
}

/** An explorer of a guard that is about to begin, with room for so many states to begin with. */
export function guardExplorer(
  size: GuardSize,
  room: number,
  more: (machine: Machine<never>) => object = () => ({}),
): Explorer<never> {
  const machine = new Machine(guardModel(size));
  const anyMachine = machine as unknown as Machine<never>;
  const initial = machine.initial(() => startWorkers(machine, size.rounds));
  const allows = (fault: string) => fault === 'crash';
  const space = { machine: anyMachine, initial, allows, faultsLeft: -1, memories: [], ...more(anyMachine) };
  const explorer = new Explorer<never>({ ...space, kindOf: () => '' }, new Visited(Visited.tableFor(room)));
  explorer.begin();
  return explorer;
}

/** States of the same by SPIN, depth first; `undefined` where SPIN or a C compiler is missing. */
export function spinGuard(): Sample | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'guard-'));
  try {
    cpSync(fileURLToPath(new URL('./guard.pml', import.meta.url)), join(folder, 'guard.pml'));
    const run = (command: string) => spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    if (run('spin -a guard.pml').status !== 0) return undefined;
    if (run('gcc -w -O2 -DNOREDUCE -DSAFETY -o pan pan.c').status !== 0) return undefined;
    const { stdout, stderr } = run('TIMEFORMAT=%U; time ./pan -m10000 -w23');
    const states = /(\d+) states, stored/.exec(stdout)?.[1];
    return states === undefined ? undefined : { work: Number(states), seconds: Number(stderr.trim()) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Schedules of four workers that read a row and write it guarded, with retries, by fast-check's scheduler. */
export async function fastCheckToy(schedules: number): Promise<Sample> {
  const before = process.cpuUsage();
  for (const scheduler of fc.sample(fc.scheduler(), { numRuns: schedules, seed: 1 })) {
    let generation = 0;
    const read = scheduler.scheduleFunction(async () => generation);
    const write = scheduler.scheduleFunction(async (seen: number) => {
      if (seen !== generation) return false;
      generation++;
      return true;
    });
    const worker = async () => {
      while (!(await write(await read())));
    };
    const all = Promise.all([worker(), worker(), worker(), worker()]);
    await scheduler.waitFor(all);
  }
  return { work: schedules, seconds: secondsSince(before) };
}

/** The same toy at random on the machine that proves. */
export function machineToy(schedules: number): Sample {
  return timed(() => {
    const machine = new Machine(guardModel({ workers: 4, rounds: 1 }));
    const initial = machine.initial(() => startWorkers(machine, 1));
    const random = new Random(1);
    const state = initial.slice();
    for (let n = 0; n < schedules; n++) {
      state.set(initial);
      for (;;) {
        const moves = machine.cells.actors.filter((cell) => state[cell] !== 0);
        if (moves.length === 0) break;
        const [move] = machine.movesOf(state[random.pick(moves)] as number);
        if (move === undefined) throw new Error('a worker waits for nothing');
        const { writes } = machine.effectOf(move, state);
        for (let i = 0; i < writes.length; i += 2) state[writes[i] as number] = writes[i + 1] as number;
      }
    }
    return schedules;
  });
}

/** The same toy at random on the simulation. */
export function simulationToy(schedules: number): Sample {
  return timed(() => {
    const random = new Random(1);
    for (let n = 0; n < schedules; n++) {
      const simulation = new Simulation(guardModel({ workers: 4, rounds: 1 }));
      startWorkers(simulation, 1);
      for (let events = simulation.enabled(); events.length > 0; events = simulation.enabled()) {
        simulation.take(random.pick(events));
      }
    }
    return schedules;
  });
}

/** Schedules of the full rack, as a hunt makes them: at random, with every invariant, healed and drained. */
export function huntTwice(schedules: number): Sample {
  const scenario = scenarioOf('seed/terminate-twice');
  return timed(() => {
    const hunt = new Hunt(scenario, togglesOf(DESIGN), { isKeepingGoing: true });
    for (const batch of batches(1, schedules)) hunt.run(batch);
    return schedules;
  });
}

/** The same, each on a simulation of its own. */
export function simulateTwice(schedules: number): Sample {
  const scenario = scenarioOf('seed/terminate-twice');
  return timed(() => {
    for (let seed = 1; seed <= schedules; seed++) perform(scenario, togglesOf(DESIGN), walkFrom(seed));
    return schedules;
  });
}

/** States of the full rack, as a proof looks at them: invariants, reduction and rest included. */
export function proveTwice(statesMax: number): Sample {
  const question = {
    scenario: scenarioOf('seed/terminate-twice'),
    toggles: togglesOf('always-stopped'),
    invariants: INVARIANTS,
  };
  return timed(() => prove(question, { statesMax, isReduced: false, isKeepingGoing: true }).states);
}

/** Seconds of virtual time in default order, with ticks, after so many runs. */
export function virtualTime(runs: number): Sample {
  const scenario = { ...scenarioOf('workloads/two-instances'), ticks: 20 };
  return timed(() => {
    let ms = 0;
    for (let n = 0; n < runs; n++) ms += perform(scenario, togglesOf(DESIGN), { kind: 'default' }).simulation.now;
    return ms / 1_000;
  });
}

/** Microseconds a step in each quarter of a long run. */
export function stepTimes(): readonly number[] {
  const scenario = { ...scenarioOf('workloads/two-instances'), ticks: 60 };
  const stamps: NodeJS.CpuUsage[] = [];
  perform(
    scenario,
    togglesOf(DESIGN),
    { kind: 'default' },
    {
      onStart: (run) => run.simulation.observers.on('step', () => stamps.push(process.cpuUsage())),
    },
  );
  const quarter = Math.floor(stamps.length / 4);
  return [0, 1, 2, 3].map((part) => {
    const { user, system } = process.cpuUsage(stamps[part * quarter]);
    const rest = process.cpuUsage(stamps[Math.min((part + 1) * quarter, stamps.length - 1)]);
    return (user + system - rest.user - rest.system) / quarter;
  });
}

/** Microseconds a step in each quarter of a long hunt, which remembers more and more and forgets it now and then. */
export function huntTimes(schedules: number): readonly number[] {
  const hunt = new Hunt(scenarioOf('seed/honest-answer-half'), togglesOf(DESIGN), { isKeepingGoing: true });
  const quarter = Math.floor(schedules / 4);
  return [0, 1, 2, 3].map((part) => {
    let steps = 0;
    const { seconds } = timed(() => {
      for (const batch of batches(1 + part * quarter, quarter)) steps += hunt.run(batch).steps;
      return steps;
    });
    return (seconds * 1e6) / steps;
  });
}

function timed(work: () => number): Sample {
  const before = process.cpuUsage();
  const done = work();
  return { work: done, seconds: secondsSince(before) };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
