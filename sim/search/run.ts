// One run of a scenario under a design: the world, what may still come from outside, and what was found.
// Strategies and scripts see the run through this.

import type { Event, FaultEvent } from '../kernel/event.ts';
import { Simulation, type SimulationOptions } from '../kernel/simulation.ts';
import { addOperation, addTicks, type OperationPlan, operationLabel, tick, tickLabel } from '../rack/clients.ts';
import type { Toggles } from '../rack/designs/toggles.ts';
import { OPERATIONS, type OperationKind } from '../rack/hardware/truth.ts';
import type { NexusId } from '../rack/ids.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import { makeRackModel } from '../rack/model.ts';
import type { BackgroundTask, Rack, RackConfig } from '../rack/rack.ts';
import type { FaultKind, Scenario, ScenarioOperation } from '../rack/scenario.ts';
import { Checker, type Violation } from './checker.ts';
import { drain } from './drain.ts';
import type { Scene } from './moves.ts';
import { Outliner } from './outline.ts';
import type { Strategy } from './strategy.ts';

export interface RunOptions extends SimulationOptions {
  readonly invariants?: readonly Invariant[];
  /** End the run, drain and all, at the first hard violation. */
  readonly isStoppingAtFirst?: boolean;
  /** Called before the first choice: to subscribe to what the simulation announces. */
  readonly onStart?: (run: Run) => void;
}

/** Choices after which a run is drained all the same: a Nexus that panics at every restart would go on for ever. */
export const CHOICES_MAX = 2_000;

/** The rack of a scenario under a set of toggles. */
export function configOf(scenario: Scenario, toggles: Toggles): RackConfig {
  const { shape = {} } = scenario;
  return {
    toggles: { ...toggles, ...scenario.set },
    nexuses: shape.nexuses ?? ['nexus-1', 'nexus-2'],
    sleds: shape.sleds ?? ['sled-1', 'sled-2'],
    sledCpus: shape.sledCpus ?? 8,
    instances: shape.instances ?? [{ id: 'instance-1', autoRestartPolicy: null, state: 'running' }],
    disabledTasks: shape.disabledTasks ?? [],
    runnerQueueMax: shape.runnerQueueMax ?? 32,
    keepsHistory: true,
  };
}

export class Run implements Scene<Event> {
  readonly scenario: Scenario;
  readonly config: RackConfig;
  readonly simulation: Simulation<Rack>;
  /** The labels of all choices so far: the schedule. The drain after them is the same every time. */
  readonly labels: string[] = [];
  /** The ticks of the drain, which are no steps: after which step each came, and what it is as a choice. */
  readonly ticks: { readonly after: number; readonly label: string }[] = [];
  faultsLeft: number;
  private readonly checker: Checker;
  private readonly options: RunOptions;
  private readonly faultKinds: ReadonlySet<string>;
  private operationsLeft: number;
  private outliner: Outliner | undefined;
  private readonly operationCounts = new Map<string, number>();
  /** What the workload could ask next, by label. */
  private readonly offers = new Map<string, OperationKind>();

  constructor(scenario: Scenario, toggles: Toggles, options: RunOptions = {}) {
    this.scenario = scenario;
    this.options = options;
    this.config = configOf(scenario, toggles);
    this.simulation = new Simulation(makeRackModel(this.config), options);
    this.checker = new Checker(this.simulation, this.config, options.invariants ?? INVARIANTS);
    this.faultsLeft = scenario.faults?.max ?? 0;
    this.faultKinds = new Set<string>(scenario.faults?.kinds);
    this.operationsLeft = scenario.workload?.max ?? 0;
    for (const operation of scenario.operations ?? []) if (operation.after === undefined) this.plan(operation);
    this.planWorkload();
    addTicks(this.simulation, this.config, scenario.ticks ?? 0);
  }

  get violations(): readonly Violation[] {
    return this.checker.violations;
  }

  /** A hard violation was found and the run need not go on. */
  get isOver(): boolean {
    return this.options.isStoppingAtFirst === true && this.violations.some((violation) => !violation.isSoft);
  }

