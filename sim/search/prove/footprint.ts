// What a step leaves behind: for those who come to it elsewhere, and for those who outlive its process.

import { type CellId, isMortal, type Sort, type ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { CallRecord } from '../../kernel/machine/records.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import type { Deed } from './relation.ts';

/** A step that was taken: a move of a task in a state, and what it did there. */
interface Taken {
  readonly actor: ValueId;
  readonly move: Move;
  readonly effect: Effect;
  readonly state: Int32Array;
}

/** What is to be remembered of a step; `ignored` are the cells that everybody may touch. */
export function deedOf(machine: Machine<never>, ignored: ReadonlySet<CellId>, taken: Taken): Deed {
  const { processes, cells } = machine;
  const { actor, move, effect, state } = taken;
  const kills: CellId[] = [];
  const looks: number[] = [];
  for (let i = 0; i < effect.looks.length; i += 2) {
    const cell = effect.looks[i] as CellId;
    const found = effect.looks[i + 1] as number;
    if (cell < 0) {
      const life = processes.lifeOf(processes.processOfScan(cell));
      kills.push(life);
      looks.push(life, processes.sumOf(found));
      continue;
    }
    if (cell === move.actor || ignored.has(cell)) continue;
    // What is killed was found by the scan, in an order that is each machine's own.
    if (!kills.some((life) => processes.isOf(processes.processOfLife(life), cell, found))) looks.push(cell, found);
  }
  const reads = new Set([...effect.reads].filter((cell) => cell >= 0 && !ignored.has(cell)));
  const writes: number[] = [];
  for (let i = 0; i < effect.writes.length; i += 2) {
    const cell = effect.writes[i] as CellId;
    const value = effect.writes[i + 1] as ValueId;
    if (ignored.has(cell)) continue;
    writes.push(cell, value);
    for (const life of livesIn(machine, state, cell, value)) reads.add(life);
  }
  // What changes places with others may have found what it only adds to, or takes along, in another state.
  const isWild = (cell: CellId) =>
    !reads.has(cell) || kills.includes(cell) || (kills.length > 0 && isMortal(cells.sorts[cell] as Sort));
  const wild = looks.filter((cell, at) => at % 2 === 0 && isWild(cell));
  return { actor, move: move.label, isFault: move.fault !== undefined, looks, reads: [...reads], writes, kills, wild };
}

/** The lives of the processes that a cell is of, before and after it is written: what a kill would find. */
export function livesIn(machine: Machine<never>, state: Int32Array, cell: CellId, after: ValueId): readonly CellId[] {
  const before = (state[cell] as number) | 0;
  return [...machine.processes.livesOf(cell, before), ...machine.processes.livesOf(cell, after)];
}

/** Whether two effects, of one move, leave the same. */
export function writesTheSame({ writes: some }: Effect, { writes: others }: Effect): boolean {
  return some.length === others.length && some.every((number, at) => number === others[at]);
}

/** True when a kill of the process right after a step leaves what one right before it would have left. */
export function isWipedOut(machine: Machine<never>, effect: Effect, state: Int32Array, process: string): boolean {
  for (let i = 0; i < effect.writes.length; i += 2) {
    const cell = effect.writes[i] as CellId;
    const before = (state[cell] as number) | 0;
    const after = effect.writes[i + 1] as ValueId;
    if (!isEmptied(machine, cell, before, process) || !isEmptied(machine, cell, after, process)) return false;
  }
  return true;
}

/** Whether a kill of the process empties a cell that holds this, or would find it empty. */
function isEmptied({ cells, processes }: Machine<never>, cell: CellId, value: ValueId, process: string): boolean {
  if (value === 0) return isMortal(cells.sorts[cell] as Sort);
  if (!processes.isOf(process, cell, value)) return false;
  if (cells.sorts[cell] !== 'call') return true;
  // An answer that is under way is lost with whom it is for.
  const { from, phase } = cells.data[value] as CallRecord;
  return from === process && phase === 'reply';
}
