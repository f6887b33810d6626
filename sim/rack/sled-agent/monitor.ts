// The monitor of one VMM: long-polls Propolis, tells its runner one thing at a time, and polls again only after the
// runner's reaction. Intermediate states are lost when it is slow; the last one never is.
// Source: InstanceMonitorRunner, sled-agent/src/instance.rs @ 0640bb277d. The poll's request carries no news, so the
// poll and its answer are one step: what Propolis says at that moment.

import { memory, type Op, spawn, start, step } from '../../kernel/ask.ts';
import type { Rack } from '../rack.ts';
import type { MonitorMessage, RunnerId, SledAgent } from './sled-agent.ts';

/** Starts a poll when the monitor is idle and Propolis has something new to say. */
export function* wakeMonitor(agent: SledAgent, id: RunnerId): Op<void> {
  const isDue = yield* memory((rack: Rack) => {
    const runner = rack.sledAgents[agent.id]?.runners[id];
    const propolis = runner && rack.propolises[runner.vmm];
    if (!runner?.hasZone || runner.isMonitorBusy || !propolis?.isUp || propolis.hangs.includes('http')) return false;
    if (propolis.vm !== 'none' && propolis.gen <= runner.seenGen) return false;
    runner.isMonitorBusy = true;
    return true;
  });
  if (isDue) yield* spawn(`${agent.id} monitor ${id}`, start(poll, agent, id), agent.id);
}

/** One poll. A dead Propolis is polled again when it is back, for ever; silence is never evidence. */
function* poll(agent: SledAgent, id: RunnerId): Op<void> {
  const message = yield* step(
    'polls Propolis',
    (rack: Rack): MonitorMessage | null => {
      const runner = rack.sledAgents[agent.id]?.runners[id];
      const propolis = runner && rack.propolises[runner.vmm];
      if (runner === undefined || !propolis?.isUp || propolis.hangs.includes('http')) return null;
      if (propolis.vm === 'none') return { kind: 'no-instance' };
      runner.seenGen = propolis.gen;
      const { state, migrationIn, migrationOut } = propolis;
      return { kind: 'state', observation: { state, migrationIn, migrationOut } };
    },
    { describe: (seen) => (seen === null ? 'no answer' : seen.kind === 'state' ? seen.observation.state : seen.kind) },
  );
  yield* memory((rack: Rack) => {
    const runner = rack.sledAgents[agent.id]?.runners[id];
    if (runner === undefined) return;
    runner.monitorMessage = message;
    // Without an answer the poll is over; whatever brings Propolis back starts the next.
    if (message === null) runner.isMonitorBusy = false;
  });
  if (message !== null) yield* agent.pokeRunner(id);
}
