import type { Answer, Operation } from '../hardware/truth.ts';
import type { ExternalState } from '../nexus/external-state.ts';
import type { Rack } from '../rack.ts';
import { isDown, rivals } from './history.ts';
import type { Finding, Invariant } from './invariant.ts';

/** Names of the operations whose answer has been looked at. */
type Memory = Record<string, true>;

/** Judges each answer to operations of some sort once, when it is sent. */
function judgeAnswers(
  { truth }: Rack,
  memory: Memory,
  isOfSort: (operation: Operation) => boolean,
  judge: (operation: Operation, state: ExternalState) => Finding | undefined,
) {
  let finding: Finding | undefined;
  for (const operation of Object.values(truth.operations)) {
    if (!isOfSort(operation) || memory[operation.name]) continue;
    const sent = truth.sent[operation.name];
    if (sent === undefined) continue;
    memory[operation.name] = true;
    const state = claimedState(sent);
    if (state !== null) finding ??= judge(operation, state);
  }
  return finding;
}

function claimedState(sent: Answer): ExternalState | null {
  return sent.isSuccess ? sent.state : null;
}

const LIVE: readonly ExternalState[] = ['starting', 'running', 'rebooting'];

/** A success says that the instance goes down, so it must not show it up, unless somebody brings it up meanwhile. */
export const honestAnswer: Invariant<Memory> = {
  name: 'honest-answer',
  property: 'a success answer to a stop or force-terminate does not show the instance starting, running or rebooting',
  cites: 'omicron#4511; the review of omicron#6795 ("the caller should not observe ... running")',
  initial: () => ({}),
  check({ rack }, memory) {
    return judgeAnswers(rack, memory, isDown, (operation, state) => {
      if (!LIVE.includes(state) || rivals(rack, operation).length > 0) return undefined;
      const guests = Object.values(rack.guests).filter((guest) => guest.instance === operation.instance);
      const truth = guests.length > 0 ? `its guest is ${guests[0]?.status} in ${guests[0]?.vmm}` : 'it has no guest';
      return {
        subject: operation.instance,
        message:
          `expected the success of ${operation.name} to show ${operation.instance} down; ` +
          `it shows ${state}, while ${truth}`,
      };
    });
  },
};

const SETTLED: readonly ExternalState[] = ['stopped', 'failed', 'destroyed', 'creating'];

/** The promise of the draft's last revisions: on return the instance may be started again. */
export const settledAnswer: Invariant<Memory> = {
  name: 'settled-answer',
  property: 'a success answer to force-terminate shows an instance that can be started again: stopped or failed',
  cites: 'instance_force_terminate (documentation), nexus/src/app/instance.rs @ d69a1ceb3d',
  initial: () => ({}),
  check({ rack }, memory) {
    const isForce = ({ kind }: Operation) => kind === 'force-terminate';
    return judgeAnswers(rack, memory, isForce, (operation, state) => {
      if (SETTLED.includes(state)) return undefined;
      return {
        subject: operation.instance,
        message:
          `expected the success of ${operation.name} to show ${operation.instance} stopped or failed; ` +
          `it shows ${state}`,
      };
    });
  },
};
