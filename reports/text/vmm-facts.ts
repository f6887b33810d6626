// What each part of the rack says of a VMM, side by side: its row, its sled-agent, its Propolis, its guest.

import type { VmmId } from '../../sim/rack/ids.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import { showVmmRow } from './rows.ts';

/** In words. */
export interface VmmFacts {
  readonly id: VmmId;
  readonly row: string;
  readonly agent: string;
  readonly propolis: string;
  readonly guest: string;
}

/** Every VMM that anybody knows of, in order of creation. */
export function vmmFacts(rack: Rack): VmmFacts[] {
  const known = new Set([
    ...Object.keys(rack.db.vmms),
    ...Object.values(rack.sledAgents).flatMap((agent) => Object.keys(agent.jobs)),
    ...Object.keys(rack.propolises),
    ...Object.keys(rack.guests),
  ]);
  return Array.from(known as Set<VmmId>, (id) => {
    const row = rack.db.vmms[id];
    const propolis = rack.propolises[id];
    const guest = rack.guests[id];
    const process = propolis && (propolis.isUp ? `${propolis.state}${hangsOf(propolis.hangs)}` : 'dead');
    return {
      id,
      row: row ? showVmmRow(row) : 'no row',
      agent: agentSays(rack, id),
      propolis: process ?? 'none',
      guest: guest ? `${guest.status} on ${guest.sled}` : 'none',
    };
  });
}

function hangsOf(hangs: readonly string[]): string {
  return hangs.length > 0 ? ` (hangs: ${hangs.join(', ')})` : '';
}

/** Every sled that has the VMM in its table; two do while a migration goes wrong. */
function agentSays(rack: Rack, id: VmmId): string {
  const says = Object.entries(rack.sledAgents).flatMap(([sled, agent]) => {
    const runner = agent.jobs[id] && agent.runners[agent.jobs[id]];
    return runner ? [`${runner.report.state} gen ${runner.report.gen} on ${sled}`] : [];
  });
  return says.length > 0 ? says.join(', ') : 'unknown to it';
}
