// Why a task was not alone: the steps that were looked at on the way to the one that it clashes with. The next time it
// is mostly for the same reason, and to go through that again is quicker than to look at all that may happen. (As
// solvers watch those literals first that have decided before: Moskewicz et al., Chaff, 2001.)

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Outcome } from './relation.ts';

/** A step, and what must be possible for it. */
export interface Link {
  /** The state of the task that takes it; 0 for a fault of the model's own kind. */
  readonly actor: ValueId;
  /** Cell, value, cell, value... */
  readonly conditions: readonly (CellId | ValueId)[];
  readonly outcome: Outcome;
}

/** Steps in an order in which each is possible by those before it; the last is the one that matters. */
export interface Precedent {
  readonly links: readonly Link[];
  /** One of them may be a fault. */
  readonly withFaults: boolean;
}

/** Precedents that are kept of each state of a task. */
const KEPT_MAX = 4;

/** By state of a task: why it was not alone, what has held last first. */
export class Precedents {
  private readonly known: Precedent[][] = [];

  /** Whether one holds again. It comes first from now on. */
  hasOne(actor: ValueId, holds: (precedent: Precedent) => boolean): boolean {
    const known = this.known[actor] ?? [];
    const at = known.findIndex(holds);
    if (at < 0) return false;
    const [found] = known.splice(at, 1) as [Precedent];
    known.unshift(found);
    return true;
  }

  add(actor: ValueId, precedent: Precedent): void {
    const known = this.known[actor] ?? [];
    this.known[actor] = known;
    known.unshift(precedent);
    if (known.length > KEPT_MAX) known.pop();
  }
}
