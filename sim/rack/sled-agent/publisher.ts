// Tells Nexus what has become of a VMM. Its runner waits for it, and serves nothing meanwhile.
// Source: publish_state_to_nexus, sled-agent/src/instance.rs @ 0640bb277d.

import { all, call, mark, memory, now, type Op, sleep, start, succeed } from '../../kernel/ask.ts';
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
  const { vmm } = yield* memory((rack: Rack) => runnerOf(rack, agent, id));
  // Name resolution gives any Nexus; here the VMM's number picks the first, and each retry takes the next.
  const first = Number(vmm.slice(4)) % agent.config.nexuses.length;
  const since = yield* now();
  if (yield* push(agent, id, first)) return;
  yield* backOff(agent, id, since);
  yield* all({ name: 'retry', start: start(retry, agent, id, next(agent, first), since) });
}

/** One retry after another, each a task of its own, so that a long absence of Nexus leaves nothing behind. */
function* retry(agent: SledAgent, id: RunnerId, index: number, since: number): Op<void> {
  if (yield* push(agent, id, index)) return;
  yield* backOff(agent, id, since);
  yield* succeed(`${agent.id} runner ${id}/retry`, start(retry, agent, id, next(agent, index), since));
}

function next(agent: SledAgent, index: number): number {
  return (index + 1) % agent.config.nexuses.length;
}

/** Waits as long as it has been trying, and the first wait more, which doubles the wait each time. */
function* backOff(agent: SledAgent, id: RunnerId, since: number): Op<void> {
  const elapsed = (yield* now()) - since;
  const report = yield* reportOf(agent, id);
  let wait = RETRY_FIRST_MS;
  while (2 * wait <= elapsed + RETRY_FIRST_MS) wait *= 2;
  yield* sleep(`retries the push of ${showReport(report)}`, Math.min(wait, RETRY_MAX_MS));
}

/** True when it is over: taken in, or given up. */
function* push(agent: SledAgent, id: RunnerId, index: number): Op<boolean> {
  const nexus = agent.config.nexuses[index] as NexusId;
  const { vmm, report } = yield* memory((rack: Rack) => runnerOf(rack, agent, id));
  const outcome = yield* call<null, HttpError>(nexus, 'push', { vmm, report }, { label: `push to ${nexus}` });
  if (outcome.ok) return true;
  if (!('status' in outcome.error) || outcome.error.status >= 500) return false;
  yield* mark('a push was given up');
  return true;
}
