// How things stand at the end: what the rows say beside what is physically so, and what clients were told.

import Table from 'cli-table3';
import { liveVmm } from '../../sim/rack/database/instance.ts';
import { externalState } from '../../sim/rack/nexus/external-state.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import { showInstanceRow } from './rows.ts';
import { vmmFacts } from './vmm-facts.ts';
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

function vmmTable(rack: Rack): string[] {
  const facts = vmmFacts(rack);
  if (facts.length === 0) return ['no VMM was ever made'];
  const table = plainTable(['VMM', 'its row says', 'its sled-agent says', 'its Propolis', 'its guest']);
  for (const { id, row, agent, propolis, guest } of facts) table.push([id, row, agent, propolis, guest]);
  return table.toString().split('\n');
}

function operationLines(rack: Rack): string[] {
  const operations = Object.values(rack.truth.operations);
  const width = Math.max(0, ...operations.map(({ name }) => name.length));
  return operations.map(({ name, kind, instance, nexus }) => {
    return `${name.padEnd(width)}  ${kind} ${instance} at ${nexus} ${tellClient(rack.truth.answers[name])}`;
  });
}
