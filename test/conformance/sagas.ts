// Sagas under injection, as steno's `saga_inject_error` and `saga_inject_repeat` do it: a node that fails without
// having run, and nodes or undos that run twice. Source: steno src/saga_exec.rs (exec_node, undo_node) @ db0dfb8776.

import { attempt, type Op, unwrap } from '../../sim/kernel/ask.ts';
import { failure } from '../../sim/rack/database/statement.ts';
import type { SagaId } from '../../sim/rack/ids.ts';
import { makeNexus } from '../../sim/rack/nexus/api.ts';
import type { Nexus } from '../../sim/rack/nexus/nexus.ts';
import { SAGAS } from '../../sim/rack/nexus/sagas/registry.ts';
import { sagaExecute } from '../../sim/rack/steno/executor.ts';
import type { SagaKind, SagaNode, SagaResult } from '../../sim/rack/steno/saga.ts';
import type { SagaParams } from '../../sim/rack/steno/saga-params.ts';
import { togglesOf } from '../rack/make.ts';
import type { Rig } from '../rack/rig.ts';
import { perform } from './world.ts';

/** What is done to a node. */
export type Injection = 'fail' | 'action twice' | 'undo twice';

type Injections = (node: string) => Injection | undefined;
/** Those of the era that the upstream tests are of. */
const TOGGLES = togglesOf('oct-2024');

type AnyNode = SagaNode<unknown>;

/** The nodes of a saga with these parameters, in order. */
export function nodesOf<K extends keyof SagaParams>(kind: K, params: SagaParams[K]): readonly string[] {
  return kindOf(kind)
    .nodes(params, TOGGLES)
    .map(({ name }) => name);
}

/** Runs one saga under injection, and everything that follows from it; later sagas of its kind run as ever. */
export function runSaga<K extends keyof SagaParams>(
  rig: Rig,
  kind: K,
  params: SagaParams[K],
  injections: Injections = () => undefined,
): SagaResult {
  const nexus = makeNexus('nexus-1', rig.run.config);
  const sagas = { ...nexus.sagas, [kind]: injected(kindOf(kind), injections) };
  const found = perform(rig, () => sagaExecute({ ...nexus, sagas } as Nexus, kind, params));
  return unwrap(found);
}

/** Whether an undo has failed in any saga: such a saga is stuck for ever. */
export function hasFailedUndo(rig: Rig): boolean {
  const logs = Object.values(rig.rack.db.sagaEvents);
  return logs.some((events) => events.some(({ event }) => event === 'undo_failed'));
}

function kindOf(kind: string): SagaKind<unknown> {
  const found = SAGAS[kind];
  if (found === undefined) throw new Error(`there is no saga ${kind}`);
  return found as SagaKind<unknown>;
}

/** The first saga of the kind is meant, and no other: what follows from it may start more. */
function injected(kind: SagaKind<unknown>, injections: Injections): SagaKind<unknown> {
  let first: SagaId | undefined;
  const injectionOf = (saga: SagaId, node: string) => {
    first ??= saga;
    return saga === first ? injections(node) : undefined;
  };
  const inject = ({ action, undo, ...node }: AnyNode): AnyNode => ({
    ...node,
    action: (context) => act(injectionOf(context.saga, node.name), () => action(context)),
    ...(undo && { undo: (context) => undoAs(injectionOf(context.saga, node.name), () => undo(context)) }),
  });
  return { ...kind, nodes: (params, toggles) => kind.nodes(params, toggles).map(inject) };
}

/** Of two runs the first one's output is dropped, even an error. */
function* act(injection: Injection | undefined, action: () => Op<unknown>): Op<unknown> {
  if (injection === 'fail') throw failure(500, 'injected');
  if (injection === 'action twice') yield* attempt(action());
  return yield* action();
}

/** An undo that fails is not run again. */
function* undoAs(injection: Injection | undefined, undo: () => Op<unknown>): Op<void> {
  if (injection === 'undo twice') yield* undo();
  yield* undo();
}
