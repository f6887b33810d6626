// The outline of a rack in the middle of a run: what counts when a search asks whether it has been here before.
// Generations, ids, times and messages are left out: with them, nearly every state of every run would be new, and
// being new would say nothing.
// It is a guide and no proof: two different outlines may have one hash, and two different states one outline.

import type { VmmRow } from '../rack/database/tables.ts';
import type { Rack } from '../rack/rack.ts';

/** Computes outlines; it remembers the hashes of words, and lives as long as an archive of them does. */
export class Outliner {
  private readonly words = new Map<string, number>();

  /** A hash of 52 bits. */
  outline(rack: Rack): number {
    let low = 0;
    let high = 0;
    // Sums, so that the order and the numbers of things make no difference.
    const add = (text: string, salt: number) => {
      const hash = this.hash(text);
      low = (low + mix(hash ^ salt)) | 0;
      high = (high + mix(Math.imul(hash, 31) ^ salt)) | 0;
    };
    for (const vmm of Object.values(rack.db.vmms)) add(vmmWords(rack, vmm), 1);
    for (const row of Object.values(rack.db.instances)) {
      const { state, activeVmm, targetVmm, migration, updater, isDeleted } = row;
      const has = [activeVmm, targetVmm, migration, updater].map((link) => (link === null ? '-' : '+')).join('');
      add(`${state}${has}${isDeleted}`, 2);
    }
    for (const [id, { isUp }] of [...Object.entries(rack.nexuses), ...Object.entries(rack.sledAgents)]) {
      if (!isUp) add(id, 3);
    }
    return (high & 0xfffff) * 2 ** 32 + (low >>> 0);
  }

  private hash(text: string): number {
    let hash = this.words.get(text);
    if (hash === undefined) {
      hash = 0x811c9dc5;
      for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      this.words.set(text, hash);
    }
    return hash;
  }
}

/** A VMM: its row, who points at it, and what its sled, its Propolis and its guest are at. */
function vmmWords(rack: Rack, { id, instance, sled, state, isDeleted }: VmmRow): string {
  const owner = rack.db.instances[instance];
  const link = owner?.activeVmm === id ? 'active' : owner?.targetVmm === id ? 'target' : '';
  const agent = rack.sledAgents[sled];
  const runner = agent?.runners[agent.jobs[id] ?? id];
  const propolis = rack.propolises[id];
  const server = propolis && `${propolis.isUp}${propolis.vm}${propolis.state}${propolis.hangs.join()}`;
  const isReserved = rack.db.reservations[id] !== undefined;
  const guest = rack.guests[id]?.status;
  return `${state}|${isDeleted}|${link}|${isReserved}|${runner?.report.state}${runner?.phase}|${server}|${guest}`;
}

/** The finaliser of MurmurHash. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return hash ^ (hash >>> 16);
}
