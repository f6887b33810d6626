// Everything that a step changed and a reader cares for: rows, physical truth, what clients were told.

import type { StepRecord } from '../../sim/kernel/observers.ts';
import type { Operation } from '../../sim/rack/hardware/truth.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import { type Change, differences, rowChanges } from './rows.ts';
import { readError, tellClient } from './words.ts';

/** A step with what it changed. */
export interface ToldStep {
  readonly record: StepRecord<Rack>;
  readonly changes: readonly Change[];
}

/** `initial` is the rack before the first step. */
export function withChanges(records: readonly StepRecord<Rack>[], initial: Rack): ToldStep[] {
  let before = initial;
  return records.map((record) => {
    const changes = changesOf(before, record);
    before = record.snapshot;
    return { record, changes };
  });
}

function changesOf(before: Rack, record: StepRecord<Rack>): Change[] {
  const after = record.snapshot;
  if (before === after) return [];
  return [...truthChanges(before, after, record.label), ...rowChanges(before, after), ...answerChanges(before, after)];
}

function truthChanges(before: Rack, after: Rack, label: string): Change[] {
  const changes: Change[] = [];
  const add = (subjects: readonly string[], text: string) =>
    changes.push({ sort: 'truth', subjects, text, isMinor: false });
  for (const [id, was, is] of differences(before.nexuses, after.nexuses)) {
    if (was?.isUp !== is?.isUp) add([id], `${id} is ${is?.isUp ? 'up' : 'down'}`);
  }
  for (const [id, was, is] of differences(before.sledAgents, after.sledAgents)) {
    if (was?.isUp !== is?.isUp) add([id], `the sled-agent of ${id} is ${is?.isUp ? 'up' : 'down'}`);
    for (const [vmm, , runner] of differences(was?.jobs ?? {}, is?.jobs ?? {})) {
      const { instance = '' } = before.db.vmms[vmm as keyof Rack['db']['vmms']] ?? {};
      add([id, vmm, instance], runner ? `${id} registers ${vmm}` : `${id} no longer knows ${vmm}`);
    }
  }
  for (const [id, was, is] of differences(before.guests, after.guests)) {
    const guest = is ?? was;
    // A guest ends by itself in one step alone; whatever else takes it away has killed it.
    const end = label.endsWith('halts the guest') ? 'ends' : 'is killed';
    const verb = is === undefined ? end : is.status === 'paused' ? 'is paused' : was ? 'runs again' : 'runs';
    add([id, guest?.instance ?? ''], `the guest of ${id} ${verb} on ${guest?.sled}`);
  }
  for (const [id, , stuck] of differences(before.truth.stuckSagas, after.truth.stuckSagas)) {
    add([id], `${id} is stuck for ever: the undo of ${stuck?.node} failed with ${readError(stuck?.error ?? '')}`);
  }
  return changes;
}

function answerChanges(before: Rack, after: Rack): Change[] {
  return Array.from(differences(before.truth.answers, after.truth.answers), ([name, , answer]) => {
    const { instance } = after.truth.operations[name] as Operation;
    return { sort: 'answer', subjects: [name, instance], isMinor: false, text: `${name} ${tellClient(answer)}` };
  });
}
