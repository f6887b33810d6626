import type { Answer, Operation } from '../hardware/truth.ts';
import type { ExternalState } from '../nexus/external-state.ts';
import type { Rack } from '../rack.ts';
import { isDown, isUp, mayFollow } from './history.ts';
import type { Finding, Invariant } from './invariant.ts';

/** Names of the operations whose answer has been looked at. */
type Memory = Record<string, true>;

/** Judges each answer once, when it is sent. */
function judgeAnswers(
  rack: Rack,
  memory: Memory,
  judge: (operation: Operation, state: ExternalState) => Finding | undefined,
) {
  let finding: Finding | undefined;
  for (const operation of rack.truth.operations) {
    if (operation.sent === null || memory[operation.name]) continue;
    memory[operation.name] = true;
    const state = claimedState(operation.sent);
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
    return judgeAnswers(rack, memory, (operation, state) => {
      if (!isDown(operation) || !LIVE.includes(state)) return undefined;
      const isRivalled = rack.truth.operations.some(
        (other) => other.instance === operation.instance && isUp(other) && mayFollow(other, operation),
      );
      if (isRivalled) return undefined;
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
    return judgeAnswers(rack, memory, (operation, state) => {
      if (operation.kind !== 'force-terminate' || SETTLED.includes(state)) return undefined;
      return {
        subject: operation.instance,
        message:
          `expected the success of ${operation.name} to show ${operation.instance} stopped or failed; ` +
          `it shows ${state}`,
      };
    });
  },
};
