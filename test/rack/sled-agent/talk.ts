// Speaking to a sled-agent in the words of Nexus.

import type { VmmReport } from '../../../sim/rack/database/vmm.ts';
import type { InstanceId, MigrationId, SledId, VmmId } from '../../../sim/rack/ids.ts';
import type { SledAnswerError } from '../../../sim/rack/nexus/errors.ts';
import type { RegisterBody, RequestedState } from '../../../sim/rack/nexus/sled-calls.ts';
import type { Runner } from '../../../sim/rack/sled-agent/sled-agent.ts';
import type { Reply, Rig } from '../rig.ts';

/** What a sled-agent answers: a report, nothing, or an error. */
export type Said = Reply<VmmReport | null, SledAnswerError>;

export const ok = (value: unknown) => ({ ok: true, value });
export const NO_SUCH_VMM = { ok: false, error: { status: 404, code: 'NO_SUCH_INSTANCE' } };
export const TERMINATING = { ok: false, error: { status: 410, code: 'NO_SUCH_INSTANCE' } };

/** A rack of one sled with two running instances, `vmm-1` and `vmm-2`. */
export const ONE_SLED = {
  shape: {
    sleds: ['sled-1'],
    instances: [
      { id: 'instance-1', autoRestartPolicy: 'never', state: 'running' },
      { id: 'instance-2', autoRestartPolicy: 'never', state: 'running' },
    ],
  },
} as const;

/** A report without migrations. */
export function report(state: VmmReport['state'], gen: number): VmmReport {
  return { state, gen, migrationIn: null, migrationOut: null };
}

/** Registers a VMM, the row of which there is then. */
export function register(
  rig: Rig,
  vmm: VmmId,
  parts: { instance?: InstanceId; migration?: MigrationId; gen?: number; sled?: SledId } = {},
): Said {
  const { instance = 'instance-1', migration = null, gen = 2, sled = 'sled-1' } = parts;
  const state = migration === null ? 'starting' : 'migrating';
  rig.change(({ db }) => {
    db.vmms[vmm] ??= { id: vmm, instance, sled, state: 'creating', gen: 1, isDeleted: false };
  });
  const body: RegisterBody = { vmm, instance, state, gen, migration };
  return rig.send(sled, 'register', { body });
}

export function unregister(rig: Rig, vmm: VmmId): Said {
  return rig.send('sled-1', 'unregister', { vmm });
}

export function getState(rig: Rig, vmm: VmmId): Said {
  return rig.send('sled-1', 'get-state', { vmm });
}

export function putState(rig: Rig, vmm: VmmId, state: 'running' | 'stopped' | 'reboot'): Said {
  const requested: RequestedState = { state };
  return rig.send('sled-1', 'put-state', { vmm, requested });
}

/** The runner of a VMM on `sled-1`, if its table has one. */
export function runnerOf(rig: Rig, vmm: VmmId): Runner | undefined {
  const agent = rig.rack.sledAgents['sled-1']!;
  const id = agent.jobs[vmm];
  return id && agent.runners[id];
}
