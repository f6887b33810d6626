// What of a step outlives the process that it is of.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import { type CallRecord, processesOf } from '../../kernel/machine/records.ts';
import type { Effect } from '../../kernel/machine/transition.ts';

/** True when a kill of the process right after a step leaves what one right before it would have left. */
export function isWipedOut(cells: Cells, effect: Effect, state: Int32Array, process: string): boolean {
  for (let i = 0; i < effect.writes.length; i += 2) {
    const cell = effect.writes[i] as CellId;
    const before = (state[cell] as number) | 0;
    const after = effect.writes[i + 1] as ValueId;
    if (!isOf(cells, cell, before, process) || !isOf(cells, cell, after, process)) return false;
  }
  return true;
}

/** Whether a kill of the process empties a cell that holds this. */
function isOf(cells: Cells, cell: CellId, value: ValueId, process: string): boolean {
  const sort = cells.sorts[cell];
  const data = cells.data[value];
  switch (sort) {
    case 'task':
    case 'wait':
    case 'left':
      return value === 0 || processesOf(sort, data)[0] === process;
    case 'call':
      // An answer that is under way is lost with whom it is for.
      return value === 0 || ((data as CallRecord).from === process && (data as CallRecord).phase === 'reply');
    default:
      return false;
  }
}
