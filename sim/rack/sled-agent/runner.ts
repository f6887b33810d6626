// The runner of one VMM: takes one message at a time, the monitor's before any request, and while it waits for
// Propolis or for Nexus it takes nothing.
// Source: InstanceRunner, sled-agent/src/instance.rs @ 0640bb277d, the function named at each.

import { attempt, mark, memory, type Op, respond, spawn, start, step, succeed } from '../../kernel/ask.ts';
import type { Rack } from '../rack.ts';
import { deregister, releaseManager } from './manager.ts';
import { publishState, reportOf } from './publisher.ts';
import { putState } from './put-state.ts';
import {
  type MonitorMessage,
  memoryOf,
  type Runner,
  type RunnerId,
  type RunnerRequest,
  runnerOf,
  type SledAgent,
} from './sled-agent.ts';
import { armStopTimer, isStopTimerDue } from './stop-timer.ts';
import { isKeptUntilPushed, terminate } from './terminate.ts';
import { isHalted, observe } from './vmm-state.ts';

type Message =
  | { readonly kind: 'monitor'; readonly message: MonitorMessage }
  | { readonly kind: 'stop-timer' }
  | { readonly kind: 'request'; readonly request: RunnerRequest };

/**
 * Lets the runner take its next message, unless it is at work or has none. Each turn is a task of its own: spawned,
 * or in succession to the turn before.
 */
export function* pokeRunner(agent: SledAgent, id: RunnerId, begin: typeof succeed = spawn): Op<void> {
  const isReady = yield* memory((rack: Rack) => {
    const runner = memoryOf(rack, agent).runners[id];
    if (!runner || runner.isBusy) return false;
    if (runner.requests.length === 0 && runner.monitorMessage === null && !isStopTimerDue(runner)) return false;
    runner.isBusy = true;
    return true;
  });
  if (isReady) yield* begin(`${agent.id} runner ${id}`, start(turn, agent, id));
}

