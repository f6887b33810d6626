// The hands of upstream's tests on a simulated rack: requests one after the other, pokes, and looks at the rows.

import { attempt, type Op, type Outcome, Rejection } from '../../sim/kernel/ask.ts';
import type { Call } from '../../sim/kernel/event.ts';
import { addOperation } from '../../sim/rack/clients.ts';
import type { NexusError } from '../../sim/rack/database/statement.ts';
import type { InstanceRow } from '../../sim/rack/database/tables.ts';
import type { Answer, OperationKind } from '../../sim/rack/hardware/truth.ts';
import type { InstanceId, SledId } from '../../sim/rack/ids.ts';
import type { SledError } from '../../sim/rack/nexus/errors.ts';
import type { ExternalState } from '../../sim/rack/nexus/external-state.ts';
import type { SledEndpoint } from '../../sim/rack/nexus/nexus.ts';
import type { InitialInstance } from '../../sim/rack/rack.ts';
import type { Rig } from '../rack/rig.ts';

/** An instance that no automatic restart touches. */
export function instance(state: InitialInstance['state'], parts: Partial<InitialInstance> = {}): InitialInstance {
  return { id: 'instance-1', autoRestartPolicy: 'never', state, ...parts };
}

/** A rack with these instances; upstream's tests run on one Nexus. */
export const rackWith = (...instances: readonly InitialInstance[]) =>
  ({ shape: { nexuses: ['nexus-1'], instances } }) as const;

/** A client's request, up to its answer and no further: what it has set going waits for a poke. */
export function ask(rig: Rig, kind: OperationKind, of: InstanceId = 'instance-1'): Answer {
  const { simulation } = rig.run;
  const name = `${kind} ${Object.keys(simulation.state.truth.operations).length + 1}`;
  addOperation(simulation, { name, kind, instance: of, nexus: 'nexus-1' }, simulation.now);
  rig.issue(name);
  rig.let(`${name}: nexus-1 ${kind} reply`);
  const answer = rig.rack.truth.answers[name];
  if (!answer) throw new Error(`${name} has no answer`);
  return answer;
}

/** As {@link ask}, in short: the status, and the state that a success shows. */
export function said(rig: Rig, kind: OperationKind, of?: InstanceId): readonly [number, ExternalState | null] {
  const answer = ask(rig, kind, of);
  return [answer.status, answer.isSuccess ? answer.state : null];
}

/** The state that the API shows. */
export function shown(rig: Rig, of?: InstanceId): ExternalState | null {
  return said(rig, 'view', of)[1];
}

export function rowOf(rig: Rig, of: InstanceId = 'instance-1'): InstanceRow {
  const row = rig.rack.db.instances[of];
  if (row === undefined) throw new Error(`there is no row of ${of}`);
  return row;
}

/** What an instance holds and is charged for. */
export function held(rig: Rig) {
  const { reservations, charges, collections } = rig.rack.db;
  return { reservations: Object.keys(reservations), charges: Object.keys(charges), cpus: collections.project };
}

export const NOTHING_HELD = { reservations: [], charges: [], cpus: 0 };

/** A sled-agent forgets its VMMs. Upstream takes one out of the fake's table; the real one forgets by a restart. */
export function forget(rig: Rig, sled: SledId = 'sled-1'): void {
  rig.fault(`crash-sled-agent ${sled}`);
  rig.let(`restart ${sled}`);
}

/** An error of the server's own, which says nothing of the VMM. */
const SERVER_ERROR: SledError = { status: 500 };

/** From now on, until it is called off, these calls end in this error: the sticky error of upstream's fake. */
export function failCalls(rig: Rig, endpoint: SledEndpoint, error = SERVER_ERROR): () => void {
  const model = rig.run.simulation.model as { serve: (call: Call) => { name: string; body: () => Op<unknown> } };
  const serve = model.serve;
  model.serve = (call) => {
    const served = serve(call);
    if (call.ask.endpoint !== endpoint) return served;
    return {
      ...served,
      *body() {
        throw new Rejection(error);
      },
    };
  };
  return () => {
    model.serve = serve;
  };
}

/** Runs an operation of Nexus by itself, to its end and everything that follows from it. */
export function perform<T>(rig: Rig, op: () => Op<T>): Outcome<T, NexusError> {
  let outcome: Outcome<T, NexusError> | undefined;
  rig.run.simulation.spawn('nexus-1', 'the test', function* () {
    outcome = yield* attempt<T, NexusError>(op());
  });
  rig.settle();
  if (outcome === undefined) throw new Error('the operation has not ended');
  return outcome;
}
