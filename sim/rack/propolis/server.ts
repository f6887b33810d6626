// The HTTP server of a Propolis, for its sled-agent and for the other end of a migration.
// Source: propolis bin/propolis-server/src/lib/{server,vm/request_queue}.rs @ 11371b0f37.

import { DEFERRED, memory, type Op, Rejection, type Start, start } from '../../kernel/ask.ts';
import type { Call } from '../../kernel/event.ts';
import { type MigrationId, propolisProcess, type SledId, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import type { SledAgent } from '../sled-agent/sled-agent.ts';
import { interruptBoot, pokeDriver } from './driver.ts';
import { type Propolis, propolisOf, wakeMonitor } from './handle.ts';
import { connect, copyAndPause, handOver, type MigrationParams } from './migration.ts';
import { type DriverRequest, freshPropolis, publish } from './propolis.ts';
import { afterRequest, initialDispositions } from './request-queue.ts';

/** What Propolis answers instead of a result. */
export interface PropolisError {
  readonly status: 403 | 409 | 424 | 500;
  readonly code?: 'NoInstance' | 'AlreadyInitialized';
}

const NO_INSTANCE = new Rejection<PropolisError>({ status: 424, code: 'NoInstance' });
const DENIED = new Rejection<PropolisError>({ status: 403 });

/** The handler of a request to a Propolis. A server that hangs takes the request and never answers. */
export function servePropolis(
  vmm: VmmId,
  agentOf: (sled: SledId) => SledAgent,
  call: Call,
): { name: string; body: Start } {
  const { endpoint, request } = call.ask;
  const body = start(serve, vmm, agentOf, { id: call.id, endpoint, request });
  return { name: `${propolisProcess(vmm)} serves ${endpoint}`, body };
}

/** What of a call its handler looks at. */
interface Request {
  readonly id: Call['id'];
  readonly endpoint: string;
  readonly request: unknown;
}

function* serve(vmm: VmmId, agentOf: (sled: SledId) => SledAgent, call: Request): Op<unknown> {
  const { sled, isHung } = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, vmm);
    return { sled: own.sled, isHung: own.hangs.includes('http') };
  });
  if (isHung) return DEFERRED;
  const propolis: Propolis = { vmm, agent: agentOf(sled) };
  switch (call.endpoint) {
    case 'ensure':
      return yield* ensure(propolis, call.request as { migration: MigrationParams | null });
    case 'put-state':
      return yield* putState(propolis, (call.request as { request: 'run' | 'stop' | 'reboot' }).request);
    case 'migrate-start':
      return yield* migrateStart(propolis, call);
    case 'migrate-pause':
    case 'migrate-finish': {
      const { target } = call.request as { target: VmmId };
      const serveTarget = call.endpoint === 'migrate-pause' ? copyAndPause : handOver;
      if (!(yield* serveTarget(propolis, target))) throw new Rejection<PropolisError>({ status: 500 });
      return null;
    }
    default:
      throw new Error(`Propolis has no endpoint ${call.endpoint}`);
  }
}

/**
 * `instance_ensure`: a Propolis that has a VM refuses another, until the first has run down. A migration target
 * answers once it has agreed with its source.
 */
function* ensure(propolis: Propolis, { migration }: { migration: MigrationParams | null }): Op<null> {
  const isFresh = yield* memory((rack: Rack) => {
    const { vm, instance, sled, hangs } = propolisOf(rack, propolis.vmm);
    if (vm !== 'none' && vm !== 'complete') return false;
    rack.propolises[propolis.vmm] = {
      ...freshPropolis(propolis.vmm, instance, sled),
      allowed: initialDispositions(migration !== null),
      isDriverBusy: migration !== null,
      hangs,
    };
    publish(rack, propolis.vmm, { vm: 'active', state: 'creating' });
    return true;
  });
  if (!isFresh) throw new Rejection<PropolisError>({ status: 409, code: 'AlreadyInitialized' });
  if (migration !== null && !(yield* connect(propolis, migration))) {
    throw new Rejection<PropolisError>({ status: 500 });
  }
  yield* wakeMonitor(propolis);
  return null;
}

/** `instance_state_put`. */
function* putState(propolis: Propolis, kind: 'run' | 'stop' | 'reboot'): Op<null> {
  yield* tryQueue(propolis, { kind });
  return null;
}

/** `instance_migrate_start`: the request of a target to be its source, answered once the driver has come to it. */
function* migrateStart(propolis: Propolis, call: Request): Op<unknown> {
  const { target, migration } = call.request as { target: VmmId; migration: MigrationId };
  yield* tryQueue(propolis, { kind: 'migrate-out', target, migration, call: call.id });
  return DEFERRED;
}

/** `try_queue`, of a VM that is active. */
function* tryQueue(propolis: Propolis, request: DriverRequest): Op<void> {
  const { vmm } = propolis;
  const verdict = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, vmm);
    if (own.vm !== 'active') return 'no-instance';
    const disposition = own.allowed[request.kind];
    if (disposition !== 'queue') return disposition;
    own.allowed = afterRequest(own.allowed, request.kind);
    if (request.kind === 'migrate-out') own.exportsTo = isConnected(rack, vmm, request.target) ? request.target : null;
    own.requests.push(request);
    return disposition;
  });
  if (verdict === 'no-instance') throw NO_INSTANCE;
  if (verdict === 'deny') throw DENIED;
  if (request.kind === 'stop') yield* interruptBoot(propolis);
  yield* pokeDriver(propolis);
}

/** The request is the first word of a connection: a target that died while it was on its way has closed that, too. */
function isConnected(rack: Rack, source: VmmId, target: VmmId): boolean {
  return rack.propolises[target]?.importsFrom === source;
}
