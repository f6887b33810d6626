// Executes sagas: at-least-once nodes, a log that is separate from the effects, unwinding, stuck sagas, recovery.
// Source: steno src/{saga_exec,saga_log,sec}.rs @ db0dfb8776 and nexus/db-queries/src/db/sec_store.rs @ 0640bb277d.
//
// A node's outcome and the next node's start are logged in one step. Upstream they are two writes back to back,
// with nothing between them but the log itself: a crash after the first is, for the recovered saga, the same as a
// crash after the second and before the effect. Pure nodes are logged with the next write for the same reason.

import {
  type Ask,
  attempt,
  complete,
  fresh,
  memory,
  type Op,
  park,
  Rejection,
  sleep,
  spawn,
  start,
  succeed,
} from '../../kernel/ask.ts';
import { sagaCreate, sagaLog } from '../database/saga.ts';
import type { Written } from '../database/statement.ts';
import type { SagaEventRow, SagaRow } from '../database/tables.ts';
import type { SagaId } from '../ids.ts';
import type { Nexus } from '../nexus/nexus.ts';
import type { Rack } from '../rack.ts';
import { IN_DOUBT, type SagaContext, type SagaKind, type SagaNode, type SagaResult } from './saga.ts';
import type { SagaParams } from './saga-params.ts';

/** Between two tries of a node, or of its undo. */
const AGAIN_MS = 1_000;

type AnyNode = SagaNode<unknown>;

/** Creates the saga's row and starts it on this Nexus; nobody waits for it. Rejects when the row cannot be made. */
export function* sagaStart<K extends keyof SagaParams>(nexus: Nexus, kind: K, params: SagaParams[K]): Op<SagaId> {
  return yield* create(nexus, kind, params, false);
}

/** As {@link sagaStart}, and keeps the result for the one who asks for it by {@link sagaResult}. */
export function* sagaRun<K extends keyof SagaParams>(nexus: Nexus, kind: K, params: SagaParams[K]): Op<SagaId> {
  return yield* create(nexus, kind, params, true);
}

/** Waits for the end of a saga that {@link sagaRun} started. Dropping the waiting task does not stop the saga. */
export function* sagaResult(saga: SagaId): Op<SagaResult> {
  return yield* park<SagaResult>(doneKey(saga), `waits for ${saga}`);
}

/** Creates and starts a saga and waits for its end. */
export function* sagaExecute<K extends keyof SagaParams>(nexus: Nexus, kind: K, params: SagaParams[K]): Op<SagaResult> {
  return yield* sagaResult(yield* sagaRun(nexus, kind, params));
}

function doneKey(saga: SagaId): string {
  return `${saga} done`;
}

/**
 * `saga_prepare` and `start`. Recovery is told of the saga before its row is written, so that it leaves alone what this
 * process made, be it running or not.
 */
function* create(nexus: Nexus, kind: string, params: unknown, hasWaiter: boolean): Op<SagaId> {
  const saga: SagaId = `saga-${yield* fresh('saga')}`;
  const row: SagaRow = { id: saga, kind, params, owner: nexus.id, state: 'running' };
  yield* noteOwn(nexus, saga);
  const created = yield* attempt(sagaCreate(row));
  if (!created.ok) {
    if (nexus.config.toggles['saga.onCreateError'] === 'recover') yield* forgetOwn(nexus, saga);
    throw new Rejection(created.error);
  }
  yield* launch(nexus, row, [], hasWaiter);
  return saga;
}

/** Starts the task that executes a saga, from what its log says. */
function* launch(nexus: Nexus, row: SagaRow, log: readonly SagaEventRow[], hasWaiter: boolean): Op<void> {
  yield* spawn(taskOf(nexus, row), start(runToEnd, nexus, row, { known: log, unwritten: [] }, hasWaiter));
}

function taskOf(nexus: Nexus, row: SagaRow): string {
  return `${nexus.id} ${row.id} ${row.kind}`;
}

/**
 * Runs the saga, a node a turn: each turn is a task in succession, that knows no more than the log, as after a
 * recovery. Or else two sagas that differ in what a node once read would never be the same again.
 */
