import { describe, expect, it } from 'vitest';
import type { VmmState } from '../../../sim/rack/database/tables.ts';
import { OPERATIONS, type OperationKind } from '../../../sim/rack/hardware/truth.ts';
import { type ExternalState, externalState } from '../../../sim/rack/nexus/external-state.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { instance, VMM_STATES, vmm } from '../database/rows.ts';
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

/**
 * Stop, reboot and start by the state that clients see, migrate aside, which looks at the VMM: without a VMM row, and
 * with one.
 */
const RULES: Readonly<Record<ExternalState, readonly [without: readonly Verdict[], withVmm: readonly Verdict[]]>> = {
  creating: [
    [400, 400, 409],
    ['sent', 'sent', 409],
  ],
  starting: [
    [500, 500, 202],
    ['sent', 'sent', 202],
  ],
  running: [
    [500, 500, 202],
    ['sent', 'sent', 202],
  ],
  stopping: [
    [500, 500, 409],
    ['sent', 'sent', 409],
  ],
  // To start needs no VMM, or one whose start unwound.
  stopped: [
    [202, 400, 'saga'],
    ['sent', 'sent', 500],
  ],
  rebooting: [
    [500, 500, 202],
    ['sent', 'sent', 202],
  ],
  migrating: [
    [500, 500, 202],
    ['sent', 'sent', 202],
  ],
  failed: [
    [202, 400, 'saga'],
    [400, 400, 500],
  ],
  destroyed: [
    [400, 400, 409],
    [400, 400, 409],
  ],
};

describe('every pair of an instance and a VMM, consistent or torn', () => {
  const states = ['creating', 'no_vmm', 'vmm', 'failed', 'destroyed'] as const;
  const vmms = [null, ...VMM_STATES];
  const pairs = states.flatMap((state) =>
    vmms.flatMap((of) => [null, 'migration-1' as const].map((migration) => [state, of, migration] as const)),
  );

  it.each(pairs)('instance %s, VMM %s, %s', (state, of, migration) => {
    const change = (rack: Rack) => {
      // Where there is no VMM row the link, if the state asks for one, leads nowhere.
      if (of === null) gone(rack);
      else setVmm(of)(rack);
      const activeVmm = of === null && state !== 'vmm' ? null : 'vmm-1';
      setRow({ state, activeVmm, migration, targetVmm: migration && 'vmm-2' })(rack);
    };
    const row = instance({ state, activeVmm: of ? 'vmm-1' : null, migration });
    const shown = externalState(row, of && vmm({ state: of }));
    const [stop, reboot, start] = RULES[shown][of === null ? 0 : 1];
    const isUnwound = of === 'saga_unwound' && (shown === 'stopped' || shown === 'failed');
    const migrate = of !== 'running' ? 400 : migration ? 409 : 'saga';

    const verdicts = (['stop', 'reboot', 'start', 'migrate'] as const).map((kind) => verdictOf(kind, change));

    expect(verdicts).toEqual([stop, reboot, isUnwound ? 'saga' : start, migrate]);
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
