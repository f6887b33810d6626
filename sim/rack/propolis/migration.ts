// Live migration between two Propolises: agree, copy, pause, hand over. The source commits when it has sent its last
// word; the target when it has received it: a message lost between the two leaves nobody with the guest.
// Source: propolis bin/propolis-server/src/lib/migrate/{source,destination}.rs @ 11371b0f37. The phases between
// agreement and pause (RAM, devices, time) are one: nothing outside can tell them apart.

import { call, memory, type Op, type Outcome, spawn, step } from '../../kernel/ask.ts';
import { pauseGuest, removeGuest } from '../hardware/guest.ts';
import { type MigrationId, propolisProcess, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import { driverIsFree, runOwnGuest, stop } from './driver.ts';
import { type Propolis, propolisOf, wakeMonitor } from './handle.ts';
import { publish } from './propolis.ts';

/** What the ensure request of a migration target carries. */
export interface MigrationParams {
  readonly source: VmmId;
  readonly id: MigrationId;
}

/** Copying a guest's memory, in ms; an estimate. */
const COPY_MS = 10_000;

// --- Target ----------------------------------------------------------------------------------------------

/** Connects to the source and agrees; true once the target's objects exist. */
export function* connect(propolis: Propolis, { source, id }: MigrationParams): Op<boolean> {
  const request = { target: propolis.vmm, migration: id };
  const outcome = yield* call<null>(propolisProcess(source), 'migrate-start', request, { label: 'migration: start' });
  if (!outcome.ok) {
    yield* failImport(propolis, id, source, 'fails to begin the migration');
    return false;
  }
  yield* memory((rack: Rack) => {
    propolisOf(rack, propolis.vmm).peer = source;
    publish(rack, propolis.vmm, { state: 'migrating', migrationIn: { id, state: 'in_progress' } });
  });
  const process = propolisProcess(propolis.vmm);
  yield* spawn(`${process} import`, () => importGuest(propolis, { source, id }), process);
  return true;
}

function* importGuest(propolis: Propolis, { source, id }: MigrationParams): Op<void> {
  for (const phase of ['pause', 'finish'] as const) {
    const outcome: Outcome<null> = yield* call<null>(propolisProcess(source), `migrate-${phase}`, null, {
      label: `migration: ${phase}`,
    });
    if (!outcome.ok) return yield* failImport(propolis, id, source, 'loses the source');
  }
  yield* step('has the whole guest', (rack: Rack) => {
    propolisOf(rack, propolis.vmm).peer = null;
    publish(rack, propolis.vmm, { migrationIn: { id, state: 'completed' } });
  });
  yield* wakeMonitor(propolis);
  // A stop that came during the import is served before the guest would run.
  const isStopRequested = yield* memory((rack: Rack) => propolisOf(rack, propolis.vmm).isStopRequested);
  if (isStopRequested) return yield* driverIsFree(propolis);
  yield* step(
    'resumes the guest',
    (rack: Rack) => {
      runOwnGuest(rack, propolis);
      publish(rack, propolis.vmm, { state: 'running' });
    },
    { describe: () => `the guest runs in ${propolis.vmm}` },
  );
  yield* wakeMonitor(propolis);
  yield* driverIsFree(propolis);
}

function* failImport(propolis: Propolis, id: MigrationId, source: VmmId, label: string): Op<void> {
  yield* step(label, (rack: Rack) => {
    propolisOf(rack, propolis.vmm).peer = null;
    publish(rack, propolis.vmm, { state: 'failed', vm: 'rundown', migrationIn: { id, state: 'failed' } });
  });
  yield* wakeMonitor(propolis);
  yield* closeConnection(propolis, source);
}

// --- Source ----------------------------------------------------------------------------------------------

/** Copies the guest's memory and pauses it. */
export function* copyAndPause({ vmm }: Propolis): Op<void> {
  yield* step('pauses the guest', (rack: Rack) => pauseGuest(rack, vmm), {
    latencyMs: COPY_MS,
    describe: () => `the guest of ${vmm} is paused`,
  });
}

/** The source's last word: the migration is complete for it, and it halts. */
export function* handOver(propolis: Propolis): Op<void> {
  yield* step('hands the guest over', (rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    own.hasHandedOver = true;
    own.peer = null;
    removeGuest(rack, propolis.vmm);
    const id = own.migrationOut?.id;
    if (id !== undefined) publish(rack, propolis.vmm, { migrationOut: { id, state: 'completed' } });
  });
  const process = propolisProcess(propolis.vmm);
  yield* spawn(`${process} halt`, () => haltAfterMigration(propolis), process);
}

function* haltAfterMigration(propolis: Propolis): Op<void> {
  yield* wakeMonitor(propolis);
  yield* stop(propolis);
}

/** Tells the source that its target is gone, if it is still there to be told. */
export function* closeConnection(propolis: Propolis, source: VmmId): Op<void> {
  const sled = yield* memory((rack: Rack) => {
    const own = rack.propolises[source];
    const isSource = own?.peer === propolis.vmm && own.migrationOut?.state === 'in_progress';
    return own?.isUp && isSource ? own.sled : null;
  });
  if (sled === null) return;
  const peer: Propolis = { vmm: source, agent: propolis.agent.agentOf(sled) };
  yield* spawn(`${propolisProcess(source)} connection`, () => connectionCloses(peer), propolisProcess(source));
}

/** The source loses its target before the hand-over: it goes on as if nothing had been. */
function* connectionCloses(propolis: Propolis): Op<void> {
  const isResumed = yield* step('sees the connection close', (rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    const { migrationOut } = own;
    if (own.hasHandedOver || migrationOut?.state !== 'in_progress') return false;
    own.peer = null;
    runOwnGuest(rack, propolis);
    publish(rack, propolis.vmm, { state: 'running', migrationOut: { id: migrationOut.id, state: 'failed' } });
    return true;
  });
  if (!isResumed) return;
  yield* wakeMonitor(propolis);
  yield* driverIsFree(propolis);
}
