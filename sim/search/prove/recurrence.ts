// Which steps can lie on a loop. On a loop every cell that a step changes is changed back by another, which is on the
// loop as well. So a step that nothing makes good again is on none, nor is one that only such steps make good. Mostly
// nothing is left, and loops need not be looked for at all.
//
// The steps are those that the exploration has taken. Whatever orders it left out, the steps of a fair endless schedule
// are among them: see livelock.ts.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { isOfItself } from './cycles.ts';

/** A cell and the index of one of its values, as one number. */
type Holding = number;

const INDEXES = 2 ** 26;

/** What a step changes. */
interface Change {
  readonly effect: Effect;
  /** What it does away with, as far as that is known. */
  readonly needs: readonly Holding[];
  readonly gives: readonly Holding[];
  readonly isOfRows: boolean;
}

/** The effects that can lie on a loop on which some row changes. */
export function recurrentEffects(machine: Machine<never>): ReadonlySet<Effect> {
  const changes = changesOf(machine);
  const givers = new Map<Holding, number>();
  const needers = new Map<Holding, Change[]>();
  for (const change of changes) {
    for (const holding of change.gives) givers.set(holding, (givers.get(holding) ?? 0) + 1);
    for (const holding of change.needs) needers.set(holding, [...(needers.get(holding) ?? []), change]);
  }
  const left = new Set(changes);
  const pending = changes.filter(({ needs }) => needs.some((holding) => !givers.has(holding)));
  for (let change = pending.pop(); change !== undefined; change = pending.pop()) {
    if (!left.delete(change)) continue;
    for (const holding of change.gives) {
      const others = (givers.get(holding) ?? 0) - 1;
      givers.set(holding, others);
      if (others === 0) pending.push(...(needers.get(holding) ?? []));
    }
  }
  const isAnyOfRows = [...left].some(({ isOfRows }) => isOfRows);
  return new Set(isAnyOfRows ? [...left].map(({ effect }) => effect) : []);
}

function changesOf(machine: Machine<never>): Change[] {
  const { cells } = machine;
  const changes: Change[] = [];
  for (const [value, moves] of machine.knownMoves()) {
    // That its task is in this state goes without saying where the effects of a move are looked up.
    const own = [cells.cellOf[value] as CellId, cells.indexOf[value] as number] as const;
    for (const move of moves) {
      if (!isOfItself(move)) continue;
      for (const { outcome, reads } of move.effects.outcomes()) {
        changes.push(changeOf(cells, outcome, new Map([...reads, own])));
      }
    }
  }
  return changes;
}

function changeOf(cells: Cells, effect: Effect, reads: ReadonlyMap<CellId, number>): Change {
  const needs: Holding[] = [];
  const gives: Holding[] = [];
  let isOfRows = false;
  for (let i = 0; i < effect.writes.length; i += 2) {
    const cell = effect.writes[i] as CellId;
    const after = cells.indexOf[effect.writes[i + 1] as ValueId] as number;
    const before = reads.get(cell);
    if (before !== undefined && before !== after) needs.push(cell * INDEXES + before);
    gives.push(cell * INDEXES + after);
    if (cells.sorts[cell] === 'row' || cells.sorts[cell] === 'keys') isOfRows = true;
  }
  return { effect, needs, gives, isOfRows };
}
