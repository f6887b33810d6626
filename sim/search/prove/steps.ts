// What tells one step from another, whichever thread takes it: what it is called, and what it leaves in which cells.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import { numberOf, numberOfLanes } from '../../kernel/machine/hash.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';

/** A cell and what it holds, perhaps nothing: a hash of both. */
export type Holding = number;

export class Steps {
  readonly cells: Cells;
  private readonly keys: (number | undefined)[] = [];

  constructor(cells: Cells) {
    this.cells = cells;
  }

  /** A hash of what makes a step: its label, and what it leaves. */
  keyOf({ label }: Move, effect: Effect): number {
    const known = this.keys[effect.id];
    if (known !== undefined) return known;
    const key = numberOf(JSON.stringify([label, this.gives(effect)]));
    this.keys[effect.id] = key;
    return key;
  }

  gives({ writes }: { readonly writes: ArrayLike<number> }): Holding[] {
    const gives: Holding[] = [];
    for (let i = 0; i < writes.length; i += 2) {
      gives.push(this.holding(writes[i] as CellId, writes[i + 1] as ValueId));
    }
    return gives;
  }

  holding(cell: CellId, value: ValueId): Holding {
    const { cells } = this;
    if (value === 0) return numberOf(`${cells.sorts[cell]} ${cells.names[cell]} holds nothing`);
    return numberOfLanes({ high: cells.high[value] as number, low: cells.low[value] as number });
  }
}
