// Speaking to a Propolis in the words of its sled-agent.

import type { VmmId } from '../../../sim/rack/ids.ts';
import type { MigrationStatus, PropolisMemory } from '../../../sim/rack/propolis/propolis.ts';
import type { PropolisError } from '../../../sim/rack/propolis/server.ts';
import type { Reply, Rig } from '../rig.ts';

export type Said = Reply<null, PropolisError>;

export const TAKEN = { ok: true, value: null };
export const DENIED = { ok: false, error: { status: 403 } };
export const NO_INSTANCE = { ok: false, error: { status: 424, code: 'NoInstance' } };

/** An instance that is migrated by `migrate A`, and stopped by `stop A`. */
export const MIGRATION = {
  shape: { instances: [{ id: 'instance-1', autoRestartPolicy: 'never', state: 'running' }] },
  operations: [
    { name: 'migrate A', kind: 'migrate' },
    { name: 'stop A', kind: 'stop' },
  ],
} as const;

export function put(rig: Rig, request: 'run' | 'stop' | 'reboot', vmm: VmmId = 'vmm-1'): Said {
  return rig.send(`propolis ${vmm}`, 'put-state', { request });
}

export function ensure(rig: Rig, vmm: VmmId = 'vmm-1'): Said {
  return rig.send(`propolis ${vmm}`, 'ensure', { migration: null });
}

export function propolis(rig: Rig, vmm: VmmId = 'vmm-1'): PropolisMemory {
  const found = rig.rack.propolises[vmm];
  if (found === undefined) throw new Error(`there is no Propolis of ${vmm}`);
  return found;
}

/** Everything that a Propolis publishes from now on, in order: `running`, `migrating out in_progress`. */
export function publications(rig: Rig, vmm: VmmId = 'vmm-1'): string[] {
  const words = (way: 'in' | 'out', status: MigrationStatus | null) => (status ? ` ${way} ${status.state}` : '');
  const list: string[] = [];
  let gen = rig.rack.propolises[vmm]?.gen ?? 0;
  rig.run.simulation.observers.on('step', () => {
    const now = rig.rack.propolises[vmm];
    if (now === undefined || now.gen === gen) return;
    gen = now.gen;
    list.push(`${now.state}${words('in', now.migrationIn)}${words('out', now.migrationOut)}`);
  });
  return list;
}

/** Who runs the guest, and what the rows say of the migration. */
export function outcome(rig: Rig) {
  const { sourceState, targetState } = rig.rack.db.migrations['migration-1'] ?? {};
  const running = Object.values(rig.rack.guests).filter(({ status }) => status === 'running');
  return { guests: running.map(({ vmm }) => vmm), source: sourceState, target: targetState };
}

/** Brings the migration to the point where the source's guest is about to be paused. */
export function copy(rig: Rig): void {
  rig.issue('migrate A');
  rig.reach('pauses the guest');
  rig.settle();
}
