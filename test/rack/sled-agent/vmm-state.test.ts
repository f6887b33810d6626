import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { MigrationState, VmmState } from '../../../sim/rack/database/tables.ts';
import type { MigrationReport, VmmReport } from '../../../sim/rack/database/vmm.ts';
import type { MigrationStatus, PropolisState } from '../../../sim/rack/propolis/propolis.ts';
import { isHalted, observe, terminateRudely, transition } from '../../../sim/rack/sled-agent/vmm-state.ts';
import { report } from './talk.ts';

const STATES: Readonly<Record<PropolisState, VmmState>> = {
  creating: 'starting',
  running: 'running',
  stopping: 'stopping',
  stopped: 'stopping',
  rebooting: 'rebooting',
  migrating: 'migrating',
  failed: 'failed',
  destroyed: 'destroyed',
};
const PROPOLIS_STATES = Object.keys(STATES) as PropolisState[];
const MIGRATION_STATES: readonly MigrationState[] = ['in_progress', 'completed', 'failed'];

const see = (
  state: PropolisState,
  migrationIn: MigrationStatus | null = null,
  migrationOut: MigrationStatus | null = null,
) => ({ state, migrationIn, migrationOut });
const side = (state: MigrationState, gen: number, migration: MigrationReport['migration'] = 'migration-1') => ({
  migration,
  state,
  gen,
});
const with_ = (migrationIn: MigrationReport | null, migrationOut: MigrationReport | null = null): VmmReport => ({
  ...report('migrating', 5),
  migrationIn,
  migrationOut,
});

describe('apply_propolis_observation', () => {
  it.each(PROPOLIS_STATES)('takes %s over at the next generation', (state) => {
    expect(observe(report('rebooting', 5), see(state))).toEqual(report(STATES[state], 6));
  });

  it('counts up even when nothing has changed', () => {
    expect(observe(report('running', 5), see('running'))).toEqual(report('running', 6));
  });

  it('knows no state that it may not leave', () => {
    expect(observe(report('destroyed', 5), see('running'))).toEqual(report('running', 6));
  });

  it.each(MIGRATION_STATES)('begins a slot at generation 2, to be newer than the record of Nexus: %s', (state) => {
    const seen = observe(report('running', 5), see('migrating', null, { id: 'migration-1', state }));

    expect(seen.migrationOut).toEqual(side(state, 2));
  });

  it('takes a registered migration in from pending on by one generation', () => {
    const seen = observe(with_(side('pending', 1)), see('migrating', { id: 'migration-1', state: 'in_progress' }));

    expect(seen.migrationIn).toEqual(side('in_progress', 2));
  });

  it('does not count a slot up whose state is the same', () => {
    const seen = observe(with_(side('in_progress', 2)), see('migrating', { id: 'migration-1', state: 'in_progress' }));

    expect(seen.migrationIn).toEqual(side('in_progress', 2));
  });

  it('replaces a slot by another migration, at generation 2 again', () => {
    const before = with_(null, side('failed', 7));

    const seen = observe(before, see('migrating', null, { id: 'migration-2', state: 'in_progress' }));

    expect(seen.migrationOut).toEqual(side('in_progress', 2, 'migration-2'));
  });

  it('leaves a slot alone of which nothing is said', () => {
    expect(observe(with_(side('in_progress', 2)), see('running')).migrationIn).toEqual(side('in_progress', 2));
  });

  it.each(['destroyed', 'failed'] as const)('fails both migrations that are open when the VM is %s', (state) => {
    const seen = observe(with_(side('pending', 1), side('in_progress', 2)), see(state));

    expect([seen.migrationIn, seen.migrationOut]).toEqual([side('failed', 2), side('failed', 3)]);
  });

  it('takes the last word of a migration before it fails what is open', () => {
    const seen = observe(
      with_(null, side('in_progress', 2)),
      see('destroyed', null, { id: 'migration-1', state: 'completed' }),
    );

    expect(seen.migrationOut).toEqual(side('completed', 3));
  });

  it.each(['completed', 'failed'] as const)('never overwrites %s because the VM is gone', (state) => {
    expect(observe(with_(side(state, 3)), see('failed')).migrationIn).toEqual(side(state, 3));
  });
});

describe('terminate_rudely', () => {
  it.each(['destroyed', 'failed'] as const)('makes up that Propolis said %s', (state) => {
    const before = with_(side('completed', 3), side('in_progress', 2));

    expect(terminateRudely(before, state)).toEqual({
      state,
      gen: 6,
      migrationIn: side('completed', 3),
      migrationOut: side('failed', 3),
    });
  });
});

describe('transition_vmm', () => {
  it.each(['stopping', 'rebooting'] as const)('to %s counts up, and leaves migrations alone', (state) => {
    const before = with_(side('pending', 1), side('in_progress', 2));

    expect(transition(before, state)).toEqual({ ...before, state, gen: 6 });
  });
});

const status = fc.option(
  fc.record({
    id: fc.constantFrom('migration-1', 'migration-2'),
    state: fc.constantFrom<MigrationState>('in_progress', 'completed', 'failed'),
  }),
) as fc.Arbitrary<MigrationStatus | null>;
const observations = fc.array(
  fc.record({ state: fc.constantFrom(...PROPOLIS_STATES), migrationIn: status, migrationOut: status }),
);

describe('whatever Propolis says', () => {
  it.prop({ observations })('each look counts the VMM up by one', ({ observations }) => {
    const end = observations.reduce(observe, report('starting', 2));

    expect(end.gen).toBe(2 + observations.length);
  });

  it.prop({ observations })('a slot whose generation stands still has not changed', ({ observations }) => {
    let before: VmmReport = report('starting', 2);
    for (const seen of observations) {
      const after = observe(before, seen);
      for (const slot of ['migrationIn', 'migrationOut'] as const) {
        const [was, is] = [before[slot], after[slot]];
        if (was?.migration !== is?.migration) expect(is?.gen).toBeGreaterThanOrEqual(2);
        else if (was?.gen === is?.gen) expect(is).toEqual(was);
        else expect(is?.gen).toBeGreaterThan(was?.gen ?? 0);
      }
      before = after;
    }
  });

  it.prop({ observations })('a VM that is over leaves no migration open', ({ observations }) => {
    let state: VmmReport = with_(side('pending', 1), side('in_progress', 2));
    for (const seen of observations) {
      state = observe(state, seen);
      if (!isHalted(seen.state)) continue;
      for (const slot of [state.migrationIn, state.migrationOut]) expect(slot?.state).toMatch(/completed|failed/);
    }
  });
});