  enabled(): readonly Event[] {
    return this.simulation.enabled();
  }

  /** The faults that the budget allows now. */
  faults(): readonly FaultEvent[] {
    if (this.faultsLeft <= 0) return [];
    return this.simulation.faults().filter((fault) => this.faultKinds.has(fault.fault));
  }

  everyFault(): readonly FaultEvent[] {
    return this.simulation.faults();
  }

  allows(kind: FaultKind): boolean {
    return this.faultsLeft > 0 && this.faultKinds.has(kind);
  }

  isOffer(event: Event): boolean {
    return this.offers.has(event.label);
  }

  spendFault(): void {
    this.faultsLeft--;
  }

  offerTick(nexus: NexusId, task: BackgroundTask): void {
    const { simulation, config } = this;
    const run = () => tick(simulation, config, nexus, task);
    const label = tickLabel(nexus, task);
    simulation.addExternal({ label, at: simulation.now, process: nexus, source: 'tick', run });
  }

  outline(): number | undefined {
    const { isDirty, state } = this.simulation;
    if (!isDirty) return undefined;
    this.outliner ??= new Outliner();
    return this.outliner.outline(state);
  }

  /** One choice: recorded in the schedule, performed, checked. */
  take(event: Event): void {
    if (event.kind === 'fault') this.faultsLeft--;
    this.labels.push(event.label);
    this.simulation.take(event);
    const kind = this.offers.get(event.label);
    if (kind !== undefined) this.accept(kind);
    this.checker.afterStep();
  }

  /** Lets the strategy choose until it has no more to choose, then heals and drains. */
  play(strategy: Strategy): void {
    while (!this.isOver && this.labels.length < CHOICES_MAX) {
      const event = strategy.next(this);
      if (event === undefined) break;
      this.take(event);
    }
    this.finish();
  }

  /** Stops injecting, lets everything come to rest, and looks at what is left. */
  finish(): void {
    if (this.isOver) return;
    const restless = drain(this.simulation, this.config, {
      afterStep: () => {
        this.checker.afterStep();
        return this.isOver;
      },
      beforeTick: (nexus, task) => this.ticks.push({ after: this.simulation.stepCount, label: tickLabel(nexus, task) }),
    });
    if (!this.isOver) this.checker.atRest(restless);
    this.simulation.observers.emit('end');
  }

  private plan(operation: ScenarioOperation): void {
    addOperation(this.simulation, planOf(operation), this.simulation.now, () => {
      for (const next of this.scenario.operations ?? []) if (next.after === operation.name) this.plan(next);
    });
  }

  /** Puts every request that the workload could make next on offer. Making one withdraws all others. */
  private planWorkload(): void {
    const { workload } = this.scenario;
    if (workload === undefined || this.operationsLeft <= 0) return;
    for (const kind of OPERATIONS) {
      if (!workload.kinds.includes(kind)) continue;
      const name = `${kind} ${letter((this.operationCounts.get(kind) ?? 0) + 1)}`;
      for (const { id } of this.config.instances) {
        for (const nexus of this.config.nexuses) {
          const plan: OperationPlan = { name, kind, instance: id, nexus };
          addOperation(this.simulation, plan, this.simulation.now);
          this.offers.set(operationLabel(plan), kind);
        }
      }
    }
  }

  /** A request of the workload was made: what else was on offer goes, and the next may be chosen. */
  private accept(kind: OperationKind): void {
    this.operationsLeft--;
    this.operationCounts.set(kind, (this.operationCounts.get(kind) ?? 0) + 1);
    this.simulation.removeExternals((event) => this.offers.has(event.label));
    this.offers.clear();
    this.planWorkload();
  }
}

/** A request of a scenario, with what it leaves unsaid. */
export function planOf({ name, kind, instance = 'instance-1', nexus = 'nexus-1' }: ScenarioOperation): OperationPlan {
  return { name, kind, instance, nexus };
}

/** 1 is A; after Z come A1, B1... */
export function letter(n: number): string {
  const round = Math.floor((n - 1) / 26);
  return String.fromCharCode(65 + ((n - 1) % 26)) + (round > 0 ? String(round) : '');
}
