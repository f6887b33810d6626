// A runner's calls to the Propolis of its own VMM.
// Source: InstanceRunner, sled-agent/src/instance.rs @ 0640bb277d; cut short: omicron#6915, e313b657a9.

import { call, memory, type NetworkError, type Op, type Outcome, Rejection } from '../../kernel/ask.ts';
import { propolisProcess } from '../ids.ts';
import type { PropolisError } from '../propolis/server.ts';
import type { Rack } from '../rack.ts';
import { memoryOf, type RunnerId, runnerOf, type SledAgent } from './sled-agent.ts';

/** Thrown where an operation waits for Propolis, when a request to terminate has taken over from it. */
const CUT_SHORT = new Rejection('cut short by a termination');

/** A call to the VMM's own Propolis. There is no client-side timeout (`setup_propolis_inner`). */
export function* callPropolis(
  agent: SledAgent,
  id: RunnerId,
  endpoint: 'ensure' | 'put-state',
  request: object,
  label: string,
): Op<Outcome<null, PropolisError | NetworkError>> {
  const vmm = yield* memory((rack: Rack) => {
    const runner = runnerOf(rack, agent, id);
    runner.isAwaitingPropolis = true;
    return runner.vmm;
  });
  yield* agent.preempt(id);
  const outcome = yield* call<null, PropolisError>(propolisProcess(vmm), endpoint, request, { label });
  const isCutShort = yield* memory((rack: Rack) => {
    const runner = memoryOf(rack, agent).runners[id];
    if (runner === undefined || runner.isCutShort) return true;
    runner.isAwaitingPropolis = false;
    return false;
  });
  if (isCutShort) throw CUT_SHORT;
  return outcome;
}
