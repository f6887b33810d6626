// What two runs contest: the first generation of a row, in the order of the run that violates, that the run which
// passes writes otherwise or never.

import type { Database } from '../../rack/database/tables.ts';
import type { Change } from './changes.ts';
import type { Trace } from './trace.ts';

/** One side: what the row is at that generation, the step that made it so, and its label. */
export interface Version {
  readonly step: number;
  readonly label: string;
  readonly state: string;
}

export interface Contest {
  /** `vmm-1`, or `the source's side of migration-1`: each side has a generation of its own. */
  readonly row: string;
  readonly gen: number;
  readonly here: Version;
  /** In the run that passes; `null` when the row never gets that far there. */
  readonly there: Version | null;
}

/** A row that the change itself is about goes before any other. */
export function contestOf(here: Trace, there: Trace, change: Change): Contest | null {
  const other = versionsOf(there);
  const differences = [...versionsOf(here)].flatMap(([key, { row, gen, ...own }]): Contest[] => {
    const counterpart = other.get(key) ?? null;
    if (counterpart?.state === own.state) return [];
    const there = counterpart && { step: counterpart.step, label: counterpart.label, state: counterpart.state };
    return [{ row, gen, here: own, there }];
  });
  const wanted = change.kind === 'order' ? change.cell.split('/')[2] : undefined;
  return differences.find(({ row }) => wanted !== undefined && row.endsWith(wanted)) ?? differences[0] ?? null;
}

/** Every generation of every instance, VMM and migration row of a run, in order. */
function versionsOf({ items }: Trace): ReadonlyMap<string, Version & Pick<Contest, 'row' | 'gen'>> {
  const versions = new Map<string, Version & Pick<Contest, 'row' | 'gen'>>();
  let before: Database | undefined;
  for (const { record, label } of items) {
    if (record === undefined || record.snapshot.db === before) continue;
    const { db } = record.snapshot;
    const note = (row: string, gen: number, state: string) => {
      const key = `${row} gen ${gen}`;
      if (!versions.has(key)) versions.set(key, { row, gen, step: record.index, label, state });
    };
    for (const [id, row] of changed(before?.instances, db.instances)) {
      note(id, row.gen, row.activeVmm === null ? row.state : `${row.state} (${row.activeVmm})`);
    }
    for (const [id, row] of changed(before?.vmms, db.vmms)) note(id, row.gen, row.state);
    for (const [id, row] of changed(before?.migrations, db.migrations)) {
      note(`the source's side of ${id}`, row.sourceGen, row.sourceState);
      note(`the target's side of ${id}`, row.targetGen, row.targetState);
    }
    before = db;
  }
  return versions;
}

function changed<T>(
  before: Readonly<Record<string, T>> | undefined,
  after: Readonly<Record<string, T>>,
): [string, T][] {
  return Object.entries(after).filter(([id, row]) => before?.[id] !== row);
}
