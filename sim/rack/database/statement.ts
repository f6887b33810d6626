// One statement or transaction: the unit of atomicity of the database, and one step of the simulation.
// A statement that throws a Failure has changed nothing.

import { type Op, Rejection, step } from '../../kernel/ask.ts';
import type { Rack } from '../rack.ts';
import type { Database } from './tables.ts';

/**
 * An error of Nexus itself (`Error`, common/src/api/external/error.rs @ 0640bb277d), as opposed to one that a
 * sled-agent answered.
 */
export interface NexusError {
  readonly class: 'other';
  readonly status: 400 | 404 | 409 | 410 | 500 | 503 | 507;
  readonly message: string;
}

export function failure(status: NexusError['status'], message: string): Rejection<NexusError> {
  return new Rejection<NexusError>({ class: 'other', status, message });
}

export const DATABASE_ERROR = failure(500, 'database error');

const WRITE_FAILURES = [
  { kind: 'database-error', applied: false, label: 'database error before commit of', error: DATABASE_ERROR },
  { kind: 'database-error', applied: true, label: 'database error after commit of', error: DATABASE_ERROR },
] as const;
const READ_FAILURES = [
  { kind: 'database-error', applied: false, label: 'database error at', error: DATABASE_ERROR },
] as const;

/** A statement that writes. `describe` puts its outcome into words for the story. */
export function write<R>(label: string, body: (db: Database) => R, describe?: (result: R) => string): Op<R> {
  return step<Rack, R>(label, (rack) => body(rack.db), {
    failures: WRITE_FAILURES,
    ...(describe ? { describe } : {}),
  });
}

/**
 * A statement that only reads: a consistent snapshot of the rows it names, of which `body` picks what its caller uses.
 * What a task was told it remembers, so that it goes on as another if it was told more.
 */
export function read<R>(
  label: string,
  body: (db: Database) => R,
  describe?: (result: R, db: Database) => string,
): Op<R> {
  return step<Rack, R>(label, (rack) => body(rack.db), {
    isRead: true,
    failures: READ_FAILURES,
    ...(describe ? { describe: (result: R, { db }: Rack) => describe(result, db) } : {}),
  });
}

/**
 * A write that the caller retries for ever on errors, so that no error ever shows (the SEC store's log and
 * state writes, nexus/db-queries/src/db/sec_store.rs @ 0640bb277d).
 */
export function retriedWrite<R>(label: string, body: (db: Database) => R, describe?: (result: R) => string): Op<R> {
  return step<Rack, R>(label, (rack) => body(rack.db), describe ? { describe } : {});
}

/** What a guarded write came to. A database error is thrown instead. */
export type Written = 'written' | 'superseded';
