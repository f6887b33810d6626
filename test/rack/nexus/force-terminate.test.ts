// force-terminate, toggle by toggle: what it asks of the sleds, what it writes, and what it answers.

import { describe, expect, it } from 'vitest';
import type { Toggles } from '../../../sim/rack/designs/toggles.ts';
import type { SledError } from '../../../sim/rack/nexus/errors.ts';
import { BACKGROUND_TASKS, type Rack } from '../../../sim/rack/rack.ts';
import { failCalls, forget } from '../../conformance/world.ts';
import { type Rig, seen } from '../rig.ts';
import { bare, setVmm } from './ask.ts';

const OPERATIONS = [
  { name: 'A', kind: 'force-terminate' },
  { name: 'migrate B', kind: 'migrate', nexus: 'nexus-2' },
] as const;

/** Looks at an instance of policy never on a rack whose background tasks stand still, under the last revision. */
function under<T>(set: Partial<Toggles>, look: (rig: Rig) => T): T {
  const shape = {
    disabledTasks: BACKGROUND_TASKS,
    instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }],
  } as const;
  return seen({ shape, operations: OPERATIONS, set }, look, 'pr-6795/6');
}

/** Notes the requests to sleds, less the id of the sled. */
function listen(rig: Rig): readonly string[] {
  const sent: string[] = [];
  rig.run.simulation.observers.on('message', (what, label) => {
    if (what === 'request' && / sled-\d /.test(label)) sent.push(label.replace(/^.*: sled-\d /, ''));
  });
  return sent;
}

function look(rig: Rig, sent: readonly string[]) {
  const { db, truth } = rig.rack;
  const answer = truth.answers.A;
  if (!answer) throw new Error('there is no answer');
  return {
    said: answer.isSuccess ? [answer.status, answer.state] : [answer.status],
    // Of a call: what it asks for, not whether it is the request of it.
    sent: sent.map((label) => label.replace(/ request$/, '')),
    vmm: db.vmms['vmm-1']?.state,
    instance: db.instances['instance-1']?.state,
    sagas: Object.values(db.sagas).map(({ kind }) => kind),
    marks: [...rig.run.simulation.marks.keys()],
  };
}

/** A force-terminate of the running instance, and all that follows from it. */
function terminate(set: Partial<Toggles> = {}, prepare: (rig: Rig) => void = () => {}) {
  return under(set, (rig) => {
    prepare(rig);
    const sent = listen(rig);
    rig.issue('A');
    rig.settle();
    return look(rig, sent);
  });
}

const UNREGISTER = 'unregister vmm-1';
const BOTH_SAGAS = ['start-instance-update', 'instance-update'];
const changed = (change: (rack: Rack) => void) => (rig: Rig) => rig.change(change);

describe('force-terminate', () => {
  it('is not found where there is no such endpoint, and asks nobody', () => {
    expect(terminate({ 'terminate.api': 'absent' })).toMatchObject({ said: [404], sent: [], vmm: 'running' });
  });

  it.each(['active', 'both'] as const)('of an instance without a VMM shows it as it is: scope %s', (scope) => {
    const found = terminate({ 'terminate.scope': scope }, changed(bare('no_vmm')));

    expect(found).toMatchObject({ said: [202, 'stopped'], sent: [], sagas: [] });
  });

  it.each(['active', 'both'] as const)('ends the running one: scope %s', (scope) => {
    const found = terminate({ 'terminate.scope': scope });

    expect(found).toMatchObject({ said: [202, 'stopped'], vmm: 'destroyed', instance: 'no_vmm', sagas: BOTH_SAGAS });
    expect(found.sent).toEqual([UNREGISTER]);
  });

  it.each<[Toggles['terminate.updateSaga'], string]>([
    ['one', 'stopped'],
    ['per-vmm', 'stopped'],
    ['detached', 'stopping'],
  ])('answers when its update saga, %s, allows it', (updateSaga, state) => {
    const found = under({ 'terminate.updateSaga': updateSaga }, (rig) => {
      const sent = listen(rig);
      rig.hold('refetch instance-1');
      rig.issue('A');
      rig.settle();
      const isAnswered = rig.rack.truth.answers.A !== undefined;
      rig.release('refetch instance-1');
      rig.settle();
      return { isAnswered, ...look(rig, sent) };
    });

    expect(found.isAnswered).toBe(updateSaga === 'detached');
    expect(found).toMatchObject({ said: [202, state], instance: 'no_vmm', sagas: BOTH_SAGAS });
  });

  it.each(['one', 'per-vmm'] as const)('runs no saga when what the sled said is stale: %s', (updateSaga) => {
    const stale = changed((rack) => {
      rack.db.vmms['vmm-1'] = { ...rack.db.vmms['vmm-1']!, gen: 99 };
    });

    expect(terminate({ 'terminate.updateSaga': updateSaga }, stale)).toMatchObject({
      ...{ said: [202, 'running'], vmm: 'running', sagas: [] },
    });
  });

  it.each(['one', 'per-vmm'] as const)('fails with its update saga: %s', (updateSaga) => {
    const found = under({ 'terminate.updateSaga': updateSaga }, (rig) => {
      const sent = listen(rig);
      rig.issue('A');
      rig.reach('refetch instance-1');
      rig.fault('error at "nexus-1 saga-1 start-instance-update: refetch instance-1');
      rig.settle();
      return look(rig, sent);
    });

    expect(found.said).toEqual([500]);
    expect(found).toMatchObject({ vmm: 'destroyed', instance: 'vmm' });
  });
});

