// Questions about what clients asked and were told, which several invariants put.

import { type Answer, DOWN, type Operation, UP } from '../hardware/truth.ts';
import type { InstanceId } from '../ids.ts';
import type { Rack } from '../rack.ts';

/** Requests that ask for an instance not to run. */
export function isDown(operation: Operation): boolean {
  return DOWN.includes(operation.kind);
}

/** Requests that may have brought an instance up after another had taken effect: they were not over before it. */
export function rivals(rack: Rack, { instance, after }: Operation): readonly Operation[] {
  return Object.values(rack.truth.operations).filter(
    (other) => other.instance === instance && UP.includes(other.kind) && !after.includes(other.name),
  );
}

/**
 * An accepted request to bring an instance down that no request to bring it up may have followed; while there is one,
 * the instance's guest has no business to run.
 */
export function standingDown(rack: Rack, instance: InstanceId): Operation | undefined {
  return Object.values(rack.truth.operations)
    .filter((operation) => operation.instance === instance && isDown(operation))
    .sort((one, other) => (one.name < other.name ? 1 : -1))
    .find(
      (operation) => rack.truth.answers[operation.name]?.isSuccess === true && rivals(rack, operation).length === 0,
    );
}

/** An operation and its answer, in words. */
export function showOperation({ truth }: Rack, { name }: Operation): string {
  const answer: Answer | undefined = truth.answers[name];
  if (answer === undefined) return `${name} (not answered)`;
  if (!answer.isSuccess) return `${name} (answered ${answer.status}: ${answer.message})`;
  return `${name} (answered ${answer.status}${answer.state ? ` ${answer.state}` : ''})`;
}
