// Live migration between two Propolises: agree, copy, pause, hand over. The source commits when it has sent its last
// word; the target when it has received it: a message lost between the two leaves nobody with the guest.
// Source: propolis bin/propolis-server/src/lib/migrate/{source,destination}.rs @ 11371b0f37. The phases between
// agreement and pause (RAM, devices, time) are one: nothing outside can tell them apart.

import { call, memory, type Op, type Outcome, spawn, start, step } from '../../kernel/ask.ts';
import { pauseGuest, removeGuest } from '../hardware/guest.ts';
import { type MigrationId, propolisProcess, type VmmId } from '../ids.ts';
import type { Rack } from '../rack.ts';
import { driverIsFree, runOwnGuest, startGuest, stop } from './driver.ts';
import { type Propolis, propolisOf, wakeMonitor } from './handle.ts';
import { publish, publishSteadyState } from './propolis.ts';

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
  yield* memory((rack: Rack) => {
    propolisOf(rack, propolis.vmm).importsFrom = source;
  });
  const request = { target: propolis.vmm, migration: id };
  const outcome = yield* call<null>(propolisProcess(source), 'migrate-start', request, { label: 'migration: start' });
  if (!outcome.ok) {
    yield* failImport(propolis, id, source, 'fails to begin the migration');
    return false;
  }
  yield* memory((rack: Rack) => {
    publish(rack, propolis.vmm, { state: 'migrating', migrationIn: { id, state: 'in_progress' } });
  });
  const process = propolisProcess(propolis.vmm);
  yield* spawn(`${process} import`, start(importGuest, propolis, { source, id }), process);
  return true;
}

function* importGuest(propolis: Propolis, { source, id }: MigrationParams): Op<void> {
  for (const phase of ['pause', 'finish'] as const) {
    const request = { target: propolis.vmm };
    const outcome: Outcome<null> = yield* call<null>(propolisProcess(source), `migrate-${phase}`, request, {
      label: `migration: ${phase}`,
    });
    if (!outcome.ok) return yield* failImport(propolis, id, source, 'loses the source');
  }
  yield* step('has the whole guest', (rack: Rack) => {
    propolisOf(rack, propolis.vmm).importsFrom = null;
    publish(rack, propolis.vmm, { migrationIn: { id, state: 'completed' } });
  });
  yield* wakeMonitor(propolis);
  // `start_vm` comes before the driver's first look at its queue: a stop that waits there stops a guest that runs, or
  // breaks off the start, as it does that of a VM that boots.
  const isRunning = yield* step('resumes the guest', (rack: Rack) => startGuest(rack, propolis), {
    describe: (has) => `the guest ${has ? 'runs in' : 'is to stop in'} ${propolis.vmm}`,
  });
  if (isRunning) yield* wakeMonitor(propolis);
  yield* driverIsFree(propolis);
}

/** The migration's failure is published first, then the VM's; the VM has run down when it has failed. */
function* failImport(propolis: Propolis, id: MigrationId, source: VmmId, label: string): Op<void> {
  yield* step(label, (rack: Rack) => {
    propolisOf(rack, propolis.vmm).importsFrom = null;
    publish(rack, propolis.vmm, { migrationIn: { id, state: 'failed' } });
  });
  yield* wakeMonitor(propolis);
  yield* closeConnection(propolis, source);
  yield* step('gives up the import', (rack: Rack) =>
    publishSteadyState(rack, propolis.vmm, 'failed', { vm: 'complete' }),
  );
  yield* wakeMonitor(propolis);
}

// --- Source ----------------------------------------------------------------------------------------------

/** Copies the guest's memory and pauses it; false when the target is gone meanwhile. */
export function* copyAndPause({ vmm }: Propolis, target: VmmId): Op<boolean> {
  return yield* step(
    'pauses the guest',
    (rack: Rack) => {
      if (propolisOf(rack, vmm).exportsTo !== target) return false;
      pauseGuest(rack, vmm);
      return true;
    },
    {
      latencyMs: COPY_MS,
      describe: (isPaused) => (isPaused ? `the guest of ${vmm} is paused` : `${target} is gone; nothing is paused`),
    },
  );
}

/** The source's last word: the migration is complete for it, and it halts. False when the target is gone before. */
export function* handOver(propolis: Propolis, target: VmmId): Op<boolean> {
  const isDone = yield* step('hands the guest over', (rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    if (own.exportsTo !== target || own.migrationOut === null) return false;
    own.exportsTo = null;
    removeGuest(rack, propolis.vmm);
    publish(rack, propolis.vmm, { migrationOut: { id: own.migrationOut.id, state: 'completed' } });
    return true;
  });
  if (!isDone) return false;
  const process = propolisProcess(propolis.vmm);
  yield* spawn(`${process} halt`, start(haltAfterMigration, propolis), process);
  return true;
}

function* haltAfterMigration(propolis: Propolis): Op<void> {
  yield* wakeMonitor(propolis);
  yield* stop(propolis);
}

/** Tells the source that its target is gone, if it is still there to be told. */
export function* closeConnection(target: Propolis, source: VmmId): Op<void> {
  const sled = yield* memory((rack: Rack) => {
    const own = rack.propolises[source];
    return own?.isUp && own.exportsTo === target.vmm ? own.sled : null;
  });
  if (sled === null) return;
  const process = propolisProcess(source);
  const propolis: Propolis = { vmm: source, agent: target.agent.agentOf(sled) };
  yield* spawn(`${process} connection`, start(connectionCloses, propolis, target.vmm), process);
}

/** The source loses its target before the hand-over: it publishes the failure, and then goes on as before. */
function* connectionCloses(propolis: Propolis, target: VmmId): Op<void> {
  const hadBegun = yield* step('sees the connection close', (rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    if (own.exportsTo !== target) return false;
    own.exportsTo = null;
    // Otherwise the driver has not come to it yet, and will find nobody to talk to.
    if (own.migrationOut?.state !== 'in_progress') return false;
    publish(rack, propolis.vmm, { migrationOut: { id: own.migrationOut.id, state: 'failed' } });
    return true;
  });
  if (!hadBegun) return;
  yield* wakeMonitor(propolis);
  yield* step('resumes after the migration', (rack: Rack) => {
    runOwnGuest(rack, propolis);
    publishSteadyState(rack, propolis.vmm, 'running');
  });
  yield* wakeMonitor(propolis);
  yield* driverIsFree(propolis);
}
