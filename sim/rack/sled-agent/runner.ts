// The runner of one VMM: takes one message at a time, the monitor's before any request, and while it waits for
// Propolis or for Nexus it takes nothing.
// Source: InstanceRunner, sled-agent/src/instance.rs @ 0640bb277d, the function named at each.

import {
  attempt,
  mark,
  memory,
  type Op,
  type Outcome,
  respond,
  spawn,
  start,
  step,
  succeed,
} from '../../kernel/ask.ts';
import type { VmmReport } from '../database/vmm.ts';
import type { RequestedState } from '../nexus/sled-calls.ts';
import { bootZone, haltZone } from '../propolis/zone.ts';
import type { Rack } from '../rack.ts';
import { deregister, releaseManager } from './manager.ts';
import { callPropolis } from './propolis-client.ts';
import { publishState, reportOf } from './publisher.ts';
import {
  type MonitorMessage,
  memoryOf,
  type Runner,
  type RunnerId,
  type RunnerRequest,
  runnerOf,
  type SledAgent,
} from './sled-agent.ts';
import { isKeptUntilPushed, terminate } from './terminate.ts';
import { isHalted, observe, terminateRudely, transition } from './vmm-state.ts';

type Message =
  | { readonly kind: 'monitor'; readonly message: MonitorMessage }
  | { readonly kind: 'request'; readonly request: RunnerRequest };

/**
 * Lets the runner take its next message, unless it is at work or has none. Each turn is a task of its own: spawned,
 * or in succession to the turn before.
 */
export function* pokeRunner(agent: SledAgent, id: RunnerId, begin: typeof succeed = spawn): Op<void> {
  const isReady = yield* memory((rack: Rack) => {
    const runner = memoryOf(rack, agent).runners[id];
    if (!runner || runner.isBusy || (runner.requests.length === 0 && runner.monitorMessage === null)) return false;
    runner.isBusy = true;
    return true;
  });
  if (isReady) yield* begin(`${agent.id} runner ${id}`, start(turn, agent, id));
}

/** `run`: one round of the loop, and what follows the last one. */
function* turn(agent: SledAgent, id: RunnerId): Op<void> {
  const message = yield* step(
    'takes its next message',
    (rack: Rack): Message | null => takeMessage(runnerOf(rack, agent, id)),
    { describe: describeMessage },
  );
  yield* releaseManager(agent, id, 'room');
  if (message !== null) {
    const phase = yield* memory((rack: Rack) => runnerOf(rack, agent, id).phase);
    if (phase === 'draining') yield* refuse(agent, id, message);
    else if (message.kind === 'monitor') yield* handleMonitor(agent, id, message.message);
    else {
      const served = yield* attempt(handleRequest(agent, id, message.request));
      if (!served.ok) return yield* answerCutShort(message.request);
    }
  }
  yield* finish(agent, id);
}

/** What follows a message that has been served. */
function* finish(agent: SledAgent, id: RunnerId): Op<void> {
  const isLeaving = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    return runner.shouldTerminate && runner.phase === 'running';
  });
  if (isLeaving) yield* leave(agent, id);
  yield* memory((rack: Rack) => finishTurn(rack, agent, id));
  yield* pokeRunner(agent, id, succeed);
}

function takeMessage(runner: Runner): Message | null {
  if (runner.monitorMessage !== null && runner.phase === 'running') {
    const message = runner.monitorMessage;
    runner.monitorMessage = null;
    return { kind: 'monitor', message };
  }
  const request = runner.requests.shift();
  return request === undefined ? null : { kind: 'request', request };
}

function describeMessage(message: Message | null): string {
  if (message === null) return 'there is none';
  if (message.kind === 'request') return `takes ${message.request.kind}`;
  return message.message.kind === 'state'
    ? `Propolis says ${message.message.observation.state}`
    : 'Propolis says that it has no VM';
}

function finishTurn(rack: Rack, agent: SledAgent, id: RunnerId): void {
  const runner = runnerOf(rack, agent, id);
  runner.isBusy = false;
  if (runner.phase !== 'draining') return;
  runner.monitorMessage = null;
  // The queue closes when the manager has dropped its end: nobody can send any more.
  const own = memoryOf(rack, agent);
  if (!Object.values(own.jobs).includes(id) && runner.requests.length === 0) delete own.runners[id];
}

/** The monitor's word: observed, published before the next poll. */
function* handleMonitor(agent: SledAgent, id: RunnerId, message: MonitorMessage): Op<void> {
  if (message.kind === 'no-instance') {
    yield* mark('a Propolis had lost its VM');
    yield* terminate(agent, id, true);
    return;
  }
  // `observe_state` ignores what is said of a zone that is gone, but publishes all the same.
  const { observation } = message;
  const hasZone = yield* memory((rack: Rack) => runnerOf(rack, agent, id).hasZone);
  if (hasZone) {
    yield* memory((rack: Rack) => {
      const runner = runnerOf(rack, agent, id);
      runner.report = observe(runner.report, observation);
    });
    if (isHalted(observation.state)) yield* terminate(agent, id, false);
  }
  yield* publishState(agent, id);
  const goesOn = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    if (!runner.shouldTerminate) runner.isMonitorBusy = false;
    return !runner.shouldTerminate;
  });
  if (goesOn) yield* agent.wakeMonitor(id);
}

function* handleRequest(agent: SledAgent, id: RunnerId, request: RunnerRequest): Op<void> {
  switch (request.kind) {
    case 'current-state':
      yield* respond(request.call, { ok: true, value: yield* reportOf(agent, id) });
      return yield* releaseManager(agent, id, 'answer');
    case 'terminate': {
      yield* terminate(agent, id, false);
      return yield* respond(request.call, { ok: true, value: yield* reportOf(agent, id) });
    }
    case 'put-state': {
      const outcome = yield* putState(agent, id, request.requested);
      if (request.call !== null) yield* respond(request.call, outcome);
      return;
    }
    default:
      return request satisfies never;
  }
}

