// A small system that uses every ask of the kernel and every fault, for claims about runs in general: a client
// whose operations call a server, which calls a disk, defers, locks, sleeps, chooses, panics and is crashed.
// Its state is bounded, so that whatever grows with the run must be the kernel's.

import {
  all,
  attempt,
  call,
  choose,
  complete,
  DEFERRED,
  mark,
  memory,
  note,
  type Op,
  Panic,
  park,
  Rejection,
  respond,
  type StepFailure,
  sleep,
  spawn,
  step,
} from '../../sim/kernel/ask.ts';
import type { Call, FaultEvent } from '../../sim/kernel/event.ts';
import { Random } from '../../sim/kernel/random.ts';
import { Simulation, type SimulationOptions } from '../../sim/kernel/simulation.ts';
import type { World } from '../../sim/kernel/world.ts';
import { modelOf, wander } from './harness.ts';

export interface Chatter {
  readonly up: { server: boolean; disk: boolean };
  /** How often each thing was done, modulo ten, so that the state stays bounded in long runs. */
  readonly counts: Record<Counted, number>;
  /** Deferred calls that the server has not answered, by id. */
  readonly deferred: number[];
  lockedBy: string | undefined;
}

type Counted = 'add' | 'later' | 'panic' | 'both' | 'not both' | 'stored';
type Process = keyof Chatter['up'];

const PROCESSES: readonly Process[] = ['server', 'disk'];

const RESTART_MS = 500;
const TIMEOUT_MS = 100;

const DISK_FAILURES: readonly StepFailure[] = [
  { kind: 'disk-error', applied: false, label: 'error before', error: new Rejection('EIO') },
  { kind: 'disk-error', applied: true, label: 'error after', error: new Rejection('EIO') },
];

/** A random run of four operations and up to six faults, from start to end. */
export function runChatter(
  seed: number,
  options: SimulationOptions = {},
): { simulation: Simulation<Chatter>; taken: string[] } {
  const simulation = chatter(4, options);
  return { simulation, taken: wander(simulation, new Random(seed), { faultsMax: 6 }) };
}

/** A simulation whose client has `operations` operations to start, in any order. */
export function chatter(operations: number, options: SimulationOptions = {}): Simulation<Chatter> {
  const simulation = new Simulation(
    modelOf<Chatter>(initial, {
      isUp: (state, process) => process === 'client' || state.up[process as Process],
      serve,
      processes: () => PROCESSES,
      faults: crashes,
      panicked: (panicking, process) => crash(panicking, process as Process),
    }),
    options,
  );
  for (let n = 1; n <= operations; n++) addOperation(simulation, n);
  return simulation;
}

function initial(): Chatter {
  const counts = { add: 0, later: 0, panic: 0, both: 0, 'not both': 0, stored: 0 };
  return { up: { server: true, disk: true }, counts, deferred: [], lockedBy: undefined };
}

/** Adds one more client operation, which somebody must start. */
export function addOperation(simulation: Simulation<Chatter>, n: number): void {
  simulation.addExternal({
    label: `client operation ${n}`,
    at: simulation.now,
    process: 'client',
    source: 'operation',
    run: () => {
      simulation.spawn('client', `operation ${n}`, operation);
    },
  });
}

function* operation(): Op<void> {
  const way = yield* choose('way', ['add', 'later', 'both', 'panic']);
  if (way === 'both') {
    const outcomes = yield* all(
      { name: 'left', start: () => ask('add') },
      { name: 'right', start: () => ask('later') },
    );
    yield* memory(count(outcomes.every(({ ok }) => ok) ? 'both' : 'not both'));
  } else {
    yield* ask(way);
  }
  yield* mark(`an operation went by ${way}`);
}

/** Asks the server, with one retry after a timeout: so two attempts can be under way at once. */
function* ask(endpoint: 'add' | 'later' | 'panic'): Op<void> {
  for (let attempts = 0; attempts < 2; attempts++) {
    const outcome = yield* call('server', endpoint, {}, { timeoutMs: TIMEOUT_MS });
    if (outcome.ok) {
      yield* memory(count(endpoint));
      return;
    }
  }
  throw new Rejection(`${endpoint} failed`);
}

function serve(request: Call): { name: string; body: () => Op<unknown> } {
  const { endpoint } = request.ask;
  const handlers: Record<string, () => Op<unknown>> = {
    add: serveAdd,
    later: () => serveLater(request.id),
    panic: servePanic,
    store: () => step('stores', count('stored'), { failures: DISK_FAILURES }),
  };
  return { name: `${request.ask.to} ${endpoint}`, body: handlers[endpoint] as () => Op<unknown> };
}

function* serveAdd(): Op<string> {
  const stored = yield* call<number, string>('disk', 'store', {});
  if (!stored.ok) throw new Rejection(stored.error);
  yield* note(`stored ${stored.value}`);
  return 'added';
}

/** Defers the call; a task of its own answers it once it is told to, by way of a one-shot channel. */
function* serveLater(id: number): Op<symbol> {
  yield* memory(({ deferred }: Chatter) => {
    deferred.push(id);
  });
  yield* spawn('server answers', () => answerLater(id));
  yield* spawn('server tells', function* () {
    yield* sleep('waits a little', 5);
    yield* complete(`answer ${id}`, 'now');
  });
  return DEFERRED;
}

function* answerLater(id: number): Op<void> {
  const value = yield* park<string>(`answer ${id}`, 'waits to answer');
  yield* memory(({ deferred }: Chatter) => {
    deferred.splice(deferred.indexOf(id), 1);
  });
  yield* respond(id, { ok: true, value });
}

function* servePanic(): Op<void> {
  yield* attempt(
    step('takes the lock', (state: Chatter) => {
      if (state.lockedBy !== undefined) throw new Rejection('locked');
      state.lockedBy = 'server';
    }),
  );
  throw new Panic('poisoned');
}

function count(what: Counted): (state: Chatter) => number {
  return ({ counts }) => {
    counts[what] = (counts[what] + 1) % 10;
    return counts[what];
  };
}

function crashes(world: World<Chatter>, process: string): FaultEvent[] {
  if (!world.state.up[process as Process]) return [];
  const run = () => crash(world, process as Process);
  return [{ kind: 'fault', fault: 'crash', label: `crash ${process}`, at: 0, sequence: 0, process, run }];
}

function crash(simulation: World<Chatter>, process: Process): void {
  simulation.kill(process);
  simulation.apply((state) => {
    state.up[process] = false;
    if (process === 'server') {
      state.deferred.length = 0;
      state.lockedBy = undefined;
    }
  });
  simulation.addExternal({
    label: `restart ${process}`,
    at: simulation.now + RESTART_MS,
    process,
    source: 'restart',
    run: () => {
      simulation.apply((state) => {
        state.up[process] = true;
      });
    },
  });
}
