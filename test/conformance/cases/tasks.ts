// The tests of two background tasks: who is restarted, and what is reaped.

import { expect } from 'vitest';
import { sledReservationDelete } from '../../../sim/rack/database/accounting.ts';
import { vmmMarkDeleted } from '../../../sim/rack/database/vmm.ts';
import type { InstanceId, VmmId } from '../../../sim/rack/ids.ts';
import { COOLDOWN_MS } from '../../../sim/rack/nexus/reincarnation.ts';
import { type Rig, seen } from '../../rack/rig.ts';
import type { UpstreamTest } from '../upstream.ts';
import { held, instance, perform, rackWith, rowOf } from '../world.ts';

function reincarnate(rig: Rig): InstanceId[] {
  const startsBefore = startsOf(rig).length;
  rig.tick('nexus-1', 'instance-reincarnation');
  rig.settle();
  return startsOf(rig).slice(startsBefore);
}

/** Which instances start sagas were made for, in order. */
function startsOf(rig: Rig): InstanceId[] {
  const starts = Object.values(rig.rack.db.sagas).filter(({ kind }) => kind === 'instance-start');
  return starts.map(({ params }) => (params as { instance: { id: InstanceId } }).instance.id);
}

function reincarnatesFailed(policy: 'best_effort' | null): void {
  seen(rackWith(instance('stopped', { autoRestartPolicy: policy })), (rig) => {
    expect(reincarnate(rig)).toEqual([]);
    setState(rig, 'instance-1', 'failed');
    expect(reincarnate(rig)).toEqual(['instance-1']);
    expect(rowOf(rig).state).toBe('vmm');
  });
}

function setState(rig: Rig, of: InstanceId, state: 'failed' | 'no_vmm'): void {
  rig.change(({ db }) => {
    const row = rowOf(rig, of);
    db.instances[of] = { ...row, state, activeVmm: null, gen: row.gen + 1 };
  });
}

/** Links a VMM that a start saga has left behind. */
function attachUnwound(rig: Rig, of: InstanceId, vmm: VmmId): void {
  rig.change(({ db }) => {
    const row = rowOf(rig, of);
    db.vmms[vmm] = { id: vmm, instance: of, sled: 'sled-1', state: 'saga_unwound', gen: 1, isDeleted: false };
    db.instances[of] = { ...row, state: 'vmm', activeVmm: vmm, gen: row.gen + 1 };
  });
}

/** Failed and unwound ones of both policies, and those that run, are stopped or are deleted. */
function onlyEligible(): void {
  const id = (n: number): InstanceId => `instance-${n}`;
  const of = (n: number, policy: 'never' | 'best_effort', state: 'failed' | 'stopped' | 'running') =>
    instance(state, { id: id(n), autoRestartPolicy: policy });
  const instances = [
    ...[1, 2, 3].map((n) => of(n, 'best_effort', 'failed')),
    ...[4, 5].map((n) => of(n, 'best_effort', 'stopped')),
    ...[6, 7, 8].map((n) => of(n, 'never', 'failed')),
    ...[9, 10].map((n) => of(n, 'never', 'stopped')),
    ...[of(11, 'best_effort', 'running'), of(12, 'best_effort', 'stopped'), of(13, 'best_effort', 'failed')],
  ];
  seen({ shape: { ...rackWith(...instances).shape, sledCpus: 64 } }, (rig) => {
    for (const n of [4, 5, 9, 10]) attachUnwound(rig, id(n), `vmm-${100 + n}`);
    rig.change(({ db }) => {
      db.instances[id(13)] = { ...rowOf(rig, id(13)), state: 'destroyed', isDeleted: true };
    });
    expect(reincarnate(rig)).toEqual([1, 2, 3, 4, 5].map(id));
    for (const n of [1, 2, 3, 4, 5]) expect(rowOf(rig, id(n)).state).toBe('vmm');
  });
}

function cooldown(): void {
  const instances = [
    instance('failed', { autoRestartPolicy: 'best_effort' }),
    instance('stopped', { id: 'instance-2', autoRestartPolicy: 'best_effort' }),
  ];
  seen(rackWith(...instances), (rig) => {
    expect(reincarnate(rig)).toEqual(['instance-1']);
    setState(rig, 'instance-1', 'failed');
    setState(rig, 'instance-2', 'failed');
    expect(reincarnate(rig)).toEqual(['instance-2']);
    rig.run.simulation.now += COOLDOWN_MS;
    expect(reincarnate(rig)).toEqual(['instance-1']);
  });
}

/** A destroyed VMM that its instance has left behind, with a reservation; the reaper, and whoever is in between. */
function reaps(interfere: (rig: Rig) => void = () => {}): void {
  seen(rackWith(instance('stopped')), (rig) => {
    const vmm = 'vmm-1';
    rig.change(({ db }) => {
      db.vmms[vmm] = { id: vmm, instance: 'instance-1', sled: 'sled-1', state: 'destroyed', gen: 5, isDeleted: false };
      db.reservations[vmm] = { vmm, sled: 'sled-1', cpus: 2 };
    });
    rig.tick('nexus-1', 'abandoned-vmm-reaper');
    rig.let('list abandoned VMMs');
    rig.hold('abandoned-vmm-reaper');
    interfere(rig);
    rig.release('abandoned-vmm-reaper');
    rig.settle();
    expect(rig.rack.db.vmms[vmm]?.isDeleted).toBe(true);
    expect(held(rig).reservations).toEqual([]);
  });
}

export const REINCARNATION: readonly UpstreamTest[] = [
  {
    test: 'test_reincarnates_failed_instances',
    shows: 'nothing is found at first; a failed instance of policy best effort is started',
    run: () => reincarnatesFailed('best_effort'),
  },
  {
    test: 'test_default_policy_is_reincarnatable',
    shows: 'and so is one of no policy',
    run: () => reincarnatesFailed(null),
  },
  {
    test: 'test_only_reincarnates_eligible_instances',
    shows:
      'failed ones and those whose start unwound are started; those of policy never, and those that run, ' +
      'are stopped or are destroyed, are not',
    run: onlyEligible,
  },
  {
    test: 'test_cooldown_on_subsequent_reincarnations',
    shows:
      "one that was restarted is not restarted again before the cooldown is over. Here it is everyone's, of an hour",
    run: cooldown,
  },
];

export const REAPER: readonly UpstreamTest[] = [
  { test: 'test_abandoned_vmms_are_reaped', shows: 'the row is deleted, the reservation is gone', run: () => reaps() },
  {
    test: 'vmm_already_deleted',
    shows: 'somebody deletes the row between the listing and the reaping: the reservation goes all the same',
    run: () => reaps((rig) => expect(perform(rig, () => vmmMarkDeleted('vmm-1')).ok).toBe(true)),
  },
  {
    test: 'sled_resource_already_deleted',
    shows: 'somebody releases the reservation in between: the row is deleted all the same',
    run: () => reaps((rig) => expect(perform(rig, () => sledReservationDelete('vmm-1')).ok).toBe(true)),
  },
];
