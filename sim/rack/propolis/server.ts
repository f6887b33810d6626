// The HTTP server of a Propolis, for its sled-agent and for the other end of a migration.
// Source: propolis bin/propolis-server/src/lib/{server,vm/request_queue}.rs @ 11371b0f37.

import { DEFERRED, memory, type Op, Rejection } from '../../kernel/ask.ts';
import type { Call } from '../../kernel/event.ts';
import { type MigrationId, propolisProcess, type SledId, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import type { SledAgent } from '../sled-agent/sled-agent.ts';
import { pokeDriver } from './driver.ts';
import { type Propolis, propolisOf, wakeMonitor } from './handle.ts';
import { connect, copyAndPause, handOver, type MigrationParams } from './migration.ts';
import { type DriverRequest, type PropolisMemory, publish } from './propolis.ts';

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
): { name: string; body: () => Op<unknown> } {
  return { name: `${propolisProcess(vmm)} serves ${call.ask.endpoint}`, body: () => serve(vmm, agentOf, call) };
}

function* serve(vmm: VmmId, agentOf: (sled: SledId) => SledAgent, call: Call): Op<unknown> {
  const { sled, isHung } = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, vmm);
    return { sled: own.sled, isHung: own.hangs.includes('http') };
  });
  if (isHung) return DEFERRED;
  const propolis: Propolis = { vmm, agent: agentOf(sled) };
  switch (call.ask.endpoint) {
    case 'ensure':
      return yield* ensure(propolis, call.ask.request as { migration: MigrationParams | null });
    case 'put-state':
      return yield* putState(propolis, (call.ask.request as { request: 'run' | 'stop' | 'reboot' }).request);
    case 'migrate-start':
      return yield* migrateStart(propolis, call);
    case 'migrate-pause':
    case 'migrate-finish': {
      const isSource = yield* memory((rack: Rack) => propolisOf(rack, propolis.vmm).peer !== null);
      if (!isSource) throw NO_INSTANCE;
      yield* call.ask.endpoint === 'migrate-pause' ? copyAndPause(propolis) : handOver(propolis);
      return null;
    }
    default:
      throw new Error(`Propolis has no endpoint ${call.ask.endpoint}`);
  }
}

/** `instance_ensure`: a VM once and for all; a migration target answers once it has agreed with its source. */
function* ensure(propolis: Propolis, { migration }: { migration: MigrationParams | null }): Op<null> {
  const isFresh = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    if (own.vm !== 'none') return false;
    publish(rack, propolis.vmm, { vm: 'active', state: 'creating' });
    own.hasStarted = migration !== null;
    own.isDriverBusy = migration !== null;
    return true;
  });
  if (!isFresh) throw new Rejection<PropolisError>({ status: 409, code: 'AlreadyInitialized' });
  if (migration !== null && !(yield* connect(propolis, migration))) {
    throw new Rejection<PropolisError>({ status: 500 });
  }
  yield* wakeMonitor(propolis);
  return null;
}

/** `instance_state_put`, judged by the request queue. */
function* putState(propolis: Propolis, kind: 'run' | 'stop' | 'reboot'): Op<null> {
  const verdict = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    const judged = judge(own, kind);
    if (judged !== 'queued') return judged;
    own.requests.push({ kind });
    if (kind === 'run') own.hasStarted = true;
    if (kind === 'stop') own.isStopRequested = true;
    return judged;
  });
  if (verdict === 'no-instance') throw NO_INSTANCE;
  if (verdict === 'denied') throw DENIED;
  yield* pokeDriver(propolis);
  return null;
}

type Verdict = 'queued' | 'ignored' | 'denied' | 'no-instance';

/** `RequestQueue::should_queue`. An ignored request is answered like an accepted one. */
function judge(own: PropolisMemory, kind: DriverRequest['kind']): Verdict {
  if (own.vm !== 'active') return 'no-instance';
  if (kind === 'stop') return own.isStopRequested ? 'ignored' : 'queued';
  if (own.isStopRequested) return 'denied';
  if (kind === 'run') return own.hasStarted ? 'ignored' : 'queued';
  const isRunning = own.hasStarted && own.state !== 'creating' && own.state !== 'failed';
  const isLeaving = own.peer !== null || own.requests.some((request) => request.kind === 'migrate-out');
  return isRunning && !isLeaving ? 'queued' : 'denied';
}

/** The request of a target to be its source; answered by the driver once it has come to it. */
function* migrateStart(propolis: Propolis, call: Call): Op<unknown> {
  const { target, migration } = call.ask.request as { target: VmmId; migration: MigrationId };
  const verdict = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    const judged = judge(own, 'migrate-out');
    if (judged === 'queued') own.requests.push({ kind: 'migrate-out', target, migration, call: call.id });
    return judged;
  });
  if (verdict === 'no-instance') throw NO_INSTANCE;
  if (verdict === 'denied') throw DENIED;
  yield* pokeDriver(propolis);
  return DEFERRED;
}
