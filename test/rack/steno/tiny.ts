// Tiny sagas on a bare simulation: each node has one effect, and its log is apart from it.

import type { Op } from '../../../sim/kernel/ask.ts';
import { Simulation } from '../../../sim/kernel/simulation.ts';
import { failure, type Written, write } from '../../../sim/rack/database/statement.ts';
import { makeRackModel } from '../../../sim/rack/model.ts';
import { makeNexus } from '../../../sim/rack/nexus/api.ts';
import { initialNexusMemory, type Nexus } from '../../../sim/rack/nexus/nexus.ts';
import { sagaRecovery } from '../../../sim/rack/nexus/tasks/saga-recovery.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { sagaExecute } from '../../../sim/rack/steno/executor.ts';
import type { SagaNode, SagaResult } from '../../../sim/rack/steno/saga.ts';
import { earliest } from '../../../sim/search/drain.ts';
import { config } from '../make.ts';

/** How the nodes of a saga behave, by their names in order; `undo` and `action` say how often they fail. */
export interface TinyNode {
  readonly name: string;
  readonly failures?: number;
  readonly undoFailures?: number;
  readonly hasNoUndo?: boolean;
  readonly isToStay?: boolean;
  /** Its write comes too late and changes nothing. */
  readonly isSuperseded?: boolean;
}

export interface Tiny {
  readonly simulation: Simulation<Rack>;
  /** What happened, in order: `a`, `undo a`. */
  readonly effects: readonly string[];
  /** The result that the waiting caller got. */
  result(): SagaResult | { readonly rejected: unknown } | undefined;
  /** Runs until an event's label contains the words, and does not take it. */
  reach(words: string): void;
  /** Runs until an event's label contains the words, and takes it. */
  let(words: string): void;
  /** Strikes a fault whose label contains the words. */
  fault(words: string): void;
  settle(): void;
  /** Kills the Nexus, and brings it back with an empty memory. */
  crash(): void;
  /** Starts the recovery of a Nexus. */
  recover(id: 'nexus-1' | 'nexus-2'): void;
  /** The log as it is in the database: `a started`. */
  log(): string[];
}

const KIND = 'instance-delete';

/** Starts a saga of these nodes on `nexus-1`, with a caller that waits. */
export function tiny(...nodes: readonly TinyNode[]): Tiny {
  const settings = config({ shape: { instances: [] } });
  const simulation = new Simulation(makeRackModel(settings));
  const effects: string[] = [];
  const failuresLeft = new Map<string, number>();
  for (const { name, failures = 0, undoFailures = 0 } of nodes) {
    failuresLeft.set(name, failures).set(`undo ${name}`, undoFailures);
  }
  const late = new Set(nodes.filter(({ isSuperseded }) => isSuperseded).map(({ name }) => name));
  function* act(what: string): Op<string> {
    yield* write(`effect ${what}`, (): Written => {
      effects.push(what);
      return late.has(what) ? 'superseded' : 'written';
    });
    const left = failuresLeft.get(what) ?? 0;
    failuresLeft.set(what, left - 1);
    if (left > 0) throw failure(500, `${what} fails`);
    return `output of ${what} number ${effects.length}`;
  }
  const saga = (): SagaNode<never>[] =>
    nodes.map(({ name, hasNoUndo, isToStay = false }) => ({
      name,
      isToStay,
      action: () => act(name),
      ...(hasNoUndo ? {} : { undo: () => act(`undo ${name}`) }),
    }));
  const nexusOf = (id: Nexus['id']): Nexus => ({
    ...makeNexus(id, settings),
    sagas: { [KIND]: { name: KIND, nodes: saga } },
  });
  let result: ReturnType<Tiny['result']>;
  simulation.spawn(
    'nexus-1',
    'caller',
    () => sagaExecute(nexusOf('nexus-1'), KIND, { instance: 'instance-1' }),
    (outcome) => {
      result = outcome.ok ? (outcome.value as SagaResult) : { rejected: outcome.error };
    },
  );
  const find = (words: string) => simulation.enabled().find(({ label }) => label.includes(words));
  const reach = (words: string) => {
    for (;;) {
      const event = find(words);
      if (event) return event;
      const next = earliest(simulation.enabled());
      if (next === undefined) throw new Error(`"${words}" never comes`);
      simulation.take(next);
    }
  };
  const settle = () => {
    for (let next = earliest(simulation.enabled()); next; next = earliest(simulation.enabled())) simulation.take(next);
  };
  return {
    simulation,
    effects,
    result: () => result,
    reach,
    let: (words) => simulation.take(reach(words)),
    fault(words) {
      const fault = simulation.faults().find(({ label }) => label.includes(words));
      if (fault === undefined) throw new Error(`no fault "${words}"`);
      simulation.take(fault);
    },
    settle,
    crash() {
      simulation.kill('nexus-1');
      simulation.apply((rack) => {
        rack.nexuses['nexus-1'] = initialNexusMemory(true);
      });
    },
    recover(id) {
      simulation.spawn(id, `${id} recovery`, () => sagaRecovery(nexusOf(id)));
    },
    log: () =>
      (simulation.state.db.sagaEvents['saga-1'] ?? []).map(({ node, event }) => `${node} ${event.replace('_', ' ')}`),
  };
}
