// Tells Nexus what has become of a VMM. Its runner waits for it, and serves nothing meanwhile.
// Source: publish_state_to_nexus, sled-agent/src/instance.rs @ 0640bb277d.

import { call, mark, memory, type Op, sleep } from '../../kernel/ask.ts';
import { showReport, type VmmReport } from '../database/vmm.ts';
import type { NexusId } from '../ids.ts';
import type { HttpError } from '../nexus/errors.ts';
import type { Rack } from '../rack.ts';
import { type RunnerId, runnerOf, type SledAgent } from './sled-agent.ts';

/** `retry_policy_internal_service`: from 250 ms, doubling, to 180 s, for ever. */
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 180_000;

/** What the runner would report of its VMM now. */
export function* reportOf(agent: SledAgent, id: RunnerId): Op<VmmReport> {
  return yield* memory((rack: Rack) => runnerOf(rack, agent, id).report);
}

/** Publishes the latest state: communication errors and 5xx are retried for ever, the rest is given up. */
export function* publishState(agent: SledAgent, id: RunnerId): Op<void> {
  const { nexuses } = agent.config;
  const { vmm } = yield* memory((rack: Rack) => runnerOf(rack, agent, id));
  for (let attempt = 0, delay = RETRY_FIRST_MS; ; attempt++, delay = Math.min(2 * delay, RETRY_MAX_MS)) {
    const report = yield* reportOf(agent, id);
    // Name resolution gives any Nexus; here the VMM's number picks the first, and each retry takes the next.
    const nexus = nexuses[(Number(vmm.slice(4)) + attempt) % nexuses.length] as NexusId;
    const label = `push to ${nexus}`;
    const outcome = yield* call<null, HttpError>(nexus, 'push', { vmm, report }, { label });
    if (outcome.ok) return;
    if ('status' in outcome.error && outcome.error.status < 500) {
      yield* mark('a push was given up');
      return;
    }
    yield* sleep(`retries the push of ${showReport(report)}`, delay);
  }
}
