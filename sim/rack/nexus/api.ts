// The endpoints of one Nexus: the external API for clients and the internal one for sled-agents.
// Source: nexus/src/external_api/http_entrypoints.rs, nexus/src/internal_api/http_entrypoints.rs @ 0640bb277d.

import { attempt, memory, type Op, type Outcome, Rejection, type Start, start, succeed } from '../../kernel/ask.ts';
import type { Call } from '../../kernel/event.ts';
import type { VmmReport } from '../database/vmm.ts';
import type { Answer, OperationKind } from '../hardware/truth.ts';
import type { InstanceId, NexusId, VmmId } from '../ids.ts';
import type { Rack, RackConfig } from '../rack.ts';
import { type StateChangeError, toHttp } from './errors.ts';
import type { ExternalState } from './external-state.ts';
import type { Nexus } from './nexus.ts';
import { fetchAnswered } from './operations/answered-state.ts';
import { instanceReboot, instanceStop } from './operations/change-state.ts';
import { instanceCreateAndStart, instanceDelete } from './operations/create-delete.ts';
import { instanceForceTerminate } from './operations/force-terminate.ts';
import { instanceMigrate } from './operations/migrate.ts';
import { instanceStart } from './operations/start.ts';
import { beginTerminating, terminateRound } from './operations/terminate-until-settled.ts';
import { SAGAS } from './sagas/registry.ts';
import { activate } from './tasks/activation.ts';
import { notifyVmmUpdated } from './vmm-update.ts';

/** The body of every external request of the model. */
export interface ApiRequest {
  readonly operation: string;
  readonly kind: OperationKind;
  readonly instance: InstanceId;
}

/** A push of a sled-agent: `cpapi_instances_put`. */
export interface PushRequest {
  readonly vmm: VmmId;
  readonly report: VmmReport;
}

const STATUS: Readonly<Record<OperationKind, number>> = {
  create: 201,
  start: 202,
  stop: 202,
  reboot: 202,
  delete: 204,
  migrate: 200,
  'force-terminate': 202,
  view: 200,
};

const HANDLERS: Readonly<Record<OperationKind, (nexus: Nexus, id: InstanceId) => Op<ExternalState | null>>> = {
  create: instanceCreateAndStart,
  start: instanceStart,
  stop: instanceStop,
  reboot: instanceReboot,
  *delete(nexus, id) {
    yield* instanceDelete(nexus, id);
    return null;
  },
  migrate: instanceMigrate,
  'force-terminate': instanceForceTerminate,
  view: (nexus, id) => fetchAnswered(nexus, 'view', id),
};

/** A handle to a Nexus of this rack. */
export function makeNexus(id: NexusId, config: RackConfig): Nexus {
  const nexus: Nexus = { id, config, sagas: SAGAS, activate: (task) => activate(nexus, task), toJSON: () => id };
  return nexus;
}

/** The handler of a request to a Nexus. */
export function serveNexus(nexus: Nexus, call: Call): { name: string; body: Start } {
  if (call.ask.endpoint === 'push') {
    const { vmm, report } = call.ask.request as PushRequest;
    return { name: `${nexus.id} push of ${vmm}`, body: start(push, nexus, vmm, report) };
  }
  const request = call.ask.request as ApiRequest;
  const { toggles } = nexus.config;
  const isByRow = request.kind === 'force-terminate' && toggles['terminate.waitsFor'] === 'row';
  const body = isByRow ? start(terminateByRow, nexus, request) : start(external, nexus, request);
  return { name: `${nexus.id} ${request.operation}`, body };
}

/** Takes in a push: errors are answered with their HTTP status, by which the sled decides whether to retry. */
function* push(nexus: Nexus, vmm: VmmId, report: VmmReport): Op<null> {
  const outcome = yield* attempt<unknown, StateChangeError>(notifyVmmUpdated(nexus, vmm, report));
  if (!outcome.ok) throw new Rejection(toHttp(outcome.error));
  return null;
}

function* external(nexus: Nexus, request: ApiRequest): Op<Answer> {
  return yield* answerOf(
    request,
    yield* attempt<ExternalState | null, StateChangeError>(HANDLERS[request.kind](nexus, request.instance)),
  );
}

/** A force-terminate that goes on in rounds, each a task in succession to the one before; the last one answers. */
function* terminateByRow(nexus: Nexus, request: ApiRequest): Op<Answer> {
  const begun = yield* attempt<void, StateChangeError>(beginTerminating(nexus, request.instance));
  return begun.ok ? yield* nextRound(nexus, request) : yield* answerOf(request, begun);
}

function* nextRound(nexus: Nexus, request: ApiRequest): Op<never> {
  yield* succeed(`${nexus.id} ${request.operation}`, start(terminateOnce, nexus, request));
  throw new Error('a task that has a successor does not go on');
}

function* terminateOnce(nexus: Nexus, request: ApiRequest): Op<Answer> {
  const outcome = yield* attempt<ExternalState | null, StateChangeError>(terminateRound(nexus, request.instance));
  if (!outcome.ok) return yield* answerOf(request, outcome);
  if (outcome.value === null) return yield* nextRound(nexus, request);
  return yield* answerOf(request, { ok: true, value: outcome.value });
}

/** What the client is told; it stands as sent, whether or not it arrives. */
function* answerOf(request: ApiRequest, outcome: Outcome<ExternalState | null, StateChangeError>): Op<Answer> {
  const answer: Answer = outcome.ok
    ? { isSuccess: true, status: STATUS[request.kind], state: outcome.value }
    : { isSuccess: false, ...toHttp(outcome.error) };
  yield* memory((rack: Rack) => {
    rack.truth.sent[request.operation] = answer;
  });
  return answer;
}
