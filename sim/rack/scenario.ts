// A scenario: one story told to the rack. It says who asks what, what may go wrong, and perhaps in which order.

import type { KERNEL_FAULTS } from '../kernel/faults.ts';
import type { Toggles } from './designs/toggles.ts';
import type { RACK_FAULTS } from './faults.ts';
import type { OperationKind } from './hardware/truth.ts';
import type { InstanceId, NexusId, SledId } from './ids.ts';
import type { BackgroundTask, InitialInstance, Rack } from './rack.ts';

/** Every kind of fault that a scenario can allow. */
export type FaultKind = keyof typeof KERNEL_FAULTS | keyof typeof RACK_FAULTS | 'database-error' | 'timeout';

/** The scenario with toggles changed by hand, which go before what it assumes of every design itself. */
export function withToggles(scenario: Scenario, set: Partial<Toggles>): Scenario {
  return Object.keys(set).length > 0 ? { ...scenario, set: { ...scenario.set, ...set } } : scenario;
}

/** What a rack is made of, where a scenario differs from the usual: two Nexuses, two sleds, one running instance. */
export interface RackShape {
  readonly nexuses?: readonly NexusId[];
  readonly sleds?: readonly SledId[];
  readonly sledCpus?: number;
  readonly instances?: readonly InitialInstance[];
  readonly disabledTasks?: readonly BackgroundTask[];
  readonly runnerQueueMax?: number;
}

/** One request of a client, known beforehand. */
export interface ScenarioOperation {
  /** Unique in the scenario, and how scripts speak of it, e.g. `terminate A`. */
  readonly name: string;
  readonly kind: OperationKind;
  /** `instance-1` unless said. */
  readonly instance?: InstanceId;
  /** `nexus-1` unless said. */
  readonly nexus?: NexusId;
  /** The client makes this request only once that one is answered. */
  readonly after?: string;
}

/** Requests that are not known beforehand: clients issue any of `kinds`, `max` in all. */
export interface Workload {
  readonly kinds: readonly OperationKind[];
  readonly max: number;
}

/** Which faults may strike, and how many in all. */
export interface FaultBudget {
  readonly kinds: readonly FaultKind[];
  readonly max: number;
}

/** What a design is expected to show. Invariants in `may` are allowed to fail and need not. */
export interface Expectation {
  readonly violates: readonly string[];
  readonly may?: readonly string[];
}

/**
 * How a script steers a run. Points are named by parts of event labels: `'terminate A: sled-1 unregister'` fits the
 * first event, in order of creation, whose label contains it. Verbs come in opposites: hold and release.
 * What a script leaves open happens in default order: earliest first.
 */
export interface Play {
  /** A client makes its request. */
  issue(operation: string): void;
  /** Events that fit are not taken until they are released. */
  hold(...points: readonly string[]): void;
  release(...points: readonly string[]): void;
  /** Runs what is not held until an event fits; the event itself is held, not taken. */
  reach(point: string): void;
  /** As `reach`, where a design may never come to the point: true when it did, false when nothing is left to do. */
  comes(point: string): boolean;
  /** As `reach`, and then takes the event. */
  let(point: string): void;
  /**
   * Runs what is not held until nothing is left. Requests, ticks, restarts, and timeouts of calls that could still
   * be answered come only when named.
   */
  settle(): void;
  /** Strikes the fault whose label contains the words, now: `'crash-sled-agent sled-1'`. */
  fault(words: string): void;
  /** A background task ticks. */
  tick(nexus: NexusId, task: BackgroundTask): void;
  /** A look at the rack. */
  readonly rack: Rack;
}

export interface Scenario {
  /** `group/story`, as the command takes it. */
  readonly name: string;
  /** Area, case and parameters, in a line. */
  readonly title: string;
  /** What happened or could happen, and what must hold. */
  readonly story: string;
  readonly shape?: RackShape;
  /** Toggles that the story assumes of every design. */
  readonly set?: Partial<Toggles>;
  readonly operations?: readonly ScenarioOperation[];
  readonly workload?: Workload;
  readonly faults?: FaultBudget;
  /** How often each periodic task of each Nexus may tick before the drain. */
  readonly ticks?: number;
  /** Marks that a search must reach, or else it has shown nothing. */
  readonly marks?: readonly string[];
  readonly script?: (play: Play) => void;
  /** By name of the design. */
  readonly expected: Readonly<Record<string, Expectation>>;
}
