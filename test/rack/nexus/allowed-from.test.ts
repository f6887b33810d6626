import { describe, expect, it } from 'vitest';
import type { VmmState } from '../../../sim/rack/database/tables.ts';
import { OPERATIONS, type OperationKind } from '../../../sim/rack/hardware/truth.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { VMM_STATES } from '../database/rows.ts';
import { ask, bare, both, setRow, setVmm } from './ask.ts';

/** What a request comes to before anything is tried: a status, or who is asked. */
type Verdict = number | 'sent' | 'saga';

function verdictOf(kind: OperationKind, change: (rack: Rack) => void): Verdict {
  const { answer, sent, sagas } = ask(kind, change);
  if (sagas.some((saga) => saga === `instance-${kind}`)) return 'saga';
  return sent.length > 0 ? 'sent' : answer.status;
}

const gone = (rack: Rack) => {
  rack.db.vmms['vmm-1'] = { ...rack.db.vmms['vmm-1']!, isDeleted: true };
};

describe('without a VMM', () => {
  const table: readonly (readonly [string, (rack: Rack) => void, Verdict, Verdict, Verdict, Verdict])[] = [
    // state, stop, reboot, start, migrate
    ['stopped', bare('no_vmm'), 202, 400, 'saga', 400],
    ['creating', bare('creating'), 400, 400, 409, 400],
    ['failed', bare('failed'), 202, 400, 'saga', 400],
    ['destroyed and not deleted', bare('destroyed'), 400, 400, 409, 400],
    ['linked to a VMM without a row', gone, 500, 500, 202, 400],
  ];

  it.each(table)('%s: stop, reboot, start and migrate', (_, change, stop, reboot, start, migrate) => {
    const verdicts = (['stop', 'reboot', 'start', 'migrate'] as const).map((kind) => verdictOf(kind, change));

    expect(verdicts).toEqual([stop, reboot, start, migrate]);
  });

  it('a stop of a stopped instance writes nothing', () => {
    const { rack } = ask('stop', bare('no_vmm'));

    expect(rack.db.instances['instance-1']).toMatchObject({ state: 'no_vmm', gen: 3 });
  });

  it('a stop of a failed instance makes it stopped, at the next generation', () => {
    const { answer, rack } = ask('stop', bare('failed'));

    expect(answer).toEqual({ isSuccess: true, status: 202, state: 'stopped' });
    expect(rack.db.instances['instance-1']).toMatchObject({ state: 'no_vmm', gen: 4 });
  });
});

describe('with a VMM', () => {
  const isStarted = (state: VmmState) => ['creating', 'starting', 'running', 'rebooting', 'migrating'].includes(state);

  it.each(VMM_STATES)('that is %s: stop and reboot go to its sled, unless its start unwound', (state) => {
    const expected = state === 'saga_unwound' ? 400 : 'sent';

    expect(verdictOf('stop', setVmm(state))).toBe(expected);
    expect(verdictOf('reboot', setVmm(state))).toBe(expected);
  });

  it.each(VMM_STATES)('that is %s: a start has been made already, or is made, or is a conflict', (state) => {
    const expected = isStarted(state) ? 202 : state === 'saga_unwound' ? 'saga' : 409;

    expect(verdictOf('start', setVmm(state))).toBe(expected);
  });

  it.each(VMM_STATES)('that is %s: only a running one is migrated', (state) => {
    expect(verdictOf('migrate', setVmm(state))).toBe(state === 'running' ? 'saga' : 400);
  });

  it.each(VMM_STATES)(
    'that is %s, in a migration: stop goes to its sled, start is done, migrate conflicts',
    (state) => {
      const change = (rack: Rack) => {
        setVmm(state)(rack);
        setRow({ migration: 'migration-1', targetVmm: 'vmm-2' })(rack);
      };

      expect(verdictOf('stop', change)).toBe('sent');
      expect(verdictOf('start', change)).toBe(202);
      expect(verdictOf('migrate', change)).toBe(state === 'running' ? 409 : 400);
    },
  );

  it('and a row that should have none: a start is an error of the server', () => {
    expect(verdictOf('start', setRow({ state: 'no_vmm' }))).toBe(500);
    expect(verdictOf('start', both(setVmm('failed'), setRow({ state: 'failed' })))).toBe(500);
  });

  it('a running instance is not migrated where there is no other sled', () => {
    const { answer, sagas } = ask('migrate', () => {}, { sleds: ['sled-1'] });

    expect([answer.status, sagas]).toEqual([400, []]);
  });
});

describe('delete', () => {
  it.each([
    ['stopped', bare('no_vmm'), 204],
    ['failed', bare('failed'), 204],
    ['creating', bare('creating'), 400],
    ['running', () => {}, 400],
    ['unwound', setVmm('saga_unwound'), 400],
    ['stopping, its VMM destroyed and still linked', setVmm('destroyed'), 400],
  ] as const)('is judged by its saga only: %s', (_, change, status) => {
    const { answer, sagas } = ask('delete', change);

    expect([answer.status, sagas]).toEqual([status, ['instance-delete']]);
  });
});

describe('a deleted instance', () => {
  it.each(OPERATIONS.filter((kind) => kind !== 'create'))('is not found by %s', (kind) => {
    const { answer, sent, sagas } = ask(kind, setRow({ isDeleted: true }));

    expect([answer.status, sent, sagas]).toEqual([404, [], []]);
  });
});

describe('view', () => {
  it('answers the state, and asks nobody', () => {
    const { answer, sent, sagas } = ask('view', setVmm('failed'));

    expect([answer, sent, sagas]).toEqual([{ isSuccess: true, status: 200, state: 'stopping' }, [], []]);
  });
});
