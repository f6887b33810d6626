// One Nexus: its memory, and what its handlers, sagas and tasks share.

import type { Op, Outcome } from '../../kernel/ask.ts';
import { call, memory } from '../../kernel/ask.ts';
import { sledLookup } from '../database/accounting.ts';
import type { NexusId, SagaId, SledId } from '../ids.ts';
import { BACKGROUND_TASKS, type BackgroundTask, type Rack, type RackConfig } from '../rack.ts';
import type { SagaRegistry } from '../steno/saga.ts';
import type { SledError } from './errors.ts';

/** The activation latch of one background task: explicit activations during a run coalesce into one more. */
export interface TaskLatch {
  isRunning: boolean;
  isPending: boolean;
}

/** What a Nexus process forgets when it dies. */
export interface NexusMemory {
  isUp: boolean;
  tasks: Record<BackgroundTask, TaskLatch>;
  /** Sagas that this process started or recovered. */
  sagas: Record<SagaId, true>;
}

/** A handle to a Nexus, passed to everything that runs on it. */
export interface Nexus {
  readonly id: NexusId;
  readonly config: RackConfig;
  /** The kinds of saga that its executor can run. */
  readonly sagas: SagaRegistry;
  /** Activates a background task of this Nexus. */
  readonly activate: (task: BackgroundTask) => Op<void>;
  /** Which one it is, for the identity of the tasks that are started with it. */
  readonly toJSON: () => NexusId;
}

/** `default_reqwest_client_builder`, nexus/networking/src/sled_client.rs: 60 s in total, no retry. */
const SLED_TIMEOUT_MS = 60_000;

export function initialNexusMemory(isUp: boolean): NexusMemory {
  const tasks = {} as Record<BackgroundTask, TaskLatch>;
  for (const task of BACKGROUND_TASKS) tasks[task] = { isRunning: false, isPending: false };
  return { isUp, tasks, sagas: {} };
}

/** The endpoints of a sled-agent that Nexus calls. */
export type SledEndpoint = 'register' | 'unregister' | 'put-state' | 'get-state';

/** A call to a sled-agent whose address is known. */
export function* callSled<T>(
  sled: SledId,
  endpoint: SledEndpoint,
  request: object,
  what: string,
): Op<Outcome<T, SledError>> {
  return yield* call<T, SledError>(sled, endpoint, request, { timeoutMs: SLED_TIMEOUT_MS, label: `${sled} ${what}` });
}

/** `sled_client` and a call: the sled row is read first, and its absence is trouble of Nexus, not of the sled. */
export function* lookUpAndCallSled<T>(
  sled: SledId,
  endpoint: SledEndpoint,
  request: object,
  what: string,
): Op<Outcome<T, SledError>> {
  yield* sledLookup(sled);
  return yield* callSled<T>(sled, endpoint, request, what);
}

/** The next number of a kind of id. Upstream these are random; here they are counted, so that stories read. */
export function* nextId(kind: 'vmm' | 'migration'): Op<number> {
  return yield* memory((rack: Rack) => ++rack.ids[kind]);
}
