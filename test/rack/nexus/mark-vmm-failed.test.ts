import { describe, expect, it } from 'vitest';
import type { VmmState } from '../../../sim/rack/database/tables.ts';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import { makeNexus } from '../../../sim/rack/nexus/api.ts';
import { markVmmFailed } from '../../../sim/rack/nexus/vmm-update.ts';
import { BACKGROUND_TASKS, type Rack } from '../../../sim/rack/rack.ts';
import { migration, vmm } from '../database/rows.ts';
import { type Rig, seen } from '../rig.ts';
import { setVmm } from './ask.ts';

interface Marked {
  readonly outcome: { readonly ok: boolean; readonly error?: unknown } | undefined;
  readonly rack: Rack;
  readonly sagas: readonly string[];
}

/** Marks the VMM that a caller saw at a generation, and lets everything come to rest. */
function mark(
  gen: number,
  policy: Toggles['markFailed.onSuperseded'] = 'saga',
  change: (rack: Rack) => void = () => {},
  endState?: 'destroyed',
): Marked {
  const parts = { shape: { disabledTasks: BACKGROUND_TASKS }, set: { 'markFailed.onSuperseded': policy } } as const;
  return seen(parts, (rig) => {
    rig.change(change);
    let outcome: Marked['outcome'];
    const nexus = makeNexus('nexus-1', rig.run.config);
    const body = () => markVmmFailed(nexus, vmm({ gen }), { endState });
    rig.run.simulation.spawn('nexus-1', 'caller', body, (ended) => {
      outcome = ended;
    });
    rig.settle();
    const sagas = Object.values(rig.rack.db.sagas).map((saga) => saga.kind);
    return { outcome, sagas, rack: rig.rack };
  });
}

const stateOf = ({ rack }: Marked) => [rack.db.vmms['vmm-1']?.state, rack.db.vmms['vmm-1']?.gen];

describe('mark_vmm_failed', () => {
  it('writes the VMM failed at the generation after the one that its caller saw', () => {
    expect(stateOf(mark(4))).toEqual(['failed', 5]);
    expect(stateOf(mark(8))).toEqual(['failed', 9]);
  });

  it('has run an update saga to its end when it answers', () => {
    const { sagas, rack } = mark(4);

    expect(sagas).toEqual(['start-instance-update', 'instance-update']);
    expect(rack.db.instances['instance-1']).toMatchObject({ state: 'failed', activeVmm: null, updater: null });
  });

  it.each<VmmState>(['destroyed', 'failed', 'stopping'])('looks at the generation, not at the state: %s', (state) => {
    expect(stateOf(mark(4, 'saga', setVmm(state)))).toEqual(['failed', 5]);
  });

  it('writes destroyed where that is what an unknown VMM means', () => {
    const marked = mark(4, 'saga', () => {}, 'destroyed');

    expect(stateOf(marked)).toEqual(['destroyed', 5]);
    expect(marked.rack.db.instances['instance-1']?.state).toBe('no_vmm');
  });

  it('leaves the sides of a migration alone', () => {
    const row = migration({ sourceState: 'in_progress', sourceGen: 2 });
    const { rack } = mark(4, 'saga', (before) => {
      before.db.migrations[row.id] = row;
    });

    expect(rack.db.migrations[row.id]).toEqual(row);
  });
});

describe('mark_vmm_failed, superseded', () => {
  it('runs an update saga all the same, which finds nothing to do and unlocks', () => {
    const marked = mark(3, 'saga');

    expect(stateOf(marked)).toEqual(['running', 4]);
    expect(marked.sagas).toEqual(['start-instance-update']);
    expect(marked.rack.db.instances['instance-1']).toMatchObject({ state: 'vmm', updater: null, updaterGen: 3 });
    expect(marked.outcome).toMatchObject({ ok: true });
  });

  it('returns without a saga in the last revision', () => {
    const marked = mark(3, 'return');

    expect([marked.outcome?.ok, marked.sagas, stateOf(marked)]).toEqual([true, [], ['running', 4]]);
  });

  it('is an error where a stale write is one', () => {
    const marked = mark(3, 'error');

    expect(marked.outcome).toMatchObject({ ok: false, error: { class: 'other', status: 500 } });
    expect(marked.sagas).toEqual([]);
  });

  it('does not differ between the three when the write lands', () => {
    const [one, ...others] = (['saga', 'return', 'error'] as const).map((policy) => mark(4, policy));

    for (const other of others) expect([stateOf(other), other.sagas]).toEqual([stateOf(one!), one!.sagas]);
  });
});

/** Begins to mark the VMM; `isOk` is set once the caller has its answer. */
function startMarking(rig: Rig): { isOk: boolean | undefined } {
  const caller: { isOk: boolean | undefined } = { isOk: undefined };
  const nexus = makeNexus('nexus-1', rig.run.config);
  const body = () => markVmmFailed(nexus, vmm());
  rig.run.simulation.spawn('nexus-1', 'caller', body, (ended) => {
    caller.isOk = ended.ok;
  });
  return caller;
}

describe('mark_vmm_failed, with a database error', () => {
  it('is only logged: no error, no saga', () => {
    const result = seen({ shape: { disabledTasks: BACKGROUND_TASKS } }, (rig) => {
      const caller = startMarking(rig);
      rig.fault('error before commit of "caller: write vmm-1 failed');
      rig.settle();
      return [caller.isOk, rig.rack.db.vmms['vmm-1']?.state, Object.keys(rig.rack.db.sagas)];
    });

    expect(result).toEqual([true, 'running', []]);
  });

  it('in its update saga activates the updater task, and is no error either', () => {
    const result = seen({}, (rig) => {
      const caller = startMarking(rig);
      rig.reach('refetch instance-1');
      rig.fault('error at "nexus-1 saga-1 start-instance-update: refetch instance-1');
      rig.reach('nexus-1 instance-updater: find instances with a failed VMM');
      return [caller.isOk, rig.rack.db.sagas['saga-1']?.state];
    });

    expect(result).toEqual([true, 'done']);
  });
});
