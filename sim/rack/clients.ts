// What comes to the rack from outside in an orderly way: clients' requests, and the ticks of periodic tasks.

import { call, memory, type Op, start } from '../kernel/ask.ts';
import type { Simulation } from '../kernel/simulation.ts';
import type { World } from '../kernel/world.ts';
import { type Answer, isOrdered, type OperationKind } from './hardware/truth.ts';
import type { InstanceId, NexusId } from './ids.ts';
import { makeNexus } from './nexus/api.ts';
import { activate } from './nexus/tasks/activation.ts';
import { TASK_PERIODS_MS } from './nexus/tasks/bodies.ts';
import { BACKGROUND_TASKS, type BackgroundTask, type Rack, type RackConfig } from './rack.ts';

/** A request that a client will make. */
export interface OperationPlan {
  /** Unique in the run, e.g. `terminate A`. */
  readonly name: string;
  readonly kind: OperationKind;
  readonly instance: InstanceId;
  readonly nexus: NexusId;
}

/** Makes the request an event; `onEnd` is called once the client has its answer. */
export function addOperation(world: World<Rack>, plan: OperationPlan, at: number, onEnd?: () => void): void {
  world.addExternal({
    label: operationLabel(plan),
    at,
    process: 'client',
    source: 'operation',
    run: () => issue(world, plan, onEnd),
  });
}

/** The client makes the request. */
export function issue(world: World<Rack>, plan: OperationPlan, onEnd?: () => void): void {
  world.spawn('client', plan.name, start(operate, plan), onEnd);
}

export function operationLabel(plan: OperationPlan): string {
  return `client: ${plan.name} (${plan.kind} ${plan.instance} at ${plan.nexus})`;
}

function* operate(plan: OperationPlan): Op<void> {
  yield* memory(({ truth }: Rack) => {
    const after = Object.values(truth.operations)
      .filter(({ kind, instance }) => instance === plan.instance && isOrdered(kind, plan.kind))
      .map(({ name }) => name)
      .filter((name) => truth.answers[name] !== undefined)
      .sort();
    truth.operations[plan.name] = { ...plan, after };
  });
  const request = { operation: plan.name, kind: plan.kind, instance: plan.instance };
  const outcome = yield* call<Answer>(plan.nexus, 'api', request, { label: `${plan.nexus} ${plan.kind}` });
  const answer: Answer = outcome.ok
    ? outcome.value
    : { isSuccess: false, status: 0, message: `no answer: ${JSON.stringify(outcome.error)}` };
  yield* memory((rack: Rack) => {
    rack.truth.answers[plan.name] = answer;
  });
}

/**
 * Makes the next tick of every task an event, `budget` times each. In the timed reading the tasks of the Nexuses
 * tick at their periods, each Nexus a little later than the one before it.
 */
export function addTicks(simulation: Simulation<Rack>, config: RackConfig, budget: number): void {
  config.nexuses.forEach((nexus, index) => {
    for (const task of BACKGROUND_TASKS) {
      if (config.disabledTasks.includes(task)) continue;
      addTick(simulation, config, nexus, task, budget, TASK_PERIODS_MS[task] + index * 1_000);
    }
  });
}

function addTick(
  simulation: Simulation<Rack>,
  config: RackConfig,
  nexus: NexusId,
  task: BackgroundTask,
  budget: number,
  at: number,
): void {
  if (budget <= 0) return;
  simulation.addExternal({
    label: tickLabel(nexus, task),
    at,
    process: nexus,
    source: 'tick',
    run: () => {
      tick(simulation, config, nexus, task);
      addTick(simulation, config, nexus, task, budget - 1, simulation.now + TASK_PERIODS_MS[task]);
    },
  });
}

export function tickLabel(nexus: NexusId, task: BackgroundTask): string {
  return `tick: ${nexus} ${task}`;
}

/** Activates a task of a Nexus that is up. */
export function tick(world: World<Rack>, config: RackConfig, id: NexusId, task: BackgroundTask): void {
  if (!world.state.nexuses[id]?.isUp) return;
  world.spawn(id, `${id} timer`, start(activate, makeNexus(id, config), task));
}