function* runToEnd(nexus: Nexus, row: SagaRow, from: LogPage, hasWaiter: boolean): Op<void> {
  const log = new Log(row, from);
  const result = yield* takeTurn(nexus, row, log);
  if (result === 'again') yield* sleep(`tries a node of ${row.id} again`, AGAIN_MS);
  if (result === 'again' || result === 'next') {
    return yield* succeed(taskOf(nexus, row), start(runToEnd, nexus, row, log.page(), hasWaiter));
  }
  yield* forgetOwn(nexus, row.id);
  if (hasWaiter) yield* complete(doneKey(row.id), result);
}

/** `saga_resume`: takes up a saga where its log ends. */
export function* sagaResume(nexus: Nexus, row: SagaRow, log: readonly SagaEventRow[]): Op<void> {
  yield* noteOwn(nexus, row.id);
  yield* launch(nexus, row, log, false);
}

function* noteOwn(nexus: Nexus, saga: SagaId): Op<void> {
  yield* memory((rack: Rack) => {
    const own = rack.nexuses[nexus.id];
    if (own) own.sagas[saga] = true;
  });
}

function* forgetOwn(nexus: Nexus, saga: SagaId): Op<void> {
  yield* memory((rack: Rack) => {
    const own = rack.nexuses[nexus.id];
    if (own) delete own.sagas[saga];
  });
}

/** What a turn comes to: the end; or the next node is due; or a node, or its undo, is to be tried again. */
type Turn = SagaResult | 'next' | 'again';

function* takeTurn(nexus: Nexus, row: SagaRow, log: Log): Op<Turn> {
  const kind = nexus.sagas[row.kind] as SagaKind<unknown> | undefined;
  if (kind === undefined) throw new Error(`no saga kind ${row.kind}`);
  const nodes = kind.nodes(row.params, nexus.config.toggles);
  const context: SagaContext<unknown> = {
    nexus,
    saga: row.id,
    params: row.params,
    output: <T>(node: string) => log.output(node) as T,
    hasSucceeded: (node: string) => log.has(node, 'succeeded'),
  };
  const failed = nodes.findIndex((node) => log.has(node.name, 'failed'));
  if (failed < 0) {
    const ran = yield* runNext(context, nodes, log);
    if (ran !== 'end') return ran;
    yield* finish(context, log, 'done');
    return { ok: true, output: log.output(nodes[nodes.length - 1]?.name ?? '') };
  }
  const undone = yield* undoNext(context, nodes.slice(0, undoesFailed(context) ? failed + 1 : failed), log);
  if (undone === 'next' || undone === 'again') return undone;
  const { name = '' } = nodes[failed] ?? {};
  return { ok: false, node: name, error: log.output(name), isStuck: undone === 'stuck' };
}

/** A node that failed may have had its effect all the same, as when only the answer was lost: is it undone as well? */
function undoesFailed({ nexus }: SagaContext<unknown>): boolean {
  return nexus.config.toggles['saga.undoes'] === 'failed-too';
}

/** Runs the next node that touches anything, and those before it that do not; `end` when there is none left. */
function* runNext(context: SagaContext<unknown>, nodes: readonly AnyNode[], log: Log): Op<'next' | 'again' | 'end'> {
  for (const node of nodes) {
    if (log.has(node.name, 'succeeded')) continue;
    log.add(node.name, 'started');
    if (!node.isPure) yield* log.flush(`start ${node.name}`, 'running');
    const outcome = yield* attempt(
      node.isPure ? node.action(context) : counted(context, node.name, node.action(context)),
    );
    if (outcome.ok) log.add(node.name, 'succeeded', outcome.value);
    else if (outcome.error === IN_DOUBT) return 'again';
    else {
      log.add(node.name, 'failed', outcome.error);
      const isUndone = node.undo !== undefined && undoesFailed(context);
      if (!isUndone && !node.isToStay) yield* memory((rack: Rack) => noteNodeFailure(rack, context.saga, node.name));
    }
    if (!node.isPure || !outcome.ok) return 'next';
  }
  return 'end';
}

