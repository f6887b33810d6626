// What a runner does at a request to change a VMM's state: a zone and a VM where there is none, and a word to Propolis.
// Source: put_state, propolis_ensure, sled-agent/src/instance.rs @ 0640bb277d; by toggle omicron#7928, dbcd860d.

import { memory, type NetworkError, type Op, type Outcome, Panic } from '../../kernel/ask.ts';
import type { VmmReport } from '../database/vmm.ts';
import type { RequestedState } from '../nexus/sled-calls.ts';
import type { PropolisError } from '../propolis/server.ts';
import { bootZone, haltZone } from '../propolis/zone.ts';
import type { Rack } from '../rack.ts';
import { callPropolis } from './propolis-client.ts';
import { reportOf } from './publisher.ts';
import { type RunnerId, runnerOf, type SledAgent } from './sled-agent.ts';
import { terminate } from './terminate.ts';
import { terminateRudely, transition } from './vmm-state.ts';

/** `put_state`. What comes of running and migration-target reaches nobody. */
export function* putState(agent: SledAgent, id: RunnerId, requested: RequestedState): Op<Outcome<VmmReport>> {
  const { toggles } = agent.config;
  const hasZone = yield* memory((rack: Rack) => runnerOf(rack, agent, id).hasZone);
  if (requested.state === 'running' || requested.state === 'migration-target') {
    // What has a zone was told so before: by this project's design, a word that is lost ends the VMM.
    if (hasZone && toggles['sledAgent.runAgain'] === 'answers') return { ok: true, value: yield* reportOf(agent, id) };
    if (!(yield* ensure(agent, id, requested))) return { ok: false, error: { status: 500 } };
    if (requested.state === 'migration-target') return { ok: true, value: yield* reportOf(agent, id) };
    const outcome = yield* askPropolis(agent, id, 'run');
    if (!outcome.ok && toggles['sledAgent.onSetupFailure'] === 'reported') yield* terminate(agent, id, 'failed');
    return outcome;
  }
  if (!hasZone) {
    if (requested.state === 'reboot') return { ok: false, error: { status: 500 } };
    yield* terminate(agent, id, 'destroyed');
    // The assertion that there is a zone by now came with omicron#7928; nobody ran into it before omicron#10369.
    if (toggles['sledAgent.stopBeforeRun'] === 'panics') yield* abort(agent, id);
    return { ok: true, value: yield* reportOf(agent, id) };
  }
  return yield* askPropolis(agent, id, requested.state === 'stopped' ? 'stop' : 'reboot');
}

function* abort(agent: SledAgent, id: RunnerId): Op<never> {
  yield* memory((rack: Rack) => {
    rack.truth.aborts[agent.id] = runnerOf(rack, agent, id).vmm;
  });
  throw new Panic('should have an active Propolis zone by now');
}

/**
 * `propolis_ensure`: zone, VM, monitor. A failed start is only noted locally, and nothing is pushed, before
 * omicron#7928. Where there is a zone, its Propolis is asked again, which refuses as long as it has a VM: a repeated
 * request goes no further before omicron#7928, and after it goes on to tell the VM to run.
 */
function* ensure(agent: SledAgent, id: RunnerId, requested: RequestedState): Op<boolean> {
  const { toggles } = agent.config;
  const { vmm, instance, report, hasZone } = yield* memory((rack: Rack) => runnerOf(rack, agent, id));
  if (!hasZone) yield* bootZone(vmm, instance, agent.id);
  const isMigration = requested.state === 'migration-target';
  const migration = isMigration ? { source: requested.sourceVmm, id: report.migrationIn?.migration ?? null } : null;
  const outcome = yield* callPropolis(agent, id, 'ensure', { migration }, 'ensure');
  // What may have been served is no failure by this project's design: the monitor sees whether there is a VM.
  const isToBeSeen = isCutOff(outcome) && toggles['sledAgent.onSetupInDoubt'] === 'goes-on';
  if (hasZone) return outcome.ok || toggles['sledAgent.onSetupFailure'] === 'zone-reported';
  if (!outcome.ok && !isToBeSeen) {
    // Dropping the running zone removes it.
    yield* haltZone(agent, vmm);
    if (toggles['sledAgent.onSetupFailure'] !== 'silent') yield* terminate(agent, id, 'failed');
    else if (!isMigration) {
      yield* memory((rack: Rack) => {
        const runner = runnerOf(rack, agent, id);
        runner.report = terminateRudely(runner.report, 'destroyed');
      });
    }
    return false;
  }
  yield* memory((rack: Rack) => {
    runnerOf(rack, agent, id).hasZone = true;
  });
  yield* agent.wakeMonitor(id);
  return true;
}

/** The answer was cut off: it may have been served. */
function isCutOff(outcome: Outcome<null, PropolisError | NetworkError>): boolean {
  return !outcome.ok && 'network' in outcome.error && outcome.error.network === 'reset';
}

/** `propolis_state_put`, and what `put_state` makes of the answer. */
function* askPropolis(agent: SledAgent, id: RunnerId, request: 'run' | 'stop' | 'reboot'): Op<Outcome<VmmReport>> {
  const tell = () => callPropolis(agent, id, 'put-state', { request }, `Propolis ${request}`);
  let outcome = yield* tell();
  // To be told twice to run is as good as once; by this project's design, who may have been told is not given up.
  const isToHear = request === 'run' && agent.config.toggles['sledAgent.onSetupInDoubt'] === 'goes-on';
  while (isToHear && isCutOff(outcome)) outcome = yield* tell();
  if (!outcome.ok) {
    const { error } = outcome;
    if ('code' in error && error.code === 'NoInstance') {
      yield* terminate(agent, id, 'failed');
      return { ok: true, value: yield* reportOf(agent, id) };
    }
    return { ok: false, error: { status: 'status' in error ? error.status : 500 } };
  }
  if (request !== 'run') {
    yield* memory((rack: Rack) => {
      const runner = runnerOf(rack, agent, id);
      runner.report = transition(runner.report, request === 'stop' ? 'stopping' : 'rebooting');
    });
  }
  return { ok: true, value: yield* reportOf(agent, id) };
}
