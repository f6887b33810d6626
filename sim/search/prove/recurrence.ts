// Which steps can lie on a loop. On a loop every cell that a step changes is changed back by another, which is on the
// loop as well. So a step that nothing makes good again is on none, nor is one that only such steps make good. Mostly
// nothing is left, and loops need not be looked for at all.
//
// The steps are those that the exploration has taken. Whatever orders it left out, the steps of a fair endless schedule
// are among them: see livelock.ts.
// They are told by what they are made of, as in reduction.ts, since every thread has taken its own.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { isOfItself } from './cycles.ts';
import { type Holding, Steps } from './steps.ts';

/** What a step changes; plain data. */
export interface Change {
  /** Tells the step: see {@link Steps.keyOf}. */
  readonly key: number;
  /** What it does away with, as far as that is known. */
  readonly needs: readonly Holding[];
  readonly gives: readonly Holding[];
  readonly isOfRows: boolean;
}

/** The keys of the steps that can lie on a loop on which some row changes. */
export function recurrentSteps(changes: readonly Change[]): ReadonlySet<number> {
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
  return new Set(isAnyOfRows ? [...left].map(({ key }) => key) : []);
}

/** What the steps that a machine knows change; `isTaken` may leave some out. */
export function changesOf(machine: Machine<never>, isTaken: (effect: Effect) => boolean = () => true): Change[] {
  const steps = new Steps(machine.cells);
  const changes: Change[] = [];
  for (const move of machine.knownMoves()) {
    if (!isOfItself(move)) continue;
    for (const effect of move.effects.outcomes()) if (isTaken(effect)) changes.push(changeOf(steps, move, effect));
  }
  return changes;
}

function changeOf(steps: Steps, move: Move, effect: Effect): Change {
  return { key: steps.keyOf(move, effect), ...exchangeOf(steps, effect.looks, effect.writes) };
}

/** What a step that looked at this, and found that, changes by its writes: cell, value, cell, value... */
export function exchangeOf(steps: Steps, looks: ArrayLike<number>, writes: ArrayLike<number>): Omit<Change, 'key'> {
  const { sorts } = steps.cells;
  const before = new Map<CellId, ValueId>();
  for (let i = 0; i < looks.length; i += 2) before.set(looks[i] as CellId, looks[i + 1] as ValueId);
  const needs: Holding[] = [];
  let isOfRows = false;
  for (let i = 0; i < writes.length; i += 2) {
    const cell = writes[i] as CellId;
    const known = before.get(cell);
    if (known !== undefined && known !== writes[i + 1]) needs.push(steps.holding(cell, known));
    if (sorts[cell] === 'row' || sorts[cell] === 'keys') isOfRows = true;
  }
  return { needs, gives: steps.gives({ writes }), isOfRows };
}
