// What an omniscient onlooker knows beside the state of the parts: what the clients asked and were told, and
// bookkeeping that only invariants read. Nothing in the model decides by it.

import type { InstanceId, NexusId, SagaId, SledId, VmmId } from '../ids.ts';
import type { ExternalState } from '../nexus/external-state.ts';

/** What a client may ask of Nexus. */
export const OPERATIONS = [
  'create',
  'start',
  'stop',
  'reboot',
  'delete',
  'migrate',
  'force-terminate',
  'view',
] as const;
export type OperationKind = (typeof OPERATIONS)[number];

/** What asks for an instance to run, and what for it not to. */
export const UP: readonly OperationKind[] = ['create', 'start', 'reboot'];
export const DOWN: readonly OperationKind[] = ['stop', 'force-terminate', 'delete'];

/** Whether it matters that a request of one kind was over before one of another was made: to what that may come to. */
export function isOrdered(before: OperationKind, after: OperationKind): boolean {
  return (before === 'view' || UP.includes(before)) && (after === 'view' || DOWN.includes(after));
}

/** Whether an invariant looks at the state that answers to requests of a kind show. */
export function isAnswerCompared(kind: OperationKind): boolean {
  return kind === 'view' || DOWN.includes(kind);
}

/** The answer as the client saw it. */
export type Answer =
  | { readonly isSuccess: true; readonly status: number; readonly state: ExternalState | null }
  | { readonly isSuccess: false; readonly status: number; readonly message: string };

/** One request of a client, as it was made. */
export interface Operation {
  readonly name: string;
  readonly kind: OperationKind;
  readonly instance: InstanceId;
  readonly nexus: NexusId;
  /**
   * The requests about the instance that had been answered when this one was made; only of kinds for which it matters,
   * see `isOrdered`. There is no clock: it would tell orders apart that are one to everybody.
   */
  readonly after: readonly string[];
}

/**
 * The node of a saga that was begun last: whether it runs again, and what its runs have done. No counts: a saga that is
 * run for ever comes round.
 */
export interface NodeRuns {
  readonly node: string;
  readonly isRerun: boolean;
  readonly hasEffect: boolean;
  /** One of the runs before the last one had an effect. */
  readonly hadEffect: boolean;
}

/** An update saga that found nothing to do. */
export interface IdleSaga {
  readonly saga: SagaId;
  readonly instance: InstanceId;
  readonly cause: UpdateCause;
}

/** Why an update saga was started. */
export type UpdateCause = 'report' | 'marked failed' | 'superseded write' | 'updater task' | 'chained';

export interface Truth {
  /** By name. */
  operations: Record<string, Operation>;
  /** By name of the request: what its handler sent, whether or not the client ever saw it. */
  sent: Record<string, Answer>;
  /** By name of the request: what the client was told. */
  answers: Record<string, Answer>;
  nodeRuns: Record<SagaId, NodeRuns>;
  /** Nodes, as `saga-1 node`, that failed when they ran again after a run that had an effect. */
  failedReruns: string[];
  idleSagas: Record<SagaId, IdleSaga>;
  /** Sagas whose undo failed; their database state is `done` like any other's. */
  stuckSagas: Record<SagaId, { node: string; error: string }>;
  /** Sled-agents that an assertion has aborted, and of which VMM it was. */
  aborts: Record<SledId, VmmId>;
  /** How each VMM ended that its sled-agent saw to the end. */
  ends: Record<VmmId, 'destroyed' | 'failed'>;
  /** The guests that ran when their sled-agent halted the zone around them, and nobody had asked for that, by VMM. */
  unaskedKills: Record<VmmId, InstanceId>;
  /** The VMMs of starts that Nexus has begun to undo. */
  undoneStarts: Record<VmmId, true>;
}

export function initialTruth(): Truth {
  return {
    operations: {},
    sent: {},
    answers: {},
    nodeRuns: {},
    failedReruns: [],
    idleSagas: {},
    stuckSagas: {},
    aborts: {},
    ends: {},
    unaskedKills: {},
    undoneStarts: {},
  };
}
