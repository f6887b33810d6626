// One sled-agent: the table of VMMs, the manager's queue, and one runner a VMM. All of it is forgotten in a crash.
// Source: sled-agent/src/{instance_manager,instance}.rs @ 0640bb277d.

import type { Op } from '../../kernel/ask.ts';
import type { VmmReport } from '../database/vmm.ts';
import type { InstanceId, SledId, VmmId } from '../ids.ts';
import type { RegisterBody, RequestedState } from '../nexus/sled-calls.ts';
import type { Rack, RackConfig } from '../rack.ts';
import type { Observation } from './vmm-state.ts';

/** A runner outlives its entry in the table, and a VMM can be registered again: runners have ids of their own. */
export type RunnerId = `${VmmId}` | `${VmmId}.${number}`;

/** What an HTTP handler asks of the manager; `call` is the waiting caller, if one still waits. */
export type ManagerRequest =
  | { readonly kind: 'register'; readonly body: RegisterBody; readonly call: number }
  | { readonly kind: 'unregister'; readonly vmm: VmmId; readonly call: number }
  | {
      readonly kind: 'put-state';
      readonly vmm: VmmId;
      readonly requested: RequestedState;
      readonly call: number | null;
    }
  | { readonly kind: 'get-state'; readonly vmm: VmmId; readonly call: number };

/** What the manager hands to a runner. The manager stands still until a `current-state` is answered. */
export type RunnerRequest =
  | { readonly kind: 'current-state'; readonly call: number }
  | { readonly kind: 'put-state'; readonly requested: RequestedState; readonly call: number | null }
  | { readonly kind: 'terminate'; readonly call: number };

/** What a monitor tells its runner: a state, or that Propolis has no VM (it crashed and came back). */
export type MonitorMessage =
  | { readonly kind: 'state'; readonly observation: Observation }
  | { readonly kind: 'no-instance' };

export interface Manager {
  requests: ManagerRequest[];
  /** Taken before any request. */
  deregistrations: RunnerId[];
  isBusy: boolean;
  /** The runner that the manager waits for in its own loop, with a request that found no room if it is that. */
  blockedOn: { runner: RunnerId; request: RunnerRequest | null } | null;
}

export interface Runner {
  readonly id: RunnerId;
  readonly vmm: VmmId;
  readonly instance: InstanceId;
  report: VmmReport;
  /** `running_state`: a zone with a Propolis that was asked to make a VM. */
  hasZone: boolean;
  requests: RunnerRequest[];
  monitorMessage: MonitorMessage | null;
  /** The monitor has a poll under way, or waits for the runner's reaction. */
  isMonitorBusy: boolean;
  /** The newest publication of Propolis that was seen. */
  seenGen: number;
  isBusy: boolean;
  /** Waits for an answer of its Propolis, which has no time limit. */
  isAwaitingPropolis: boolean;
  /** A request to terminate has taken over from what waited for Propolis. */
  isCutShort: boolean;
  shouldTerminate: boolean;
  /**
   * Since omicron#7548, once a stop has been asked for: which start of the timer counts, and whether it has gone off.
   */
  stopTimer?: { readonly number: number; readonly isDue: boolean };
  /** Unregistered, since omicron#7928: who asked for it writes what became of the VMM. */
  isForNexus?: true;
  /** `draining`: out of its loop; what is left in the queue is refused. */
  phase: 'running' | 'draining';
}

export interface SledAgentMemory {
  isUp: boolean;
  /** `jobs`: which runner a VMM's requests go to. */
  jobs: Record<VmmId, RunnerId>;
  manager: Manager;
  runners: Record<RunnerId, Runner>;
  /** VMMs that it was told to unregister, or that have left the table, where it keeps them in mind; none at first. */
  ended?: VmmId[];
}

/** A handle to a sled-agent. Its loops wake one another through it: each takes its next message when it is idle. */
export interface SledAgent {
  readonly id: SledId;
  readonly config: RackConfig;
  readonly pokeManager: () => Op<void>;
  readonly pokeRunner: (runner: RunnerId) => Op<void>;
  /** Cuts short what the runner waits for, when a request to terminate it is due, or its stop timer. */
  readonly preempt: (runner: RunnerId) => Op<void>;
  /** Starts a poll when the runner's monitor is idle and Propolis has something new to say. */
  readonly wakeMonitor: (runner: RunnerId) => Op<void>;
  /** The agent of another sled: a Propolis has to do with those at the other end of a migration. */
  readonly agentOf: (sled: SledId) => SledAgent;
  /** Which one it is, for the identity of the tasks that are started with it. */
  readonly toJSON: () => SledId;
}

export function freshSledAgent(isUp: boolean): SledAgentMemory {
  return {
    isUp,
    jobs: {},
    manager: { requests: [], deregistrations: [], isBusy: false, blockedOn: null },
    runners: {},
  };
}

/** The agent's memory; only for tasks of the agent itself, which do not outlive it. */
export function memoryOf(rack: Rack, agent: SledAgent): SledAgentMemory {
  const own = rack.sledAgents[agent.id];
  if (own === undefined) throw new Error(`there is no ${agent.id}`);
  return own;
}

export function runnerOf(rack: Rack, agent: SledAgent, id: RunnerId): Runner {
  const runner = memoryOf(rack, agent).runners[id];
  if (runner === undefined) throw new Error(`${agent.id} has no runner ${id}`);
  return runner;
}