/** `run`: one round of the loop, and what follows the last one. */
function* turn(agent: SledAgent, id: RunnerId): Op<void> {
  const message = yield* step(
    'takes its next message',
    (rack: Rack): Message | null => takeMessage(agent, runnerOf(rack, agent, id)),
    { describe: describeMessage },
  );
  yield* releaseManager(agent, id, 'room');
  if (message !== null) {
    const phase = yield* memory((rack: Rack) => runnerOf(rack, agent, id).phase);
    if (phase === 'draining') yield* refuse(agent, id, message);
    else if (message.kind === 'monitor') yield* handleMonitor(agent, id, message.message);
    else if (message.kind === 'stop-timer') yield* endByTimer(agent, id);
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

/** What Propolis says comes before the stop timer: a stop that has ended in order is honoured even then. */
function takeMessage(agent: SledAgent, runner: Runner): Message | null {
  const isTimerFirst = agent.config.toggles['stopTimer.priority'] === 'timer';
  if (isTimerFirst && isStopTimerDue(runner)) return { kind: 'stop-timer' };
  if (runner.monitorMessage !== null && runner.phase === 'running') {
    const message = runner.monitorMessage;
    runner.monitorMessage = null;
    return { kind: 'monitor', message };
  }
  if (isStopTimerDue(runner)) return { kind: 'stop-timer' };
  const request = runner.requests.shift();
  return request === undefined ? null : { kind: 'request', request };
}

function describeMessage(message: Message | null): string {
  if (message === null) return 'there is none';
  if (message.kind === 'request') return `takes ${message.request.kind}`;
  if (message.kind === 'stop-timer') return 'the VMM has not stopped in time';
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

/**
 * The monitor's word: observed, published before the next poll. Before omicron#7928 the end of a VM is taken for
 * destroyed, and published here and once more by `leave`.
 */
function* handleMonitor(agent: SledAgent, id: RunnerId, message: MonitorMessage): Op<void> {
  const { toggles } = agent.config;
  if (message.kind === 'no-instance') {
    yield* mark('a Propolis had lost its VM');
    yield* terminate(agent, id, 'failed');
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
    if (observation.state === 'stopping' && toggles['stopTimer.armedBy'] === 'halt') yield* armStopTimer(agent, id);
    if (isHalted(observation.state)) {
      if (toggles['sledAgent.observedEnd'] === 'kept') return yield* terminate(agent, id, 'observed');
      yield* terminate(agent, id, 'destroyed');
    }
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
      // Since omicron#7928 its end is failed, and for Nexus to write: nothing is pushed.
      const isForNexus = agent.config.toggles['sledAgent.unregisterYields'] === 'failed';
      yield* terminate(agent, id, isForNexus ? 'failed' : 'destroyed');
      if (isForNexus) yield* leaveToNexus(agent, id);
      return yield* respond(request.call, { ok: true, value: yield* reportOf(agent, id) });
    }
    case 'put-state': {
      if (request.requested.state === 'stopped') yield* armStopTimer(agent, id);
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
  if (request.kind === 'terminate' && agent.config.toggles['sledAgent.unregisterYields'] === 'failed') {
    return yield* respond(request.call, { ok: true, value: yield* reportOf(agent, id) });
  }
  yield* respond(request.call, { ok: false, error: { status: 410, code: 'NO_SUCH_INSTANCE' } });
}

/**
 * `InstanceRunner::run` since omicron#6915: a request to terminate cuts short the operation that waits for Propolis,
 * and the runner goes on with it at once. Nobody hears what Propolis may still answer. The stop timer does it only
 * where the design has it so: upstream it is not looked at before the operation is over.
 */
export function* preempt(agent: SledAgent, id: RunnerId): Op<void> {
  const { toggles } = agent.config;
  const cause = yield* memory((rack: Rack): RunnerRequest | 'stop-timer' | null => {
    const runner = runnerOf(rack, agent, id);
    if (!runner.isAwaitingPropolis || runner.isCutShort) return null;
    const isByTimer = toggles['sledAgent.stopTimer'] === 'preempts' && isStopTimerDue(runner);
    const isByRequest = toggles['sledAgent.terminate'] === 'preempts' && runner.requests[0]?.kind === 'terminate';
    if (!isByTimer && !isByRequest) return null;
    runner.isCutShort = true;
    return isByRequest ? (runner.requests.shift() ?? null) : 'stop-timer';
  });
  if (cause === null) return;
  yield* mark('a termination cut short an operation');
  yield* spawn(`${agent.id} runner ${id} terminates`, start(terminateAtOnce, agent, id, cause));
}

/** After the timer the runner takes what it would have taken next: what Propolis says comes first even then. */
function* terminateAtOnce(agent: SledAgent, id: RunnerId, cause: RunnerRequest | 'stop-timer'): Op<void> {
  if (cause !== 'stop-timer') yield* handleRequest(agent, id, cause);
  yield* finish(agent, id);
}

/** The grace period of a stop is over: destroyed and not failed, lest it be started again. */
function* endByTimer(agent: SledAgent, id: RunnerId): Op<void> {
  yield* terminate(agent, id, agent.config.toggles['stopTimer.endState']);
}

/** The operation was dropped where it waited, and the end of its channel with it. */
function* answerCutShort(request: RunnerRequest): Op<void> {
  if (request.call !== null) yield* respond(request.call, { ok: false, error: { status: 500 } });
}

/** `VmmStateOwner::Nexus`. */
function* leaveToNexus(agent: SledAgent, id: RunnerId): Op<void> {
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).isForNexus = true;
  });
}

/** After the loop: the last state is published, unless it is for Nexus to write, then the queue is drained. */
function* leave(agent: SledAgent, id: RunnerId): Op<void> {
  const isForNexus = yield* memory((rack: Rack) => runnerOf(rack, agent, id).isForNexus === true);
  if (!isForNexus) yield* publishState(agent, id);
  if (isKeptUntilPushed(agent)) yield* deregister(agent, id);
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).phase = 'draining';
  });
}
