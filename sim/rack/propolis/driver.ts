// The state driver: one request at a time; while it is at one it reads no other, which is how a hang spreads.
// Source: propolis bin/propolis-server/src/lib/vm/state_driver.rs @ 11371b0f37.

import { complete, memory, type Op, park, respond, spawn, start, step } from '../../kernel/ask.ts';
import { pauseGuest, removeGuest, runGuest } from '../hardware/guest.ts';
import { propolisProcess } from '../ids.ts';
import type { Rack } from '../rack.ts';
import { type Propolis, propolisOf, wakeMonitor } from './handle.ts';
import { type DriverRequest, type Hang, publish, publishSteadyState } from './propolis.ts';
import { afterChange } from './request-queue.ts';

/** Guest boot and reset, in ms; an estimate. */
const BOOT_MS = 5_000;
/** Device and vCPU teardown, in ms; from the logs of #6809 (0.7 s from stop to destroyed). */
const HALT_MS = 350;

/** Lets the driver take its next request, unless it is at one or has none. */
export function* pokeDriver(propolis: Propolis): Op<void> {
  const request = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    if (own.isDriverBusy || own.vm !== 'active') return null;
    const next = own.requests.shift() ?? null;
    own.isDriverBusy = next !== null;
    return next;
  });
  if (request === null) return;
  const process = propolisProcess(propolis.vmm);
  yield* spawn(process, start(handle, propolis, request), process);
}

function* handle(propolis: Propolis, request: DriverRequest): Op<void> {
  switch (request.kind) {
    case 'run':
      yield* boot(propolis);
      break;
    case 'reboot':
      yield* reboot(propolis);
      break;
    case 'stop':
      return yield* stop(propolis);
    case 'migrate-out':
      return yield* beginMigration(propolis, request);
    default:
      return request satisfies never;
  }
  yield* driverIsFree(propolis);
}

/** The driver goes on to its next request. */
export function* driverIsFree(propolis: Propolis): Op<void> {
  yield* memory((rack: Rack) => {
    propolisOf(rack, propolis.vmm).isDriverBusy = false;
  });
  yield* pokeDriver(propolis);
}

function* hangsAt(propolis: Propolis, hang: Hang, isInterruptible = false): Op<void> {
  const isHanging = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    const hangs = own.hangs.includes(hang);
    if (hangs && isInterruptible) own.isBootInterruptible = true;
    return hangs;
  });
  if (isHanging) yield* park(`${propolis.vmm} resumes ${hang}`, `hangs in ${hang}`);
}

/**
 * `start_vm`. No starting state is published in this era. Since propolis#873 a stop that comes meanwhile breaks it off,
 * be it that it hangs: the stop is what the driver takes next.
 */
function* boot(propolis: Propolis): Op<void> {
  yield* hangsAt(propolis, 'boot', servesStopInStart(propolis));
  const hasBooted = yield* step('boots the guest', (rack: Rack) => startGuest(rack, propolis), {
    latencyMs: BOOT_MS,
    describe: (has) => `the guest of ${propolis.vmm} ${has ? 'runs' : 'is to stop instead'}`,
  });
  if (hasBooted) yield* wakeMonitor(propolis);
}

function servesStopInStart({ agent }: Propolis): boolean {
  return agent.config.toggles['propolis.stopInStart'] === 'served';
}

/** The end of `start_vm`: the guest runs, unless a stop waits that is served before. Answers whether it runs. */
export function startGuest(rack: Rack, propolis: Propolis): boolean {
  const { requests } = propolisOf(rack, propolis.vmm);
  if (servesStopInStart(propolis) && requests.some(({ kind }) => kind === 'stop')) return false;
  runOwnGuest(rack, propolis);
  publishSteadyState(rack, propolis.vmm, 'running');
  return true;
}

/** Lets a start that hangs look at its requests, where it would. */
export function* interruptBoot(propolis: Propolis): Op<void> {
  const isHung = yield* memory((rack: Rack) => {
    const own = propolisOf(rack, propolis.vmm);
    const hung = own.isBootInterruptible === true;
    if (hung) delete own.isBootInterruptible;
    return hung;
  });
  if (isHung) yield* complete(`${propolis.vmm} resumes boot`, null);
}

/** Puts the vCPUs of this VMM's guest to work. */
export function runOwnGuest(rack: Rack, { vmm }: Propolis): void {
  const { instance, sled } = propolisOf(rack, vmm);
  runGuest(rack, { vmm, instance, sled });
}

/** `do_reboot`: hard, without the guest's help. */
function* reboot(propolis: Propolis): Op<void> {
  yield* step('resets the guest', (rack: Rack) => publish(rack, propolis.vmm, { state: 'rebooting' }));
  yield* wakeMonitor(propolis);
  yield* step(
    'boots the guest again',
    (rack: Rack) => {
      const own = propolisOf(rack, propolis.vmm);
      own.allowed = afterChange(own.allowed, 'rebooted');
      publish(rack, propolis.vmm, { state: 'running' });
    },
    { latencyMs: BOOT_MS },
  );
  yield* wakeMonitor(propolis);
}

/** `do_halt` and the rundown: stopping, stopped, destroyed. The driver takes nothing after it. */
export function* stop(propolis: Propolis): Op<void> {
  // Its vCPUs stop first, then its devices: a hang among these keeps a guest that does not execute.
  yield* step('begins to stop', (rack: Rack) => {
    pauseGuest(rack, propolis.vmm);
    publish(rack, propolis.vmm, { state: 'stopping' });
  });
  yield* wakeMonitor(propolis);
  yield* hangsAt(propolis, 'stop');
  yield* step(
    'halts the guest',
    (rack: Rack) => {
      removeGuest(rack, propolis.vmm);
      publishSteadyState(rack, propolis.vmm, 'stopped', { vm: 'rundown' });
    },
    { latencyMs: HALT_MS, describe: () => `the guest of ${propolis.vmm} is no more` },
  );
  yield* wakeMonitor(propolis);
  yield* step('runs down', (rack: Rack) => publish(rack, propolis.vmm, { state: 'destroyed', vm: 'complete' }), {
    latencyMs: HALT_MS,
  });
  yield* wakeMonitor(propolis);
}

/**
 * `migrate_as_source` up to the agreement: from here the driver belongs to the migration until it ends. A target that
 * is gone by then costs the VM its later migrations and reboots, because nobody tells the request queue.
 */
function* beginMigration(propolis: Propolis, request: DriverRequest & { kind: 'migrate-out' }): Op<void> {
  const id = request.migration;
  const isConnected = yield* step('begins to migrate out', (rack: Rack) => {
    if (propolisOf(rack, propolis.vmm).exportsTo !== request.target) {
      publish(rack, propolis.vmm, { migrationOut: { id, state: 'failed' } });
      return false;
    }
    publish(rack, propolis.vmm, { state: 'migrating', migrationOut: { id, state: 'in_progress' } });
    return true;
  });
  if (isConnected) yield* respond(request.call, { ok: true, value: null });
  yield* wakeMonitor(propolis);
  if (!isConnected) yield* driverIsFree(propolis);
}
