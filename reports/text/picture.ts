// How things stand at the end: what the rows say beside what is physically so, and what clients were told.

import Table from 'cli-table3';
import { liveVmm } from '../../sim/rack/database/instance.ts';
import { externalState } from '../../sim/rack/nexus/external-state.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import { showInstanceRow, showVmmRow } from './rows.ts';
import { tellClient } from './words.ts';

/** A table without lines between its rows, and without colours of its own. */
export function plainTable(head: readonly string[]): Table.Table {
  return new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
  });
}

export function pictureLines(rack: Rack): string[] {
  return [...instanceLines(rack), ...vmmTable(rack), '', ...operationLines(rack)];
}

function instanceLines(rack: Rack): string[] {
  return Object.values(rack.db.instances).map((row) => {
    const shown = externalState(row, liveVmm(rack.db, row.activeVmm));
    const charge = rack.db.charges[row.id];
    const paid = charge ? `charged ${charge.cpus} CPUs` : 'not charged';
    return `${row.id}: ${showInstanceRow(row)}; clients see ${shown}; ${paid}`;
  });
}

type VmmKey = keyof Rack['db']['vmms'];

function vmmTable(rack: Rack): string[] {
  const known = new Set([
    ...Object.keys(rack.db.vmms),
    ...Object.values(rack.sledAgents).flatMap((agent) => Object.keys(agent.jobs)),
    ...Object.keys(rack.propolises),
    ...Object.keys(rack.guests),
  ]);
  if (known.size === 0) return ['no VMM was ever made'];
  const table = plainTable(['VMM', 'its row says', 'its sled-agent says', 'its Propolis', 'its guest']);
  for (const id of known as Set<VmmKey>) {
    const row = rack.db.vmms[id];
    const propolis = rack.propolises[id];
    const guest = rack.guests[id];
    const process = propolis && (propolis.isUp ? `${propolis.state}${hangsOf(propolis.hangs)}` : 'dead');
    table.push([
      id,
      row ? showVmmRow(row) : 'no row',
      agentSays(rack, id),
      process ?? 'none',
      guest ? `${guest.status} on ${guest.sled}` : 'none',
    ]);
  }
  return table.toString().split('\n');
}

function hangsOf(hangs: readonly string[]): string {
  return hangs.length > 0 ? ` (hangs: ${hangs.join(', ')})` : '';
}

/** Every sled that has the VMM in its table; two do while a migration goes wrong. */
function agentSays(rack: Rack, id: VmmKey): string {
  const says = Object.entries(rack.sledAgents).flatMap(([sled, agent]) => {
    const runner = agent.jobs[id] && agent.runners[agent.jobs[id]];
    return runner ? [`${runner.report.state} gen ${runner.report.gen} on ${sled}`] : [];
  });
  return says.length > 0 ? says.join(', ') : 'unknown to it';
}

function operationLines(rack: Rack): string[] {
  const { operations } = rack.truth;
  const width = Math.max(0, ...operations.map(({ name }) => name.length));
  return operations.map(({ name, kind, instance, nexus, answer }) => {
    return `${name.padEnd(width)}  ${kind} ${instance} at ${nexus} ${tellClient(answer)}`;
  });
}
