// Activating a background task of one Nexus. Activations during a run coalesce into exactly one more run.
// Source: nexus/src/app/background/driver.rs @ 0640bb277d.

import { attempt, memory, type Op, spawn, start, succeed } from '../../../kernel/ask.ts';
import type { BackgroundTask, Rack } from '../../rack.ts';
import type { Nexus } from '../nexus.ts';
import { TASK_BODIES } from './bodies.ts';

/** Runs the task now, or once more after the run under way. A task that the scenario disabled never runs. */
export function* activate(nexus: Nexus, task: BackgroundTask): Op<void> {
  if (nexus.config.disabledTasks.includes(task)) return;
  const isIdle = yield* memory((rack: Rack) => {
    const latch = rack.nexuses[nexus.id]?.tasks[task];
    if (latch === undefined) return false;
    if (latch.isRunning) latch.isPending = true;
    else latch.isRunning = true;
    return !latch.isPending;
  });
  if (isIdle) yield* run(nexus, task, spawn);
}

function* run(nexus: Nexus, task: BackgroundTask, begin: typeof succeed): Op<void> {
  yield* begin(`${nexus.id} ${task}`, start(activation, nexus, task));
}

function* activation(nexus: Nexus, task: BackgroundTask): Op<void> {
  // A failing activation is only reported; the next one tries again.
  yield* attempt(TASK_BODIES[task](nexus));
  const isAgain = yield* memory((rack: Rack) => {
    const latch = rack.nexuses[nexus.id]?.tasks[task];
    if (latch === undefined) return false;
    const again = latch.isPending;
    latch.isPending = false;
    latch.isRunning = again;
    return again;
  });
  if (isAgain) yield* run(nexus, task, succeed);
}
