import { describe, expect, it } from 'vitest';
import type { Op, Outcome } from '../../../sim/kernel/ask.ts';
import { Simulation } from '../../../sim/kernel/simulation.ts';
import { chargeInsert } from '../../../sim/rack/database/accounting.ts';
import { instanceFetchAll, instanceSetMigrationIds } from '../../../sim/rack/database/instance.ts';
import { DATABASE_ERROR, type NexusError } from '../../../sim/rack/database/statement.ts';
import { vmmInsert, vmmUpdateRuntime } from '../../../sim/rack/database/vmm.ts';
import { makeRackModel } from '../../../sim/rack/model.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { config } from '../make.ts';
import { INSTANCE, MIGRATION, VMM, vmm } from './rows.ts';

interface Failed {
  readonly outcome: Outcome<unknown, NexusError> | undefined;
  readonly before: Rack;
  readonly after: Rack;
}

/** Runs one statement on a rack with one running instance, and makes it fail in the way that the words say. */
function fail(statement: () => Op<unknown>, words: string): Failed {
  const simulation = new Simulation(makeRackModel(config()));
  const before = structuredClone(simulation.state);
  let outcome: Outcome<unknown, NexusError> | undefined;
  simulation.spawn('nexus-1', 'test', statement, (ended) => {
    outcome = ended as Outcome<unknown, NexusError>;
  });
  const fault = simulation.faults().find(({ label }) => label.includes(words));
  if (fault === undefined) throw new Error(`no fault "${words}" can strike`);
  simulation.take(fault);
  return { outcome, before, after: simulation.state };
}

const writes: readonly (readonly [string, () => Op<unknown>])[] = [
  ['a guarded write', () => vmmUpdateRuntime(VMM, 'failed', 9)],
  ['an insert', () => vmmInsert(vmm({ id: 'vmm-9' }))],
  ['a charge', () => chargeInsert('instance-9', 2)],
];

describe('a database error', () => {
  it.each(writes)('before the commit of %s leaves everything as it was', (_, statement) => {
    const { outcome, before, after } = fail(statement, 'error before commit');

    expect(outcome).toEqual({ ok: false, error: DATABASE_ERROR.reason });
    expect(after).toEqual(before);
  });

  it.each(writes)('after the commit of %s leaves its effect, and the caller sees the same error', (_, statement) => {
    const { outcome, before, after } = fail(statement, 'error after commit');

    expect(outcome).toEqual({ ok: false, error: DATABASE_ERROR.reason });
    expect(after.db).not.toEqual(before.db);
  });

  it('at a read is an error of the server', () => {
    expect(fail(() => instanceFetchAll(INSTANCE), 'error at').outcome).toEqual({
      ok: false,
      error: DATABASE_ERROR.reason,
    });
  });

  it('cannot strike before or after a read, which commits nothing', () => {
    expect(() => fail(() => instanceFetchAll(INSTANCE), 'commit')).toThrow('no fault');
  });

  it('is a conflict where migration ids are set, as any refusal is', () => {
    const ids = { migration: MIGRATION, sourceVmm: VMM, targetVmm: 'vmm-2' } as const;

    const { outcome } = fail(() => instanceSetMigrationIds(INSTANCE, ids), 'error before commit');

    expect(outcome).toMatchObject({ ok: false, error: { status: 409 } });
  });
});
