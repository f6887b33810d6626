// What a search may do that it could as well leave alone, by name: `fault crash-nexus`, `request stop`,
// `tick instance-watcher`.

import { BACKGROUND_TASKS } from '../rack/rack.ts';
import type { Scenario } from '../rack/scenario.ts';

export function faultAction(fault: string): string {
  return `fault ${fault}`;
}

/** Of something from outside, by its label; `undefined` for what no scenario asks for: restarts, links that heal. */
export function outsideAction(label: string): string | undefined {
  const [, request] = /^client: .* \((\S+) \S+ at \S+\)/.exec(label) ?? [];
  if (request !== undefined) return `request ${request}`;
  const [, task] = /^tick: \S+ (\S+)/.exec(label) ?? [];
  return task === undefined ? undefined : `tick ${task}`;
}

/** What a scenario lets a search do. */
export function allowedActions({ faults, workload, operations = [], ticks = 0, shape }: Scenario): readonly string[] {
  const tasks = BACKGROUND_TASKS.filter((task) => !shape?.disabledTasks?.includes(task));
  const requests = [...(workload?.kinds ?? []), ...operations.map(({ kind }) => kind)];
  return [
    ...(faults && faults.max > 0 ? faults.kinds : []).map(faultAction),
    ...requests.map((kind) => `request ${kind}`),
    ...(ticks > 0 ? tasks.map((task) => `tick ${task}`) : []),
  ];
}
