import { describe, expect, it } from 'vitest';
import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import { BACKGROUND_TASKS } from '../../../sim/rack/rack.ts';
import { migration, vmm } from '../database/rows.ts';
import { answersIn, seen } from '../rig.ts';

const report = (parts: Partial<VmmReport> = {}): VmmReport => ({
  state: 'destroyed',
  gen: 5,
  migrationIn: null,
  migrationOut: null,
  ...parts,
});
const quiet = { shape: { disabledTasks: BACKGROUND_TASKS } } as const;
const push = (parts?: Partial<VmmReport>, of = 'vmm-1') => ({ vmm: of, report: report(parts) });

describe('a push', () => {
  it('of a terminal state is answered before the update saga has run', () => {
    const [early, late] = seen(quiet, (rig) => {
      const reply = rig.send('nexus-1', 'push', push());
      rig.reach('lock instance-1');
      rig.settle();
      const early = [reply.outcome, rig.rack.db.instances['instance-1']?.state];
      rig.release('lock instance-1');
      rig.settle();
      return [early, rig.rack.db.instances['instance-1']?.state];
    });

    expect(early).toEqual([{ ok: true, value: null }, 'vmm']);
    expect(late).toBe('no_vmm');
  });

  it('of a state that is not terminal starts no saga', () => {
    const found = seen(quiet, (rig) => {
      rig.send('nexus-1', 'push', push({ state: 'stopping' }));
      rig.settle();
      return [rig.rack.db.vmms['vmm-1']?.state, Object.keys(rig.rack.db.sagas)];
    });

    expect(found).toEqual(['stopping', []]);
  });

  it('that comes twice is answered twice with success, and starts one saga', () => {
    const found = seen(quiet, (rig) => {
      const replies = [1, 2].map(() => rig.send('nexus-1', 'push', push()));
      rig.settle();
      const starters = Object.values(rig.rack.db.sagas).filter(({ kind }) => kind === 'start-instance-update');
      return [replies.map((reply) => reply.outcome?.ok), starters.length];
    });

    expect(found).toEqual([[true, true], 1]);
  });

  it.each([
    ['of a VMM that never was is tried again by its sled', 500, push({}, 'vmm-9'), () => {}],
    ['with a migration that was deleted is lost', 410, push({ migrationOut: out() }), { isDeleted: true }],
    ['with a migration that is not its own is lost', 400, push({ migrationOut: out() }), { sourceVmm: 'vmm-7' }],
  ] as const)('%s (%i)', (_, status, request, parts) => {
    const found = seen(quiet, (rig) => {
      rig.change((rack) => {
        rack.db.migrations['migration-1'] = migration(typeof parts === 'object' ? parts : {});
      });
      const reply = rig.send('nexus-1', 'push', request);
      rig.settle();
      return [reply.outcome, rig.rack.db.vmms['vmm-1']];
    });

    expect(found).toEqual([{ ok: false, error: expect.objectContaining({ status }) }, vmm()]);
  });

  it('whose instance is deleted is written, and answered with an error after that', () => {
    const found = seen(quiet, (rig) => {
      const reply = rig.send('nexus-1', 'push', push());
      rig.let('write the report of vmm-1');
      rig.change((rack) => {
        rack.db.instances['instance-1'] = { ...rack.db.instances['instance-1']!, isDeleted: true };
      });
      rig.settle();
      return [reply.outcome, rig.rack.db.vmms['vmm-1']?.state];
    });

    expect(found).toEqual([{ ok: false, error: expect.objectContaining({ status: 404 }) }, 'destroyed']);
  });

  it('whose update saga cannot be made activates the updater task', () => {
    const found = seen({}, (rig) => {
      const reply = rig.send('nexus-1', 'push', push());
      rig.reach('create saga-1');
      rig.fault('error before commit of "nexus-1 update of instance-1 for vmm-1 gen 5: create saga-1');
      rig.settle();
      return [reply.outcome?.ok, rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([true, 'no_vmm']);
  });
});

function out() {
  return { migration: 'migration-1', state: 'in_progress', gen: 2 } as const;
}

describe('a stop or reboot', () => {
  const operations = [
    { name: 'stop A', kind: 'stop' },
    { name: 'reboot A', kind: 'reboot' },
  ] as const;

  it.each(['stop', 'reboot'] as const)('of a VMM that its sled has forgotten fails it: %s', (kind) => {
    const found = seen({ ...quiet, operations }, (rig) => {
      rig.fault('crash-sled-agent sled-1');
      rig.let('restart sled-1');
      rig.issue(`${kind} A`);
      rig.settle();
      return [answersIn(rig.rack)[0]?.status, rig.rack.db.instances['instance-1']?.state];
    });

    expect(found).toEqual([503, 'failed']);
  });

  it.each([
    ['refused', 502, 'crash-sled-agent sled-1'],
    ['never answered', 504, 'drop-request "nexus-1 stop A: sled-1 put-state'],
  ])('whose call is %s (%i) changes nothing', (_, status, fault) => {
    const found = seen({ ...quiet, operations }, (rig) => {
      rig.issue('stop A');
      rig.reach('put-state stopped vmm-1 request');
      rig.fault(fault);
      rig.release('put-state stopped vmm-1 request');
      rig.settle();
      return [answersIn(rig.rack)[0]?.status, rig.rack.db.vmms['vmm-1'], rig.rack.db.sagas];
    });

    expect(found).toEqual([status, vmm(), {}]);
  });

  it("writes the state that is in the sled's answer", () => {
    const state = seen({ ...quiet, operations }, (rig) => {
      rig.hold('propolis vmm-1: begins to stop');
      rig.issue('stop A');
      rig.settle();
      return rig.rack.db.vmms['vmm-1'];
    });

    expect(state).toEqual(vmm({ state: 'stopping', gen: 5 }));
  });
});
