// The end of a VMM by the hand of its sled-agent.
// Source: InstanceRunner::terminate, sled-agent/src/instance.rs @ 0640bb277d.

import { memory, type Op } from '../../kernel/ask.ts';
import { haltZone } from '../propolis/zone.ts';
import type { Rack } from '../rack.ts';
import { deregister } from './manager.ts';
import { type RunnerId, runnerOf, type SledAgent } from './sled-agent.ts';
import { terminateRudely } from './vmm-state.ts';

/** How a VMM ends that its sled-agent ends; `observed` is as Propolis has said. */
export type End = 'destroyed' | 'failed' | 'observed';

/** `terminate`: halts the zone if there is one, leaves the table (before omicron#7928), and changes the state. */
export function* terminate(agent: SledAgent, id: RunnerId, end: End): Op<void> {
  const { vmm, hadZone } = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    const hadZone = runner.hasZone || runner.isAwaitingPropolis;
    runner.hasZone = false;
    return { vmm: runner.vmm, hadZone };
  });
  if (hadZone) yield* haltZone(agent, vmm);
  if (!isKeptUntilPushed(agent)) yield* deregister(agent, id);
  yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    if (end !== 'observed') runner.report = terminateRudely(runner.report, end);
    runner.shouldTerminate = true;
    rack.truth.ends[runner.vmm] = runner.report.state === 'failed' ? 'failed' : 'destroyed';
  });
}

/** Since omicron#7928 a VMM that is over stays in the table until Nexus has been told. */
export function isKeptUntilPushed(agent: SledAgent): boolean {
  return agent.config.toggles['sledAgent.deregister'] === 'after-push';
}
