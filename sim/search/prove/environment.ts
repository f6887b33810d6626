// What a scenario lets happen to the rack from outside, on the machine: the requests of its clients, ticks, and
// faults, each within its budget. What is left of a budget is part of the state. sim/search/run.ts does the same to a
// simulation.

import { TIME_FAULTS } from '../../kernel/faults.ts';
import type { CellId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import { addOperation, issue, operationLabel, tick } from '../../rack/clients.ts';
import { OPERATIONS, type OperationKind } from '../../rack/hardware/truth.ts';
import type { NexusId } from '../../rack/ids.ts';
import { TASK_PERIODS_MS } from '../../rack/nexus/tasks/bodies.ts';
import { BACKGROUND_TASKS, type BackgroundTask, type Rack, type RackConfig } from '../../rack/rack.ts';
import type { Scenario, ScenarioOperation } from '../../rack/scenario.ts';
import { letter, planOf } from '../run.ts';

export class Environment {
  /** Faults that may still strike. */
  readonly faultsLeft: CellId;
  readonly faultKinds: ReadonlySet<string>;
  /** The cells that count what is left of budgets, as far as they were used. */
  readonly counters = new Set<CellId>();
  private readonly machine: Machine<Rack>;
  private readonly scenario: Scenario;
  private readonly config: RackConfig;

  constructor(machine: Machine<Rack>, scenario: Scenario, config: RackConfig) {
    this.machine = machine;
    this.scenario = scenario;
    this.config = config;
    this.faultsLeft = machine.cells.cell('counter', 'faults left');
    // Late is no different from any other order when time stands still.
    this.faultKinds = new Set<string>(scenario.faults?.kinds.filter((kind) => !TIME_FAULTS.includes(kind)));
  }

  /** Puts on offer what may come at the beginning. To be called while the initial state is made. */
  setUp(): void {
    const { operations = [], faults, workload, ticks = 0 } = this.scenario;
    this.count('faults left', this.faultKinds.size > 0 ? (faults?.max ?? 0) : 0);
    for (const operation of operations) if (operation.after === undefined) this.plan(operation);
    this.count('requests left', workload?.max ?? 0);
    this.planWorkload();
    if (ticks <= 0) return;
    for (const [index, nexus] of this.config.nexuses.entries()) {
      for (const task of BACKGROUND_TASKS) {
        const at = TASK_PERIODS_MS[task] + index * 1_000;
        if (!this.config.disabledTasks.includes(task)) this.planTick(nexus, task, ticks, at);
      }
    }
  }

  /** A fault strikes. */
  spendFault(): void {
    this.count('faults left', this.left('faults left') - 1);
  }

  private left(what: string): number {
    return this.machine.transition.data<number>(this.machine.cells.cell('counter', what)) ?? 0;
  }

  private count(what: string, left: number): void {
    const { cells, transition } = this.machine;
    const cell = cells.cell('counter', what);
    this.counters.add(cell);
    transition.set(cell, left > 0 ? cells.value(cell, left) : 0);
  }

  private plan(operation: ScenarioOperation): void {
    addOperation(this.machine, planOf(operation), 0, () => {
      for (const next of this.scenario.operations ?? []) if (next.after === operation.name) this.plan(next);
    });
  }

  private planTick(nexus: NexusId, task: BackgroundTask, times: number, at: number): void {
    const { machine } = this;
    const label = `tick: ${nexus} ${task}`;
    this.count(label, times);
    const run = () => {
      tick(machine, this.config, nexus, task);
      const left = this.left(label) - 1;
      if (left > 0) this.planTick(nexus, task, left, TASK_PERIODS_MS[task]);
      else this.count(label, 0);
    };
    machine.addExternal({ label, at, process: nexus, source: 'tick', run });
  }

  /** Puts every request that the workload could make next on offer, or takes all of them off. */
  private planWorkload(isOffered = true): void {
    const { machine, config } = this;
    const { workload } = this.scenario;
    if (workload === undefined || this.left('requests left') <= 0) return;
    for (const kind of OPERATIONS) {
      if (!workload.kinds.includes(kind)) continue;
      const name = `${kind} ${letter(this.left(`requests to ${kind}`) + 1)}`;
      for (const { id: instance } of config.instances) {
        for (const nexus of config.nexuses) {
          const plan = { name, kind, instance, nexus };
          const label = operationLabel(plan);
          const run = () => {
            issue(machine, plan);
            this.accept(kind);
          };
          if (isOffered) machine.addExternal({ label, at: 0, process: 'client', source: 'operation', run });
          else machine.removeExternal(label);
        }
      }
    }
  }

  /** A request of the workload is made: what else was on offer goes, and the next may be chosen. */
  private accept(kind: OperationKind): void {
    this.planWorkload(false);
    this.count('requests left', this.left('requests left') - 1);
    this.count(`requests to ${kind}`, this.left(`requests to ${kind}`) + 1);
    this.planWorkload();
  }
}
