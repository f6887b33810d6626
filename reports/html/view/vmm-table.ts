// Rows against physical truth: what the row of each VMM says, beside what its sled-agent, its Propolis and its guest
// are; and where they do not fit together.

import { isTerminal } from '../../../sim/rack/database/tables.ts';
import type { VmmId } from '../../../sim/rack/ids.ts';
import type { Rack } from '../../../sim/rack/rack.ts';
import { vmmFacts } from '../../text/vmm-facts.ts';
import { type Cell, line, type Table } from './table.ts';

export function vmmTable(rack: Rack): Table {
  return {
    title: 'VMMs: rows against physical truth',
    columns: ['', 'row', 'sled-agent', 'Propolis', 'guest'],
    lines: vmmFacts(rack).map(({ id, row, agent, propolis, guest }) =>
      line(id, [id, marked(row, wrongOfRow(rack, id)), agent, propolis, marked(guest, wrongOfGuest(rack, id))]),
    ),
  };
}

function marked(text: string, wrong: string | undefined): Cell {
  return wrong === undefined ? { text } : { text, wrong };
}

/** The row claims a guest that is not there. */
function wrongOfRow(rack: Rack, id: VmmId): string | undefined {
  const row = rack.db.vmms[id];
  if (row === undefined || row.isDeleted) return undefined;
  const guest = rack.guests[id];
  if (row.state === 'running' && guest === undefined) return 'the row says running, and no guest is there';
  return undefined;
}

/** A guest that its row knows nothing of. */
function wrongOfGuest(rack: Rack, id: VmmId): string | undefined {
  const guest = rack.guests[id];
  if (guest === undefined) return undefined;
  const row = rack.db.vmms[id];
  if (row === undefined) return 'a guest that has no row';
  if (row.isDeleted) return 'a guest whose row is deleted';
  if (isTerminal(row.state)) return `a guest whose row says ${row.state}`;
  if (row.sled !== guest.sled) return `its row says ${row.sled}`;
  return undefined;
}
