import type { Operation } from '../hardware/truth.ts';
import type { ExternalState } from '../nexus/external-state.ts';
import type { Rack } from '../rack.ts';
import { isUp, mayFollow } from './history.ts';
import type { Finding, Invariant } from './invariant.ts';

/** Names of the views that have been looked at. */
type Memory = Record<string, true>;

const UP: readonly ExternalState[] = ['starting', 'running', 'rebooting', 'migrating'];

/** What a poller may see after `before` while nobody asks for a start. States may be skipped. */
function isReachable(before: ExternalState, after: ExternalState, mayRestart: boolean): boolean {
  if (before === after) return true;
  if (before === 'destroyed' || after === 'creating') return false;
  if (before === 'stopped') return after === 'destroyed';
  // Down for good unless it is failed, or becomes failed unseen, and is restarted automatically.
  if (before === 'stopping' || before === 'failed') return !UP.includes(after) || mayRestart;
  if (after === 'starting') return before === 'creating' || mayRestart;
  return true;
}

export const legalPath: Invariant<Memory> = {
  name: 'legal-path',
  property: 'the states that a poller sees follow one another legally: nothing comes back up without a reason',
  cites: 'external::InstanceState, common/src/api/external/mod.rs @ 0640bb277d; the review of omicron#6795',
  initial: () => ({}),
  check({ rack }, memory) {
    let finding: Finding | undefined;
    for (const view of rack.truth.operations) {
      if (view.kind !== 'view' || view.answer === null || memory[view.name]) continue;
      memory[view.name] = true;
      finding ??= judge(rack, view);
    }
    return finding;
  },
};

function judge(rack: Rack, view: Operation): Finding | undefined {
  const after = stateOf(view);
  const previous = rack.truth.operations.findLast(
    (other) =>
      other.kind === 'view' &&
      other.instance === view.instance &&
      other.answeredAt !== null &&
      other.answeredAt < view.issuedAt &&
      stateOf(other) !== null,
  );
  const before = previous && stateOf(previous);
  if (!previous || !before || after === null) return undefined;
  const hasUp = rack.truth.operations.some(
    (other) => other.instance === view.instance && isUp(other) && mayFollow(other, previous),
  );
  const mayRestart = rack.db.instances[view.instance]?.autoRestartPolicy !== 'never';
  if (hasUp || isReachable(before, after, mayRestart)) return undefined;
  return {
    subject: view.instance,
    message: `expected a poller of ${view.instance} to see no ${after} after ${before}; nobody asked for a start`,
  };
}

function stateOf(view: Operation): ExternalState | null {
  return view.answer?.isSuccess ? view.answer.state : null;
}
