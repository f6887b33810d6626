// The stop timer of a runner: a VMM that has been asked to stop and is not over ten minutes later is ended by force.
// Source: InstanceRunner::run (STOP_GRACE_PERIOD, stop_timeout), sled-agent/src/instance.rs @ 459fca449d
// (omicron#7548). It is armed when the runner comes to the request, whatever becomes of that, and never disarmed.
// Upstream drops it with the runner's loop; here it goes off then, and finds nobody.

import { mark, memory, type Op, sleep, spawn, start } from '../../kernel/ask.ts';
import type { Rack } from '../rack.ts';
import { memoryOf, type Runner, type RunnerId, runnerOf, type SledAgent } from './sled-agent.ts';

/** `STOP_GRACE_PERIOD`: 10 min, in ms. */
const STOP_GRACE_MS = 600_000;

/** Starts the timer at a request to stop, unless it runs and the design lets it run on. */
export function* armStopTimer(agent: SledAgent, id: RunnerId): Op<void> {
  const { toggles } = agent.config;
  if (toggles['sledAgent.stopTimer'] === 'none') return;
  const number = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    if (runner.stopTimer !== undefined && toggles['stopTimer.runsFrom'] === 'first-stop') return null;
    runner.stopTimer = { number: (runner.stopTimer?.number ?? 0) + 1, isDue: false };
    return runner.stopTimer.number;
  });
  if (number !== null) yield* spawn(`${agent.id} stop timer ${id}`, start(runStopTimer, agent, id, number));
}

function* runStopTimer(agent: SledAgent, id: RunnerId, number: number): Op<void> {
  yield* sleep('the grace period of a stop ends', STOP_GRACE_MS);
  const isDue = yield* memory((rack: Rack) => {
    const runner = memoryOf(rack, agent).runners[id];
    if (runner?.stopTimer?.number !== number || runner.shouldTerminate) return false;
    runner.stopTimer = { number, isDue: true };
    return true;
  });
  if (!isDue) return;
  yield* mark('a stop timer fired');
  yield* agent.pokeRunner(id);
  yield* agent.preempt(id);
}

/** The timer has gone off and the runner has not come to it yet. */
export function isStopTimerDue(runner: Runner): boolean {
  return runner.stopTimer?.isDue === true && !runner.shouldTerminate;
}