describe('force-terminate of a VMM that its sled does not know', () => {
  it.each<[Toggles['terminate.noStateMeans'], Toggles['sledAgent.unregisterUnknown'], string, string]>([
    ['ignore', 'null', 'running', 'vmm'],
    ['failed', 'null', 'failed', 'failed'],
    ['destroyed', 'null', 'destroyed', 'no_vmm'],
    // An answer that the VMM is gone is a failure in every revision.
    ['ignore', 'no-such-vmm', 'failed', 'failed'],
    ['failed', 'no-such-vmm', 'failed', 'failed'],
    ['destroyed', 'no-such-vmm', 'destroyed', 'no_vmm'],
  ])('means %s when the answer is %s: the VMM is written %s', (means, unknown, vmm, instance) => {
    const set = { 'terminate.noStateMeans': means, 'sledAgent.unregisterUnknown': unknown } as const;
    const found = terminate(set, (rig) => forget(rig));

    expect(found).toMatchObject({ vmm, instance, sagas: vmm === 'running' ? [] : BOTH_SAGAS });
    expect(found.marks.includes('a sled knew no such VMM')).toBe(unknown === 'null');
  });

  it('drops what comes of marking it failed', () => {
    const found = under({}, (rig) => {
      forget(rig);
      const sent = listen(rig);
      rig.issue('A');
      rig.reach('write vmm-1 failed');
      rig.fault('error before commit of "nexus-1 A: write vmm-1 failed');
      rig.settle();
      return look(rig, sent);
    });

    expect(found).toMatchObject({ said: [202, 'running'], vmm: 'running', sagas: [] });
  });
});

describe('force-terminate, when the sled answers an error', () => {
  it.each<[SledError, number]>([
    [{ status: 500 }, 500],
    [{ status: 503 }, 503],
    [{ status: 410, code: 'NO_SUCH_INSTANCE' }, 400],
  ])('is refused, and writes nothing: %j', (error, status) => {
    expect(terminate({}, (rig) => void failCalls(rig, 'unregister', error))).toMatchObject({
      ...{ said: [status], vmm: 'running', instance: 'vmm', sagas: [] },
    });
  });
});

describe('force-terminate of a VMM whose row says destroyed', () => {
  it.each<[Toggles['terminate.bailIfDestroyed'], readonly string[]]>([
    ['on', []],
    ['off', [UNREGISTER]],
  ])('with bailing out %s asks the sled for %j', (bail, sent) => {
    const found = terminate({ 'terminate.bailIfDestroyed': bail }, changed(setVmm('destroyed')));

    expect(found.sent).toEqual(sent);
    if (bail === 'on') expect(found).toMatchObject({ said: [202, 'stopping'], instance: 'vmm', sagas: [] });
  });

  it.each(['failed', 'stopping', 'migrating'] as const)('does not bail out of one that is %s', (state) => {
    expect(terminate({ 'terminate.bailIfDestroyed': 'on' }, changed(setVmm(state))).sent).toEqual([UNREGISTER]);
  });
});

/** A force-terminate in the midst of a migration; `sent` ends where the answer for vmm-1 is held back. */
function terminateMigrating(set: Partial<Toggles>, prepare: (rig: Rig) => void = () => {}) {
  return under(set, (rig) => {
    rig.issue('migrate B');
    rig.reach('pauses the guest');
    prepare(rig);
    const sent = listen(rig);
    rig.hold('sled-1 unregister vmm-1 reply');
    rig.issue('A');
    rig.settle();
    const early = sent.filter((label) => label.startsWith('unregister'));
    rig.release('sled-1 unregister vmm-1 reply');
    rig.settle();
    return { early: [...early].sort(), ...look(rig, sent), target: rig.rack.db.vmms['vmm-2']?.state };
  });
}

describe('force-terminate of a migrating instance', () => {
  it('of the active VMM only leaves the target alone', () => {
    const found = terminateMigrating({ 'terminate.scope': 'active' });

    expect(found.sent.filter((label) => label.startsWith('unregister'))).toEqual([UNREGISTER]);
    expect(found.vmm).toBe('destroyed');
  });

  it('asks for both at once, or for one after the other', () => {
    expect(terminateMigrating({ 'terminate.order': 'concurrent' }).early).toEqual([UNREGISTER, 'unregister vmm-2']);
    expect(terminateMigrating({ 'terminate.order': 'sequential' }).early).toEqual([UNREGISTER]);
  });

  it.each(['concurrent', 'sequential'] as const)('ends both, %s', (order) => {
    const found = terminateMigrating({ 'terminate.order': order });

    expect(found).toMatchObject({ said: [202, 'stopped'], vmm: 'destroyed', target: 'destroyed', instance: 'no_vmm' });
    expect(found.marks).not.toContain('a due update saga was dropped');
  });

  it.each([
    ['vmm-1', 'vmm-2'],
    ['vmm-2', 'vmm-1'],
  ] as const)('drops the saga that is due when the other VMM meets an error: %s', (failing, ended) => {
    const found = under({}, (rig) => {
      rig.issue('migrate B');
      rig.reach('pauses the guest');
      const sent = listen(rig);
      const sled = failing === 'vmm-1' ? 'sled-1' : 'sled-2';
      rig.hold(`sled-${3 - Number(sled.at(-1))} unregister ${ended} reply`);
      rig.issue('A');
      rig.reach(`${sled} unregister ${failing} reply`);
      rig.fault(
        `drop-reply "nexus-1 A/${failing === 'vmm-1' ? 'active' : 'target'}: ${sled} unregister ${failing} reply"`,
      );
      rig.release(`sled-${3 - Number(sled.at(-1))} unregister ${ended} reply`);
      rig.settle();
      return { ...look(rig, sent), ended: rig.rack.db.vmms[ended]?.state };
    });

    expect(found.said[0]).toBeGreaterThanOrEqual(500);
    expect(found.ended).toBe('destroyed');
    expect(found.marks).toContain('a due update saga was dropped');
  });
});
