// Statements on the saga and saga_node_event tables.
// Sources: nexus/db-queries/src/db/datastore/saga.rs and nexus/db-queries/src/db/sec_store.rs @ 0640bb277d.

import type { Op } from '../../kernel/ask.ts';
import type { NexusId, SagaId } from '../ids.ts';
import { failure, read, retriedWrite, write } from './statement.ts';
import type { SagaEventRow, SagaRow } from './tables.ts';

/** A saga's row, and its log in order. */
export interface SagaAndLog {
  readonly row: SagaRow;
  readonly log: readonly SagaEventRow[];
}

/** `saga_create`: written without a retry, unlike the log. An id that is taken is an error of the server. */
export function* sagaCreate(row: SagaRow): Op<void> {
  yield* write(
    `create ${row.id} ${row.kind}`,
    (db) => {
      if (db.sagas[row.id]) throw failure(500, `${row.id} exists already`);
      db.sagas[row.id] = row;
      db.sagaEvents[row.id] = [];
    },
    () => `${row.id} is a saga ${row.kind} of ${row.owner}`,
  );
}

/**
 * `saga_create_event` for each of the events, which leaves one that is in the log as it is, and `saga_update_state`.
 * The SEC store retries both until they succeed. Left out: the guard on `current_sec`, which only adoption could
 * change. `isForgotten` keeps nothing of a finished saga but that there was one: nobody reads the rest.
 */
export function* sagaLog(
  id: SagaId,
  events: readonly SagaEventRow[],
  state: SagaRow['state'],
  label: string,
  isForgotten = false,
): Op<void> {
  yield* retriedWrite(
    `log ${label}`,
    (db) => {
      const row = db.sagas[id];
      if (isForgotten && row) {
        db.sagas[id] = { ...row, state, params: null };
        db.sagaEvents[id] = [];
        return;
      }
      const log = db.sagaEvents[id] ?? [];
      const isNew = ({ node, event }: SagaEventRow) => !log.some((row) => row.node === node && row.event === event);
      db.sagaEvents[id] = [...log, ...events.filter(isNew)];
      if (row && row.state !== state) db.sagas[id] = { ...row, state };
    },
    () => events.map((row) => `${row.node} ${row.event.replace('_', ' ')}`).join(', '),
  );
}

/** `saga_list_recovery_candidates_batched`, with the logs that `saga_fetch_log_batched` reads: one step. */
export function* sagaListUnfinished(owner: NexusId): Op<readonly SagaAndLog[]> {
  return yield* read(
    'list own unfinished sagas',
    (db) =>
      Object.values(db.sagas)
        .filter((saga) => saga.owner === owner && saga.state !== 'done')
        .map((row) => ({ row, log: db.sagaEvents[row.id] ?? [] })),
    (sagas) => `finds ${sagas.map(({ row }) => `${row.id} ${row.kind}`).join(', ') || 'none'}`,
  );
}
