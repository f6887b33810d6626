// Questions about what clients asked and were told, which several invariants put.

import type { Operation } from '../hardware/truth.ts';
import type { InstanceId } from '../ids.ts';
import type { Rack } from '../rack.ts';

const DOWN: readonly Operation['kind'][] = ['stop', 'force-terminate', 'delete'];
const UP: readonly Operation['kind'][] = ['start', 'reboot', 'create'];

/** Requests that ask for an instance to run. */
export function isUp(operation: Operation): boolean {
  return UP.includes(operation.kind);
}

/** Requests that ask for an instance not to run. */
export function isDown(operation: Operation): boolean {
  return DOWN.includes(operation.kind);
}

/** True when `later` may have taken effect after `earlier` did: it was not over before that one was made. */
export function mayFollow(later: Operation, earlier: Operation): boolean {
  return later.answeredAt === null || later.answeredAt > earlier.issuedAt;
}

/**
 * The last accepted request to bring an instance down that no request to bring it up may have followed; while there
 * is one, the instance's guest has no business to run.
 */
export function standingDown(rack: Rack, instance: InstanceId): Operation | undefined {
  const own = rack.truth.operations.filter((operation) => operation.instance === instance);
  return own.findLast(
    (operation) =>
      isDown(operation) &&
      operation.answer?.isSuccess === true &&
      !own.some((other) => isUp(other) && mayFollow(other, operation)),
  );
}

/** An operation and its answer, in words. */
export function showOperation(operation: Operation): string {
  const { name, answer } = operation;
  if (answer === null) return `${name} (not answered)`;
  if (!answer.isSuccess) return `${name} (answered ${answer.status}: ${answer.message})`;
  return `${name} (answered ${answer.status}${answer.state ? ` ${answer.state}` : ''})`;
}
