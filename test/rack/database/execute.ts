// Runs statements on a rack by themselves, without a simulation around them: one after the other, or in turns.

import type { Ask, Op, Outcome, Recipe } from '../../../sim/kernel/ask.ts';
import { Rejection } from '../../../sim/kernel/ask.ts';
import type { NexusError } from '../../../sim/rack/database/statement.ts';
import type { Rack } from '../../../sim/rack/rack.ts';

/** An operation that is run one statement at a time. */
export interface Session<T> {
  /** Executes its next statement; answers that statement's label, or `undefined` when it has ended before. */
  step(): string | undefined;
  /** How it ended; `undefined` as long as it has not. */
  readonly outcome: Outcome<T, NexusError> | undefined;
}

/** Opens a session that has executed nothing yet. */
export function open<T>(rack: Rack, op: Op<T>): Session<T> {
  let outcome: Outcome<T, NexusError> | undefined;
  let waiting: Ask | undefined;
  const resume = (turn: () => IteratorResult<Ask, T>) => {
    try {
      const result = turn();
      if (!result.done) waiting = result.value;
      else {
        waiting = undefined;
        outcome = { ok: true, value: result.value };
      }
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      waiting = undefined;
      outcome = { ok: false, error: error.reason as NexusError };
    }
  };
  resume(() => op.next());
  return {
    get outcome() {
      return outcome;
    },
    step() {
      while (waiting?.kind === 'mark' || waiting?.kind === 'note') resume(() => op.next());
      if (waiting === undefined) return undefined;
      if (waiting.kind === 'park') throw new Error(`waits for ever: ${waiting.label}`);
      if (waiting.kind !== 'step') throw new Error(`a statement cannot ask for ${waiting.kind}`);
      const { label, recipe } = waiting;
      let answer: unknown;
      try {
        answer = (recipe as Recipe<Rack, unknown>)(rack);
      } catch (error) {
        resume(() => op.throw(error));
        return label;
      }
      resume(() => op.next(answer));
      return label;
    },
  };
}

/** Runs an operation to its end. */
export function execute<T>(rack: Rack, op: Op<T>): Outcome<T, NexusError> {
  const session = open(rack, op);
  while (session.step() !== undefined);
  if (session.outcome === undefined) throw new Error('the operation has not ended');
  return session.outcome;
}

/** The value of an operation that is expected to succeed. */
export function resultOf<T>(rack: Rack, op: Op<T>): T {
  const outcome = execute(rack, op);
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.error)}`);
  return outcome.value;
}

/** The status of an operation that is expected to be refused. */
export function statusOf(rack: Rack, op: Op<unknown>): number | undefined {
  const outcome = execute(rack, op);
  return outcome.ok ? undefined : outcome.error.status;
}
