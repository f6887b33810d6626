// The same on a server: the one that DATABASE_URL names, else a temporary PostgreSQL, if there is one to start.

import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sledReservationCreate } from '../../../sim/rack/database/accounting.ts';
import * as model from '../../../sim/rack/database/updater-lock.ts';
import type { LockId, VmmId } from '../../../sim/rack/ids.ts';
import { incarnated, LOCK, OTHER_LOCK, rackOf } from '../../rack/database/rows.ts';
import { agreement, RUNS } from './agreement.ts';
import { type Cluster, findPostgres, startCluster } from './engines/cluster.ts';
import { connect, dropSchema, makeSchema, type Session } from './engines/server.ts';
import { race, serializable, type Track } from './races.ts';
import { altered } from './sql.ts';
import type { Call } from './statements.ts';
import * as twins from './twins.ts';
import { instanceUpdaterLock } from './twins.ts';

const given = process.env.DATABASE_URL;
const bin = given === undefined ? findPostgres() : undefined;
const SCHEMA = `rack_${process.pid}`;

/** Tests that need a server. Where there is none, that is said; in CI there has to be one. */
function describeOnServer(name: string, tests: () => void): void {
  if (given !== undefined || bin !== undefined) return void describe(name, tests);
  const what = `${name}: skipped, since there is neither a PostgreSQL here (initdb) nor a DATABASE_URL`;
  it(what, ({ skip }) => {
    expect(process.env.CI, 'CI has to have a PostgreSQL').toBeUndefined();
    skip(what);
  });
}

describeOnServer('the modelled database, on a server', () => {
  let cluster: Cluster | undefined;
  let url = given ?? '';
  let track: Track;
  const sessions: Session[] = [];

  beforeAll(async () => {
    if (bin !== undefined) {
      cluster = await startCluster(bin);
      url = cluster.url;
    }
    await makeSchema(url, SCHEMA);
    for (let n = 0; n < 3; n++) sessions.push(await connect(url, SCHEMA));
    const [starter, one, other] = sessions as [Session, Session, Session];
    track = { starter, runners: [one, other] };
  }, 120_000);
  afterAll(async () => {
    for (const session of sessions) await session.close();
    if (sessions.length > 0) await dropSchema(url, SCHEMA);
    await cluster?.stop();
  });

  it('ends every statement as SQL does, and holds the same rows after it', async () => {
    await fc.assert(agreement(track.starter), { numRuns: RUNS });
  });

  it('allows whatever comes of two statements at once', async () => {
    await fc.assert(serializable(track), { numRuns: 3 * RUNS });
  });

  const callOf = (name: string, op: Call['op'], sql: Call['sql']): Call => ({ name, text: name, op, sql });
  const lockAs = (lock: LockId): Call =>
    callOf(
      lock,
      () => model.instanceUpdaterLock('instance-1', lock),
      (sql) => instanceUpdaterLock(sql, 'instance-1', lock),
    );
  const retries = () => track.runners.reduce((sum, session) => sum + session.retries(), 0);

  it('lets one of two sagas have a lock that they ask for at once', async () => {
    for (let n = 0; n < 20; n++) {
      const { isAllowed, told } = await race(track, rackOf(incarnated()), [lockAs(LOCK), lockAs(OTHER_LOCK)]);
      expect(isAllowed, told).toBe(true);
    }
  });

  it('lets one of two VMMs have the last room of a sled, once what could not be serialized has run again', async () => {
    const before = retries();
    const reserve = (vmm: VmmId): Call =>
      callOf(
        vmm,
        () => sledReservationCreate(vmm, 5, 'sled-1'),
        (sql) => twins.sledReservationCreate(sql, vmm, 5, 'sled-1'),
      );

    const { isAllowed, told } = await race(track, rackOf(), [reserve('vmm-1'), reserve('vmm-2')]);

    expect(isAllowed, told).toBe(true);
    expect(told).toContain('{"status":507}');
    // CockroachDB has no LOCK TABLE to start both at once.
    if (track.starter.canLockTables) expect(retries()).toBeGreaterThan(before);
  });

  it('would see a lock that is taken without a look at its generation', async () => {
    const careless = (call: Call): Call => ({
      ...call,
      sql: (sql) => call.sql(altered(sql, (text) => text.replace('AND updater_gen = $3', 'AND $3 = $3'))),
    });
    let notAllowed = 0;
    for (let n = 0; n < 20; n++) {
      const calls = [careless(lockAs(LOCK)), careless(lockAs(OTHER_LOCK))] as const;
      if (!(await race(track, rackOf(incarnated()), calls)).isAllowed) notAllowed++;
    }
    expect(notAllowed).toBeGreaterThan(0);
  });
});
