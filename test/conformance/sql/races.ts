// Two statements at once, on two sessions of a server, and whether what came of it is an order of the model's steps.

import { fc } from '@fast-check/vitest';
import type { Rack } from '../../../sim/rack/rack.ts';
import type { Session } from './engines/server.ts';
import { isAllowed, outcomesOf } from './model.ts';
import { readDatabase, TABLES, writeDatabase } from './rows.ts';
import { type Ending, endingOf } from './sql.ts';
import { startRack } from './start.ts';
import { type Call, drafts } from './statements.ts';

/** Two sessions that race, and a third that gets them ready. */
export interface Track {
  readonly starter: Session;
  readonly runners: readonly [Session, Session];
}

/** What the two calls came to, and whether the model allows it. */
export interface Race {
  readonly isAllowed: boolean;
  readonly told: string;
}

/** Lets two calls race from the rows of a rack, which stays as it is. */
export async function race(track: Track, rack: Rack, calls: readonly [Call, Call]): Promise<Race> {
  await writeDatabase(track.starter, rack.db);
  const endings = await atOnce(track, calls);
  const outcome = { endings, db: await readDatabase(track.starter) };
  const allowed = outcomesOf(rack, calls);
  return {
    isAllowed: isAllowed(allowed, outcome),
    told: [
      ...calls.map(({ text }, index) => `${text} ends ${JSON.stringify(endings[index])}`),
      `then there is ${JSON.stringify(outcome.db)}`,
      ...allowed.map((one) => `allowed is ${JSON.stringify(one)}`),
    ].join('\n'),
  };
}

/** Holds every table until each runner waits for one, or has ended without, so that neither has a head start. */
async function atOnce({ starter, runners }: Track, [one, other]: readonly [Call, Call]): Promise<[Ending, Ending]> {
  let ended = 0;
  const start = async (call: Call, session: Session) => {
    const ending = await endingOf(call.sql(session));
    ended++;
    return ending;
  };
  if (!starter.canLockTables) return Promise.all([start(one, runners[0]), start(other, runners[1])]);
  await starter.query('BEGIN');
  await starter.query(`LOCK TABLE ${TABLES.join(', ')} IN ACCESS EXCLUSIVE MODE`);
  const endings = Promise.all([start(one, runners[0]), start(other, runners[1])]);
  for (let waiting = 0; waiting + ended < runners.length; ) {
    const [row] = await starter.query(
      'SELECT count(DISTINCT pid) AS waiting FROM pg_locks WHERE NOT granted AND pid = ANY ($1)',
      [runners.map(({ pid }) => pid)],
    );
    waiting = Number(row?.waiting);
  }
  await starter.query('COMMIT');
  return endings;
}

/** The property: whatever races, the outcome is one that the model allows. */
export function serializable(track: Track): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(startRack, fc.tuple(drafts, drafts), async (rack, pair) => {
    const [one, other] = pair.map((draft) => draft(rack.db));
    if (one === undefined || other === undefined) return;
    const { isAllowed, told } = await race(track, rack, [one, other]);
    if (!isAllowed) throw new Error(told);
  }) as fc.IAsyncProperty<unknown>;
}
