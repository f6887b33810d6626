// The model's side of the comparison: how its statements end, alone or in turns.

import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../../sim/rack/database/tables.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { open, type Session } from '../../rack/database/execute.ts';
import { type Ending, sorted } from './sql.ts';
import type { Call } from './statements.ts';

/** Runs a statement of the model to its end. */
export function run(rack: Rack, call: Call): Ending {
  const session = open(rack, call.op());
  while (step(session));
  return endingOf(session);
}

const spinning = new WeakSet<Session<unknown>>();

/** Executes the next statement of a session; false when there is none, or it would wait for ever. */
function step(session: Session<unknown>): boolean {
  try {
    return session.step() !== undefined;
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('waits for ever'))) throw error;
    spinning.add(session);
    return false;
  }
}

function endingOf(session: Session<unknown>): Ending {
  if (spinning.has(session)) return { isSpinning: true };
  const { outcome } = session;
  if (outcome === undefined) throw new Error('the statement has not ended');
  return outcome.ok ? { value: sorted(outcome.value) } : { status: outcome.error.status };
}

/** What two calls at once may come to. */
export interface Outcome {
  readonly endings: readonly [Ending, Ending];
  readonly db: Database;
}

/** Every outcome that the model's atomic steps allow, in whatever order the two calls take them. */
export function outcomesOf(rack: Rack, calls: readonly [Call, Call]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  /** Plays an order from the start: true for a step of the first. Then goes on with each that has a step left. */
  const explore = (turns: readonly boolean[]) => {
    const own = structuredClone(rack);
    const [one, other] = calls.map((call) => open(own, call.op())) as [Session<unknown>, Session<unknown>];
    for (const isFirst of turns) step(isFirst ? one : other);
    const hasMore = (session: Session<unknown>) => session.outcome === undefined && !spinning.has(session);
    if (hasMore(one)) explore([...turns, true]);
    if (hasMore(other)) explore([...turns, false]);
    if (!hasMore(one) && !hasMore(other)) outcomes.push({ endings: [endingOf(one), endingOf(other)], db: own.db });
  };
  explore([]);
  return outcomes;
}

/** The outcome among those allowed, if it is. */
export function isAllowed(allowed: readonly Outcome[], outcome: Outcome): boolean {
  return allowed.some((one) => isDeepStrictEqual(one, outcome));
}
