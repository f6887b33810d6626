// The endpoints of a sled-agent, and the handle to one.
// Source: sled-agent/src/http_entrypoints.rs, InstanceManager::ensure_state,
// sled-agent/src/instance_manager.rs @ 0640bb277d.

import { DEFERRED, memory, type Op, type Start, start } from '../../kernel/ask.ts';
import type { Call } from '../../kernel/event.ts';
import type { SledId, VmmId } from '../ids.ts';
import type { RegisterBody, RequestedState } from '../nexus/sled-calls.ts';
import type { Rack, RackConfig } from '../rack.ts';
import { pokeManager } from './manager.ts';
import { wakeMonitor } from './monitor.ts';
import { pokeRunner, preempt } from './runner.ts';
import { type ManagerRequest, memoryOf, type RunnerId, type SledAgent } from './sled-agent.ts';

/** A handle to the sled-agent of a sled of this rack. */
export function makeSledAgent(id: SledId, config: RackConfig): SledAgent {
  const agent: SledAgent = {
    id,
    config,
    pokeManager: () => pokeManager(agent),
    pokeRunner: (runner: RunnerId) => pokeRunner(agent, runner),
    preempt: (runner: RunnerId) => preempt(agent, runner),
    wakeMonitor: (runner: RunnerId) => wakeMonitor(agent, runner),
    agentOf: (sled: SledId) => makeSledAgent(sled, config),
    toJSON: () => id,
  };
  return agent;
}

/** The handler of a request to a sled-agent: it queues for the manager, who answers. */
export function serveSledAgent(agent: SledAgent, call: Call): { name: string; body: Start } {
  const request = toManagerRequest(call);
  return { name: `${agent.id} serves ${call.label}`, body: start(enqueue, agent, request) };
}

function* enqueue(agent: SledAgent, request: ManagerRequest): Op<unknown> {
  yield* memory((rack: Rack) => {
    memoryOf(rack, agent).manager.requests.push(request);
  });
  yield* agent.pokeManager();
  // Zone creation is long, so running and migration-target are answered as soon as they are queued.
  return request.kind === 'put-state' && request.call === null ? null : DEFERRED;
}

function toManagerRequest({ id, ask }: Call): ManagerRequest {
  switch (ask.endpoint) {
    case 'register':
      return { kind: 'register', body: (ask.request as { body: RegisterBody }).body, call: id };
    case 'put-state': {
      const { vmm, requested } = ask.request as { vmm: VmmId; requested: RequestedState };
      const isAwaited = requested.state === 'stopped' || requested.state === 'reboot';
      return { kind: 'put-state', vmm, requested, call: isAwaited ? id : null };
    }
    case 'unregister':
    case 'get-state':
      return { kind: ask.endpoint, vmm: (ask.request as { vmm: VmmId }).vmm, call: id };
    default:
      throw new Error(`a sled-agent has no endpoint ${ask.endpoint}`);
  }
}
