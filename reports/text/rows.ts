// Rows before and after a step, in words.

import type { InstanceRow, MigrationRow, VmmRow } from '../../sim/rack/database/tables.ts';
import type { Rack } from '../../sim/rack/rack.ts';

/** What a step changed. */
export interface Change {
  /** `row`: the database says so now. `truth`: it is so, physically. `answer`: a client was told so. */
  readonly sort: 'row' | 'truth' | 'answer';
  /** Everything that it concerns: ids and names of operations. */
  readonly subjects: readonly string[];
  /** No state changed: a lock, a generation, a reservation, a charge. It explains little. */
  readonly isMinor: boolean;
  readonly text: string;
}

/** The entries of a table that differ. Rows are never changed in place, so one that is the same object is the same. */
export function* differences<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): Generator<[id: string, was: T | undefined, is: T | undefined]> {
  if (before === after) return;
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[id], after[id]];
    if (was !== is && JSON.stringify(was) !== JSON.stringify(is)) yield [id, was, is];
  }
}

export function rowChanges(before: Rack, after: Rack): Change[] {
  const changes: Change[] = [];
  const add = (subjects: readonly string[], text: string, isMinor: boolean) =>
    changes.push({ sort: 'row', subjects, text, isMinor });
  for (const [id, was, is] of differences(before.db.instances, after.db.instances)) {
    add([id], `${id}: ${instanceChange(was, is)}`, was?.gen === is?.gen && was?.isDeleted === is?.isDeleted);
  }
  for (const [id, was, is] of differences(before.db.vmms, after.db.vmms)) {
    add([id, is?.instance ?? ''], `${id}: ${vmmChange(was, is)}`, was?.state === is?.state);
  }
  for (const [id, was, is] of differences(before.db.migrations, after.db.migrations)) {
    const { instance = '', sourceVmm = '', targetVmm = '' } = is ?? {};
    add([id, instance, sourceVmm, targetVmm], `${id}: ${migrationChange(was, is)}`, false);
  }
  for (const [id, was, is] of differences(before.db.reservations, after.db.reservations)) {
    const instance = after.db.vmms[id as keyof typeof after.db.vmms]?.instance ?? '';
    const row = is ?? was;
    const verb = is ? 'holds' : 'gives back';
    add([id, instance], `reservation: ${id} ${verb} ${row?.cpus} CPUs of ${row?.sled}`, true);
  }
  for (const [id, was, is] of differences(before.db.charges, after.db.charges)) {
    const verb = is ? 'pays' : 'no longer pays';
    add([id, ...Object.keys(after.db.collections)], `charge: ${id} ${verb} for ${(is ?? was)?.cpus} CPUs`, true);
  }
  return changes;
}

/** `vmm gen 3, active vmm-1, locked by saga-2`. */
export function showInstanceRow(row: InstanceRow): string {
  return [
    `${row.state} gen ${row.gen}`,
    row.activeVmm && `active ${row.activeVmm}`,
    row.targetVmm && `target ${row.targetVmm}`,
    row.migration,
    row.updater && `locked by ${row.updater.replace('lock of ', '')}`,
    row.isDeleted && 'deleted',
  ]
    .filter(Boolean)
    .join(', ');
}

export function showVmmRow(row: VmmRow): string {
  return `${row.state} gen ${row.gen} on ${row.sled}${row.isDeleted ? ', deleted' : ''}`;
}

function instanceChange(was: InstanceRow | undefined, is: InstanceRow | undefined): string {
  if (is === undefined) return 'its row is gone';
  if (was === undefined) return `new, ${showInstanceRow(is)}`;
  const plain = (row: InstanceRow) => showInstanceRow({ ...row, updater: null });
  if (plain(was) === plain(is) && was.updater !== is.updater) {
    const lock = (row: InstanceRow) => (row.updater ? row.updater.replace('lock of ', 'locked by ') : 'unlocked');
    return `${lock(was)} -> ${lock(is)}`;
  }
  return arrow(showInstanceRow(was), showInstanceRow(is));
}

function vmmChange(was: VmmRow | undefined, is: VmmRow | undefined): string {
  if (is === undefined) return 'its row is gone';
  if (was === undefined) return `new, ${showVmmRow(is)}, of ${is.instance}`;
  const show = (row: VmmRow) => `${row.state} gen ${row.gen}`;
  if (was.isDeleted === is.isDeleted) return arrow(show(was), show(is));
  return show(was) === show(is) ? `${show(was)} -> deleted` : `${show(was)} -> ${show(is)}, deleted`;
}

function migrationChange(was: MigrationRow | undefined, is: MigrationRow | undefined): string {
  if (is === undefined) return 'its row is gone';
  const source = (row: MigrationRow) => `${row.sourceState} gen ${row.sourceGen}`;
  const target = (row: MigrationRow) => `${row.targetState} gen ${row.targetGen}`;
  if (was === undefined) {
    return `new, ${is.sourceVmm} to ${is.targetVmm}, source ${source(is)}, target ${target(is)}`;
  }
  const changes = [
    source(was) !== source(is) && `source ${source(was)} -> ${source(is)}`,
    target(was) !== target(is) && `target ${target(was)} -> ${target(is)}`,
    was.isDeleted !== is.isDeleted && 'deleted',
  ].filter(Boolean);
  return changes.length > 0 ? changes.join(', ') : 'rewritten';
}

function arrow(was: string, is: string): string {
  return was === is ? `${is} (rewritten)` : `${was} -> ${is}`;
}