/** Undoes the last node that is to be undone yet. A failed undo sticks the saga for ever, unless it is tried again. */
function* undoNext(
  context: SagaContext<unknown>,
  done: readonly AnyNode[],
  log: Log,
): Op<'next' | 'again' | 'stuck' | 'unwound'> {
  const node = done.findLast(({ name, undo }) => undo !== undefined && !log.has(name, 'undo_finished'));
  if (node?.undo === undefined) {
    yield* finish(context, log, 'unwound');
    return 'unwound';
  }
  log.add(node.name, 'undo_started');
  yield* log.flush(`undo ${node.name}`, 'unwinding');
  const outcome = yield* attempt(node.undo(context));
  if (outcome.ok) {
    log.add(node.name, 'undo_finished');
    return 'next';
  }
  if (context.nexus.config.toggles['saga.onUndoError'] === 'retry') return 'again';
  const error = JSON.stringify(outcome.error);
  log.add(node.name, 'undo_failed', error);
  yield* log.flush(`${node.name} is stuck`, 'done');
  // Not before it is on record: a Nexus that dies in between runs the undo again.
  yield* memory((rack: Rack) => {
    rack.truth.stuckSagas[context.saga] = { node: node.name, error };
  });
  return 'stuck';
}

/** Logs that the saga has come to its end in order. */
function* finish({ nexus, saga }: SagaContext<unknown>, log: Log, label: string): Op<void> {
  const isForgotten = !nexus.config.keepsHistory;
  yield* log.flush(label, 'done', isForgotten);
  if (!isForgotten) return;
  yield* memory(({ truth }: Rack) => {
    delete truth.nodeRuns[saga];
  });
}

/** What a saga knows: all events of its log, and those that the next write will add to it. */
interface LogPage {
  readonly known: readonly SagaEventRow[];
  readonly unwritten: readonly SagaEventRow[];
}

/** The saga's log: what is durable, and what the next write will add to it. */
class Log {
  private readonly row: SagaRow;
  private readonly known: SagaEventRow[];
  private unwritten: SagaEventRow[];

  constructor(row: SagaRow, { known, unwritten }: LogPage) {
    this.row = row;
    this.known = [...known];
    this.unwritten = [...unwritten];
  }

  has(node: string, event: SagaEventRow['event']): boolean {
    return this.known.some((row) => row.node === node && row.event === event);
  }

  output(node: string): unknown {
    return this.known.findLast((row) => row.node === node && (row.event === 'succeeded' || row.event === 'failed'))
      ?.output;
  }

  /** Repeating an event that is in the log changes nothing: its key is (saga, node, event). */
  add(node: string, event: SagaEventRow['event'], output: unknown = null): void {
    if (this.has(node, event)) return;
    const row = { node, event, output };
    this.known.push(row);
    this.unwritten.push(row);
  }

  page(): LogPage {
    return { known: [...this.known], unwritten: [...this.unwritten] };
  }

  *flush(label: string, state: SagaRow['state'], isForgotten = false): Op<void> {
    const rows = this.unwritten;
    this.unwritten = [];
    yield* sagaLog(this.row.id, rows, state, label, isForgotten);
  }
}

/** Runs a node's action and notes its effects, so that a failing re-execution can be told from a first one. */
function* counted(context: SagaContext<unknown>, node: string, action: Op<unknown>): Op<unknown> {
  const { saga } = context;
  yield* memory(({ truth }: Rack) => {
    const last = truth.nodeRuns[saga];
    const isRerun = last?.node === node;
    const hadEffect = isRerun && last.hasEffect;
    truth.nodeRuns[saga] = { node, isRerun, hasEffect: hadEffect, hadEffect };
  });
  let answer: { ok: true; value: unknown } | { ok: false; error: unknown } = { ok: true, value: undefined };
  for (;;) {
    const turn: IteratorResult<Ask, unknown> = answer.ok ? action.next(answer.value) : action.throw(answer.error);
    if (turn.done) return turn.value;
    try {
      answer = { ok: true, value: (yield turn.value) as unknown };
      if (hasEffect(turn.value, answer.value)) yield* memory((rack: Rack) => noteEffect(rack, saga));
    } catch (error) {
      answer = { ok: false, error };
    }
  }
}

/** Whether what was asked for may have changed something, given what it came to. */
function hasEffect(ask: Ask, result: unknown): boolean {
  return (ask.kind === 'step' && !ask.isRead && result !== ('superseded' satisfies Written)) || ask.kind === 'call';
}

function noteEffect({ truth }: Rack, saga: SagaId): void {
  const run = truth.nodeRuns[saga];
  if (run && !run.hasEffect) truth.nodeRuns[saga] = { ...run, hasEffect: true };
}

function noteNodeFailure({ truth }: Rack, saga: SagaId, node: string): void {
  const run = truth.nodeRuns[saga];
  if (run?.node === node && run.isRerun && run.hadEffect) truth.failedReruns.push(`${saga} ${node}`);
}
