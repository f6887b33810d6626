// The tests of the sled-agent: of its runner, of its states, and those of upstream's fake that say what is true of the
// real one, too.

import { expect } from 'vitest';
import type { MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import { isHalted, observe, terminateRudely } from '../../../sim/rack/sled-agent/vmm-state.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import { putState, register, runnerOf } from '../../rack/sled-agent/talk.ts';
import type { UpstreamTest } from '../upstream.ts';
import { instance, rackWith } from '../world.ts';

const EMPTY = rackWith(instance('stopped'));

/** A VMM that is registered and does not run; everything that its sled-agent has said of it since, in order. */
function registered(look: (rig: Rig, said: () => readonly VmmReport[]) => void): void {
  seen(EMPTY, (rig) => {
    register(rig, 'vmm-1');
    rig.settle();
    const list: VmmReport[] = [];
    rig.run.simulation.observers.on('step', () => {
      const report = runnerOf(rig, 'vmm-1')?.report;
      if (report && report.gen !== list.at(-1)?.gen) list.push(report);
    });
    look(rig, () => list);
  });
}

const states = (reports: readonly VmmReport[]) => reports.map(({ state }) => state);

function isCountedUp(reports: readonly VmmReport[]): void {
  const gens = reports.map(({ gen }) => gen);
  expect(gens).toEqual([...new Set(gens)].sort((a, b) => a - b));
}

function startsNormally(): void {
  registered((rig) => {
    expect(putState(rig, 'vmm-1', 'running').outcome).toBeUndefined();
    rig.settle();
    expect(rig.rack.db.vmms['vmm-1']?.state).toBe('running');
  });
}

/** Whatever the start waits for never comes. */
function waits(hang: (rig: Rig) => void): void {
  registered((rig, said) => {
    putState(rig, 'vmm-1', 'running');
    hang(rig);
    rig.settle();
    expect(states(said())).not.toContain('running');
    expect(runnerOf(rig, 'vmm-1')?.isBusy).toBe(true);
    expect(rig.rack.db.vmms['vmm-1']?.state).not.toBe('running');
  });
}

function stopsBeforeItStarts(): void {
  registered((rig, said) => {
    const reply = putState(rig, 'vmm-1', 'stopped');
    rig.settle();
    expect(reply.outcome).toMatchObject({ ok: true, value: { state: 'destroyed' } });
    expect(states(said()).at(-1)).toBe('destroyed');
  });
}

function runsThenIsDestroyed(): void {
  registered((rig, said) => {
    putState(rig, 'vmm-1', 'running');
    rig.settle();
    const running = said().at(-1);
    expect(running?.state).toBe('running');
    putState(rig, 'vmm-1', 'running');
    rig.settle();
    expect(said().at(-1)).toEqual(running);
    const reply = putState(rig, 'vmm-1', 'stopped');
    rig.settle();
    expect(reply.outcome).toMatchObject({ ok: true, value: { state: 'stopping' } });
    const after = said().slice(said().indexOf(running as VmmReport) + 1);
    expect(new Set(states(after))).toEqual(new Set(['stopping', 'destroyed']));
    expect(states(after).slice(0, 3)).toEqual(['stopping', 'stopping', 'stopping']);
    isCountedUp(said());
  });
}

function reboots(): void {
  registered((rig, said) => {
    putState(rig, 'vmm-1', 'running');
    rig.settle();
    const before = said().length;
    const reply = putState(rig, 'vmm-1', 'reboot');
    rig.settle();
    expect(reply.outcome).toMatchObject({ ok: true, value: { state: 'rebooting' } });
    expect(states(said().slice(before))).toEqual(['rebooting', 'rebooting', 'running']);
    isCountedUp(said());
  });
}

// --- The states by themselves ------------------------------------------------------------------------------

const of = (state: VmmState, way?: 'in' | 'out', moved: MigrationState = 'in_progress'): VmmReport => {
  const slot = { migration: 'migration-1', state: moved, gen: 3 } as const;
  return { state, gen: 5, migrationIn: way === 'in' ? slot : null, migrationOut: way === 'out' ? slot : null };
};
const HALTED = ['destroyed', 'failed'] as const;
const NO_MIGRATION = { migrationIn: null, migrationOut: null };

function endsAreEnds(): void {
  for (const state of HALTED) {
    expect(isHalted(state)).toBe(true);
    expect(observe(of('running'), { state, ...NO_MIGRATION }).state).toBe(state);
  }
}

function endFailsMigration(way: 'in' | 'out'): void {
  const key = way === 'in' ? 'migrationIn' : 'migrationOut';
  for (const state of HALTED) {
    expect(observe(of('migrating', way), { state, ...NO_MIGRATION })[key]).toMatchObject({ state: 'failed', gen: 4 });
  }
}

function completedStaysCompleted(): void {
  const migrationOut = { id: 'migration-1', state: 'completed' } as const;
  let report = of('migrating', 'out');
  for (const state of ['stopping', 'stopped', 'destroyed'] as const) {
    const next = observe(report, { state, migrationIn: null, migrationOut });
    expect(next.gen).toBe(report.gen + 1);
    expect(next.migrationOut).toMatchObject({ state: 'completed', gen: 4 });
    report = next;
  }
  expect(report.state).toBe('destroyed');
  expect(terminateRudely(report, 'destroyed').migrationOut).toMatchObject({ state: 'completed', gen: 4 });
}

function failedAfterMigrationIn(): void {
  const migrationIn = { id: 'migration-1', state: 'failed' } as const;
  const next = observe(of('migrating', 'in'), { state: 'failed', migrationIn, migrationOut: null });
  expect(next).toMatchObject({ state: 'failed', gen: 6, migrationIn: { state: 'failed', gen: 4 } });
}

function rudeTerminate(): void {
  const next = terminateRudely(of('migrating', 'in'), 'destroyed');
  expect(next).toMatchObject({ state: 'destroyed', gen: 6, migrationIn: { state: 'failed', gen: 4 } });
}

export const STATES: readonly UpstreamTest[] = [
  {
    test: 'propolis_terminal_states_request_destroy_action',
    shows: 'destroyed and failed end a VMM',
    run: endsAreEnds,
  },
  {
    test: 'source_termination_fails_in_progress_migration',
    shows: 'and fail a migration out of it that goes on',
    run: () => endFailsMigration('out'),
  },
  {
    test: 'target_termination_fails_in_progress_migration',
    shows: 'and one into it',
    run: () => endFailsMigration('in'),
  },
  {
    test: 'destruction_after_migration_out_does_not_transition',
    shows: 'a migration that completed stays so until the VMM is destroyed, and at the same generation',
    run: completedStaysCompleted,
  },
  {
    test: 'failure_after_migration_in_does_not_transition',
    shows: 'a target that fails with its migration counts each up once',
    run: failedAfterMigrationIn,
  },
  {
    test: 'rude_terminate_of_migration_target_does_not_transition_instance',
    shows: 'a target that is terminated rudely fails its migration',
    run: rudeTerminate,
  },
];

export const RUNNER: readonly UpstreamTest[] = [
  {
    test: 'test_instance_create_events_normal',
    shows: 'put-state running leads to a push of running',
    run: startsNormally,
  },
  {
    test: 'test_instance_create_timeout_while_starting_propolis',
    shows: 'a Propolis that never answers: the start goes on waiting, the VMM never runs',
    run: () =>
      waits((rig) => {
        rig.let('boots the zone of vmm-1');
        rig.fault('hang-http propolis vmm-1');
      }),
  },
  {
    test: 'test_instance_create_timeout_while_creating_zone',
    shows: 'a zone that never boots: the same',
    run: () => waits((rig) => rig.reach('boots the zone of vmm-1')),
  },
  {
    test: 'test_instance_manager_creation',
    shows: 'the same as the first, asked by way of the manager: every request of the model goes that way',
    run: startsNormally,
  },
];

export const FAKE: readonly UpstreamTest[] = [
  {
    test: 'test_sim_instance_creating_to_stop',
    shows: 'a stop before the start is answered destroyed at once',
    run: stopsBeforeItStarts,
  },
  {
    test: 'test_sim_instance_running_then_destroyed',
    shows:
      'running once, whatever is asked again; a stop is answered stopping, seen stopping twice more, then destroyed',
    run: runsThenIsDestroyed,
  },
  {
    test: 'test_sim_instance_reboot',
    shows: 'a reboot is answered rebooting, seen rebooting once more, then running',
    run: reboots,
  },
];
