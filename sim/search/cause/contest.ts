// What two runs contest: the first generation of a row, in the order of the run that violates, that the run which passes
// writes otherwise or never.

import type { Database, InstanceRow, VmmRow } from '../../rack/database/tables.ts';
import type { Change } from './changes.ts';
import type { Trace } from './trace.ts';

/** One side: what the row is at that generation, the step that made it so, and its label. */
export interface Version {
  readonly step: number;
  readonly label: string;
  readonly state: string;
}

export interface Contest {
  /** `vmm-1` */
  readonly row: string;
  readonly gen: number;
  readonly here: Version;
  /** In the run that passes; `null` when the row never gets that far there. */
  readonly there: Version | null;
}

/** A row that the change itself is about goes before any other. */
export function contestOf(here: Trace, there: Trace, change: Change): Contest | null {
  const other = versionsOf(there);
  const differences = [...versionsOf(here)].flatMap(([key, version]) => {
    const counterpart = other.get(key) ?? null;
    const { row, gen, here: own } = { ...split(key), here: version };
    return counterpart?.state === own.state ? [] : [{ row, gen, here: own, there: counterpart }];
  });
  const wanted = change.kind === 'order' ? change.cell.split('/')[2] : undefined;
  return differences.find(({ row }) => row === wanted) ?? differences[0] ?? null;
}

/** Every generation of every instance and VMM row of a run, in order. */
function versionsOf({ items }: Trace): ReadonlyMap<string, Version> {
  const versions = new Map<string, Version>();
  let before: Database | undefined;
  for (const { record, label } of items) {
    if (record === undefined || record.snapshot.db === before) continue;
    const { db } = record.snapshot;
    const note = (row: InstanceRow | VmmRow, state: string) => {
      const key = `${row.id} ${row.gen}`;
      if (!versions.has(key)) versions.set(key, { step: record.index, label, state });
    };
    for (const row of Object.values(db.instances)) {
      if (before?.instances[row.id] !== row)
        note(row, row.activeVmm === null ? row.state : `${row.state} ${row.activeVmm}`);
    }
    for (const row of Object.values(db.vmms)) if (before?.vmms[row.id] !== row) note(row, row.state);
    before = db;
  }
  return versions;
}

function split(key: string): { readonly row: string; readonly gen: number } {
  const [row = '', gen = ''] = key.split(' ');
  return { row, gen: Number(gen) };
}
