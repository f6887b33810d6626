// What would come of something if cells held what they may come to hold, found out by doing it.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Decision } from '../../kernel/machine/decision.ts';

/** What may be where. */
export type Possible = (cell: CellId) => readonly ValueId[];

/** Something that can be done to a state, and what is known of it. */
export interface Guessed<T> {
  readonly known: Decision<T>;
  /** Does it, and adds what comes of it to what is known. */
  readonly attempt: (state: Int32Array) => unknown;
  /** Judges what has come of it in a state, of which these cells were looked at. */
  readonly isFine: (outcome: T, state: Int32Array, looked: ReadonlySet<CellId>) => boolean;
}

/** Circumstances that are gone through at most; beyond, there is no telling. */
const CASES_MAX = 3_000;

/** True when the outcome is fine whichever of its possible values each cell has. */
export function isFineInEveryCase<T>(
  guessed: Guessed<T>,
  cells: Cells,
  state: Int32Array,
  possible: Possible,
): boolean {
  const room = new Int32Array(Math.max(state.length, cells.cellCount));
  room.set(state);
  const cases = new Cases(guessed, cells, room, possible);
  return cases.isKnown(guessed.known) && cases.areFine(guessed.known);
}

class Cases<T> {
  private count = 0;
  private readonly guessed: Guessed<T>;
  private readonly cells: Cells;
  private readonly state: Int32Array;
  private readonly possible: Possible;
  /** The cells that the case under way has looked at. */
  private readonly looked = new Set<CellId>();

  constructor(guessed: Guessed<T>, cells: Cells, state: Int32Array, possible: Possible) {
    this.guessed = guessed;
    this.cells = cells;
    this.state = state;
    this.possible = possible;
  }

  areFine(at: Decision<T>): boolean {
    if (at.outcome !== undefined) {
      return ++this.count <= CASES_MAX && this.guessed.isFine(at.outcome, this.state, this.looked);
    }
    const { cell } = at;
    if (cell < 0) return false;
    const values = this.possible(cell);
    const sort = this.cells.sorts[cell];
    // What another task or call has become may be known by its text alone.
    if (values.length > 1 && (sort === 'task' || sort === 'call')) return false;
    const before = this.state[cell] as ValueId;
    this.looked.add(cell);
    const isFine = values.every((value) => {
      this.state[cell] = value;
      const way = this.wayFrom(at, value);
      return way !== undefined && this.areFine(way);
    });
    this.state[cell] = before;
    this.looked.delete(cell);
    return isFine;
  }

  private wayFrom(at: Decision<T>, value: ValueId): Decision<T> | undefined {
    const index = this.cells.indexOf[value] as number;
    if (at.ways[index] === undefined) this.attempt();
    const way = at.ways[index];
    return way !== undefined && this.isKnown(way) ? way : undefined;
  }

  /** Whether it is known where to go on from here; finds out if need be. */
  isKnown(at: Decision<T>): boolean {
    if (at.outcome === undefined && at.cell === -1) this.attempt();
    return at.outcome !== undefined || at.cell !== -1;
  }

  private attempt(): void {
    try {
      this.guessed.attempt(this.state);
    } catch {
      // What cannot be is not always told from what can: a step may well refuse it.
    }
  }
}