/** What the drain after the loop answers. */
function* refuse(agent: SledAgent, id: RunnerId, message: Message): Op<void> {
  if (message.kind !== 'request') return;
  const { request } = message;
  if (request.kind === 'current-state') return yield* handleRequest(agent, id, request);
  if (request.call === null) return;
  yield* respond(request.call, { ok: false, error: { status: 410, code: 'NO_SUCH_INSTANCE' } });
}

/** `put_state`. What comes of running and migration-target reaches nobody. */
function* putState(agent: SledAgent, id: RunnerId, requested: RequestedState): Op<Outcome<VmmReport>> {
  const hasZone = yield* memory((rack: Rack) => runnerOf(rack, agent, id).hasZone);
  if (requested.state === 'running' || requested.state === 'migration-target') {
    if (!(yield* ensure(agent, id, requested))) return { ok: false, error: { status: 500 } };
    if (requested.state === 'migration-target') return { ok: true, value: yield* reportOf(agent, id) };
    const outcome = yield* askPropolis(agent, id, 'run');
    if (!outcome.ok && isFailureReported(agent)) yield* terminate(agent, id, true);
    return outcome;
  }
  if (!hasZone) {
    if (requested.state === 'reboot') return { ok: false, error: { status: 500 } };
    yield* terminate(agent, id, false);
    return { ok: true, value: yield* reportOf(agent, id) };
  }
  return yield* askPropolis(agent, id, requested.state === 'stopped' ? 'stop' : 'reboot');
}

/**
 * `propolis_ensure`: zone, VM, monitor. A failed start is only noted locally, and nothing is pushed, before
 * omicron#7928. Where there is a zone, its Propolis is asked again, which refuses as long as it has a VM: a repeated
 * request goes no further.
 */
function* ensure(agent: SledAgent, id: RunnerId, requested: RequestedState): Op<boolean> {
  const { vmm, instance, report, hasZone } = yield* memory((rack: Rack) => runnerOf(rack, agent, id));
  if (!hasZone) yield* bootZone(vmm, instance, agent.id);
  const isMigration = requested.state === 'migration-target';
  const migration = isMigration ? { source: requested.sourceVmm, id: report.migrationIn?.migration ?? null } : null;
  const outcome = yield* callPropolis(agent, id, 'ensure', { migration }, 'ensure');
  if (hasZone) return outcome.ok;
  if (!outcome.ok) {
    // Dropping the running zone removes it.
    yield* haltZone(agent, vmm);
    if (isFailureReported(agent)) yield* terminate(agent, id, true);
    else if (!isMigration) {
      yield* memory((rack: Rack) => {
        const runner = runnerOf(rack, agent, id);
        runner.report = terminateRudely(runner.report, false);
      });
    }
    return false;
  }
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).hasZone = true;
  });
  yield* agent.wakeMonitor(id);
  return true;
}

/**
 * `InstanceRunner::run` since omicron#6915: a request to terminate cuts short the operation that waits for Propolis,
 * and the runner goes on with it at once. Nobody hears what Propolis may still answer.
 */
export function* preempt(agent: SledAgent, id: RunnerId): Op<void> {
  const request = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    const [first] = runner.requests;
    if (!runner.isAwaitingPropolis || runner.isCutShort || first?.kind !== 'terminate') return null;
    runner.isCutShort = true;
    return runner.requests.shift() ?? null;
  });
  if (request === null) return;
  yield* mark('a termination cut short an operation');
  yield* spawn(`${agent.id} runner ${id} terminates`, start(terminateAtOnce, agent, id, request));
}

function* terminateAtOnce(agent: SledAgent, id: RunnerId, request: RunnerRequest): Op<void> {
  yield* handleRequest(agent, id, request);
  yield* finish(agent, id);
}

/** The operation was dropped where it waited, and the end of its channel with it. */
function* answerCutShort(request: RunnerRequest): Op<void> {
  if (request.call !== null) yield* respond(request.call, { ok: false, error: { status: 500 } });
}

function isFailureReported(agent: SledAgent): boolean {
  return agent.config.toggles['sledAgent.onSetupFailure'] === 'reported';
}

/** `propolis_state_put`, and what `put_state` makes of the answer. */
function* askPropolis(agent: SledAgent, id: RunnerId, request: 'run' | 'stop' | 'reboot'): Op<Outcome<VmmReport>> {
  const outcome = yield* callPropolis(agent, id, 'put-state', { request }, `Propolis ${request}`);
  if (!outcome.ok) {
    const { error } = outcome;
    if ('code' in error && error.code === 'NoInstance') {
      yield* terminate(agent, id, true);
      return { ok: true, value: yield* reportOf(agent, id) };
    }
    return { ok: false, error: { status: 'status' in error ? error.status : 500 } };
  }
  if (request !== 'run') {
    yield* memory((rack: Rack) => {
      const runner = runnerOf(rack, agent, id);
      runner.report = transition(runner.report, request === 'stop' ? 'stopping' : 'rebooting');
    });
  }
  return { ok: true, value: yield* reportOf(agent, id) };
}

/** After the loop: the last state is published, then the queue is drained. */
function* leave(agent: SledAgent, id: RunnerId): Op<void> {
  yield* publishState(agent, id);
  if (isKeptUntilPushed(agent)) yield* deregister(agent, id);
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).phase = 'draining';
  });
}
