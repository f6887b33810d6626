// The manager: one loop over one queue, which owns the table. At October 2024 it waits in that loop for a runner's
// answer to get-state, and for room in a runner's queue: one VMM that hangs stops the whole sled (#6911).
// Source: InstanceManagerRunner, sled-agent/src/instance_manager.rs @ 0640bb277d, the function named at each.

import { mark, memory, type Op, respond, spawn, start, step, succeed } from '../../kernel/ask.ts';
import type { VmmId } from '../ids.ts';
import type { RegisterBody } from '../nexus/sled-calls.ts';
import type { Rack } from '../rack.ts';
import {
  type ManagerRequest,
  memoryOf,
  type Runner,
  type RunnerId,
  type RunnerRequest,
  runnerOf,
  type SledAgent,
} from './sled-agent.ts';

/** Lets the manager take its next message, unless it is at work or has none; as with a runner's turns. */
export function* pokeManager(agent: SledAgent, begin: typeof succeed = spawn): Op<void> {
  const isReady = yield* memory((rack: Rack) => {
    const { manager } = memoryOf(rack, agent);
    if (manager.isBusy || (manager.requests.length === 0 && manager.deregistrations.length === 0)) return false;
    manager.isBusy = true;
    return true;
  });
  if (isReady) yield* begin(`${agent.id} manager`, start(turn, agent));
}

/** `run`: removals from the table come before any request. */
function* turn(agent: SledAgent): Op<void> {
  const request = yield* step(
    'takes its next message',
    (rack: Rack): ManagerRequest | null => {
      const { manager } = memoryOf(rack, agent);
      for (const id of manager.deregistrations.splice(0)) removeJob(rack, agent, id);
      return manager.requests.shift() ?? null;
    },
    { describe: (taken) => (taken ? `takes ${taken.kind} ${vmmOf(taken)}` : 'removes a VMM from its table') },
  );
  if (request !== null) yield* handle(agent, request);
  yield* memory((rack: Rack) => {
    const { manager } = memoryOf(rack, agent);
    if (manager.blockedOn === null) manager.isBusy = false;
  });
  yield* pokeManager(agent, succeed);
}

function vmmOf(request: ManagerRequest): VmmId {
  return request.kind === 'register' ? request.body.vmm : request.vmm;
}

function removeJob(rack: Rack, agent: SledAgent, id: RunnerId): void {
  const own = memoryOf(rack, agent);
  const runner = own.runners[id];
  if (runner === undefined) return;
  if (own.jobs[runner.vmm] === id) delete own.jobs[runner.vmm];
  if (remembersEnded(agent)) keepInMind(rack, agent, runner.vmm);
  if (runner.phase === 'draining' && !runner.isBusy && runner.requests.length === 0) delete own.runners[id];
}

function remembersEnded({ config }: SledAgent): boolean {
  return config.toggles['sledAgent.registerOfEnded'] === 'refused';
}

/** A VMM is over, or is never to be: no register of it is taken any more. */
function keepInMind(rack: Rack, agent: SledAgent, vmm: VmmId): void {
  const own = memoryOf(rack, agent);
  own.ended ??= [];
  if (!own.ended.includes(vmm)) own.ended.push(vmm);
}

function* handle(agent: SledAgent, request: ManagerRequest): Op<void> {
  const vmm = vmmOf(request);
  const runner = yield* memory((rack: Rack) => {
    const own = memoryOf(rack, agent);
    const id = own.jobs[vmm];
    return id === undefined ? null : (own.runners[id] ?? null);
  });
  switch (request.kind) {
    case 'register':
      if (runner === null) return yield* register(agent, request.body, request.call);
      if (runner.instance !== request.body.instance) {
        return yield* respond(request.call, { ok: false, error: { status: 500 } });
      }
      return yield* forward(agent, runner.id, { kind: 'current-state', call: request.call });
    case 'unregister':
      if (runner !== null) return yield* forwardTerminate(agent, runner.id, request.call);
      return yield* unregisterUnknown(agent, vmm, request.call);
    case 'put-state': {
      const { requested, call } = request;
      if (runner !== null) return yield* forward(agent, runner.id, { kind: 'put-state', requested, call });
      if (call !== null) yield* noSuchVmm(call);
      return;
    }
    case 'get-state':
      if (runner === null) return yield* noSuchVmm(request.call);
      return yield* forward(agent, runner.id, { kind: 'current-state', call: request.call });
    default:
      return request satisfies never;
  }
}

function* noSuchVmm(call: number): Op<void> {
  yield* respond(call, { ok: false, error: { status: 404, code: 'NO_SUCH_INSTANCE' } });
}

