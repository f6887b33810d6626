// What a saga is: named nodes in a row, each with an action and perhaps an undo.
// Source: steno src/{dag,saga_action_generic}.rs @ db0dfb8776. Every saga of the modelled lifecycle is a line;
// the parallel nodes of later eras are not modelled.

import type { Op } from '../../kernel/ask.ts';
import type { Toggles } from '../designs/toggles.ts';
import type { SagaId } from '../ids.ts';
import type { Nexus } from '../nexus/nexus.ts';

/** What an action or undo may look at: frozen parameters and the outputs of the nodes before it. */
export interface SagaContext<P> {
  readonly nexus: Nexus;
  readonly saga: SagaId;
  readonly params: P;
  /** The logged output of an earlier node. */
  readonly output: <T>(node: string) => T;
  /** Whether a node has succeeded. Only the undo of a node that failed, where the design has such, need ask. */
  readonly hasSucceeded: (node: string) => boolean;
}

/** What an action rejects with that cannot know what has come of it: it is run once more. Steno has no such thing. */
export const IN_DOUBT = 'in doubt';

export interface SagaNode<P> {
  readonly name: string;
  /** Touches nothing but memory (generates an id), so that running it again is harmless. */
  readonly isPure?: boolean;
  /** What it has done is meant to stay when the saga unwinds, so that nothing is lost where nobody undoes it. */
  readonly isToStay?: boolean;
  readonly action: (context: SagaContext<P>) => Op<unknown>;
  readonly undo?: (context: SagaContext<P>) => Op<unknown>;
}

/** A kind of saga. The line of nodes may depend on the parameters, as a DAG built from them does, and on the design. */
export interface SagaKind<P> {
  readonly name: string;
  readonly nodes: (params: P, toggles: Toggles) => readonly SagaNode<P>[];
}

/** How a saga ended. A stuck saga's caller receives the original error. */
export type SagaResult =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly node: string; readonly error: unknown; readonly isStuck: boolean };

/** The kinds that an executor can run, by name: recovery finds them there. */
export type SagaRegistry = Readonly<Record<string, SagaKind<never>>>;
