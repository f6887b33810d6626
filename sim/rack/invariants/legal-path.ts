import type { Answer, Operation } from '../hardware/truth.ts';
import type { ExternalState } from '../nexus/external-state.ts';
import type { Rack } from '../rack.ts';
import { rivals } from './history.ts';
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
    for (const view of Object.values(rack.truth.operations)) {
      if (view.kind !== 'view' || memory[view.name]) continue;
      const answer = rack.truth.answers[view.name];
      if (answer === undefined) continue;
      memory[view.name] = true;
      const state = stateOf(answer);
      if (state !== null) finding ??= judge(rack, view, state);
    }
    return finding;
  },
};

/** Compares what a view shows with what each shows that was over before it. */
function judge(rack: Rack, view: Operation, after: ExternalState): Finding | undefined {
  const { operations, answers } = rack.truth;
  const mayRestart = rack.db.instances[view.instance]?.autoRestartPolicy !== 'never';
  for (const name of view.after) {
    const previous = operations[name] as Operation;
    if (previous.kind !== 'view') continue;
    const before = stateOf(answers[name] as Answer);
    if (before === null || isReachable(before, after, mayRestart) || rivals(rack, previous).length > 0) continue;
    return {
      subject: view.instance,
      message: `expected a poller of ${view.instance} to see no ${after} after ${before}; nobody asked for a start`,
    };
  }
  return undefined;
}

function stateOf(answer: Answer): ExternalState | null {
  return answer.isSuccess ? answer.state : null;
}