/** `ensure_unregistered` of an unknown VMM: 200 without a state. */
function* unregisterUnknown(agent: SledAgent, vmm: VmmId, call: number): Op<void> {
  if (remembersEnded(agent)) yield* memory((rack: Rack) => keepInMind(rack, agent, vmm));
  if (agent.config.toggles['sledAgent.unregisterUnknown'] === 'no-such-vmm') return yield* noSuchVmm(call);
  yield* respond(call, { ok: true, value: null });
}

/**
 * `ensure_registered` of a new VMM: the caller's state is adopted as it stands; no zone, no Propolis yet. To refuse one
 * that is over is this project's.
 */
function* register(agent: SledAgent, body: RegisterBody, call: number): Op<void> {
  if (remembersEnded(agent)) {
    const hasEnded = yield* memory((rack: Rack) => memoryOf(rack, agent).ended?.includes(body.vmm) ?? false);
    if (hasEnded) return yield* respond(call, { ok: false, error: { status: 410 } });
  }
  const report = yield* memory((rack: Rack) => {
    const own = memoryOf(rack, agent);
    const id = freeRunnerId(own.runners, body.vmm);
    const runner: Runner = {
      id,
      vmm: body.vmm,
      instance: body.instance,
      report: {
        state: body.state,
        gen: body.gen,
        migrationIn: body.migration === null ? null : { migration: body.migration, state: 'pending', gen: 1 },
        migrationOut: null,
      },
      hasZone: false,
      requests: [],
      monitorMessage: null,
      isMonitorBusy: false,
      seenGen: 0,
      isBusy: false,
      isAwaitingPropolis: false,
      isCutShort: false,
      shouldTerminate: false,
      phase: 'running',
    };
    own.jobs[body.vmm] = id;
    own.runners[id] = runner;
    return runner.report;
  });
  yield* respond(call, { ok: true, value: report });
}

function freeRunnerId(runners: Readonly<Record<string, Runner>>, vmm: VmmId): RunnerId {
  let id: RunnerId = vmm;
  for (let n = 2; runners[id] !== undefined; n++) id = `${vmm}.${n}` as RunnerId;
  return id;
}

/** A request to terminate has a way of its own since omicron#6915: it waits behind no other, and for no room. */
function* forwardTerminate(agent: SledAgent, id: RunnerId, call: number): Op<void> {
  const request: RunnerRequest = { kind: 'terminate', call };
  if (agent.config.toggles['sledAgent.terminate'] === 'queued') return yield* forward(agent, id, request);
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).requests.unshift(request);
  });
  yield* agent.pokeRunner(id);
  yield* agent.preempt(id);
}

/** Hands a request to a runner; the manager stands still while there is no room, and until a state is answered. */
function* forward(agent: SledAgent, id: RunnerId, request: RunnerRequest): Op<void> {
  const isWaiting = agent.config.toggles['sledAgent.manager'] === 'waits';
  const isFull = yield* memory((rack: Rack) => {
    const { manager } = memoryOf(rack, agent);
    const runner = runnerOf(rack, agent, id);
    const full = runner.requests.length >= agent.config.runnerQueueMax;
    if (!full) runner.requests.push(request);
    if (!isWaiting) return full;
    if (full || request.kind === 'current-state') manager.blockedOn = { runner: id, request: full ? request : null };
    return full;
  });
  if (isFull) yield* mark("a runner's queue was full");
  if (isFull && !isWaiting && request.call !== null) {
    yield* respond(request.call, { ok: false, error: { status: 503, code: 'INSTANCE_CHANNEL_FULL' } });
  }
  yield* agent.pokeRunner(id);
}

/** Lets the manager go on when the runner that it waits for has made room, or has answered. */
export function* releaseManager(agent: SledAgent, id: RunnerId, why: 'room' | 'answer'): Op<void> {
  const isReleased = yield* memory((rack: Rack) => {
    const { manager } = memoryOf(rack, agent);
    const { blockedOn } = manager;
    if (blockedOn?.runner !== id || (blockedOn.request !== null) !== (why === 'room')) return false;
    manager.blockedOn = null;
    if (blockedOn.request !== null) {
      runnerOf(rack, agent, id).requests.push(blockedOn.request);
      if (blockedOn.request.kind === 'current-state') {
        manager.blockedOn = { runner: id, request: null };
        return false;
      }
    }
    manager.isBusy = false;
    return true;
  });
  if (isReleased) yield* agent.pokeManager();
}

/** `InstanceTicket::deregister`: tells the manager to drop the runner from its table. */
export function* deregister(agent: SledAgent, id: RunnerId): Op<void> {
  yield* memory((rack: Rack) => {
    memoryOf(rack, agent).manager.deregistrations.push(id);
  });
  yield* agent.pokeManager();
}
