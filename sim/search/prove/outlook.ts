// What may still happen while one task stays put: from the values that a state has, every step whose circumstances may
// come about is taken, and what it writes may be there from then on, beside what was there before. (An abstract
// interpretation, Cousot and Cousot 1977: of each cell it is known what it may hold, and of no two what they may hold
// together. So it looks at too much, and leaves nothing out.)

import { type CellId, type Cells, isActor, type Sort, type ValueId } from '../../kernel/machine/cells.ts';
import type { Processes } from '../../kernel/machine/processes.ts';
import type { Fork, Outcome, Relation } from './relation.ts';

/** Told of every step that may be taken; says whether to go on behind it, to leave it at that, or to stop looking. */
type Sink = (outcome: Outcome) => 'on' | 'over' | 'stop';

type Lives = Pick<Processes, 'processOfLife' | 'isOf'>;

export class Outlook {
  /** Counts looks, so that what an earlier one has left behind counts for nothing. */
  private turn = 0;
  private readonly cells: Cells;
  private readonly relation: Relation;
  private readonly processes: Lives;
  private state: Int32Array = new Int32Array(0);
  private withFaults = false;
  private isWild: (cell: CellId) => boolean = () => false;
  /** By cell: what it may hold, and of which look. */
  private readonly values: ValueId[][] = [];
  private readonly valuesTurn: number[] = [];
  /** By value, and by cell for nothing: the last look in which it was possible. */
  private readonly possible: number[] = [];
  private readonly possiblyEmpty: number[] = [];
  /** By cell: the forks that have looked at it, and of which look. */
  private readonly forks: Fork[][] = [];
  private readonly forksTurn: number[] = [];
  private readonly pending: Fork[] = [];
  /** The processes that may be killed. */
  private readonly mortal = new Set<string>();

  constructor(cells: Cells, relation: Relation, processes: Lives) {
    this.cells = cells;
    this.relation = relation;
    this.processes = processes;
  }

  /**
   * Looks at all that may come of tasks in these states. `isWild` says of a cell that it may hold anything. Between
   * this and the next look, {@link possibleIn} says what a cell may have come to hold. False when `sink` has stopped
   * it.
   */
  look(
    state: Int32Array,
    actors: Iterable<ValueId>,
    withFaults: boolean,
    isWild: (cell: CellId) => boolean,
    sink: Sink,
  ): boolean {
    this.turn++;
    this.state = state;
    this.withFaults = withFaults;
    this.isWild = isWild;
    this.pending.length = 0;
    this.mortal.clear();
    for (const actor of actors) this.push(actor);
    for (let fork = this.pending.pop(); fork !== undefined; fork = this.pending.pop()) {
      if (!this.passes(fork)) continue;
      if (fork.outcome === undefined) this.branch(fork);
      else {
        const answer = sink(fork.outcome);
        if (answer === 'stop') return false;
        if (answer === 'over') continue;
        const { writes, kills } = fork.outcome;
        for (const life of kills) this.kill(this.processes.processOfLife(life));
        for (let i = 0; i < writes.length; i += 2) this.admit(writes[i] as CellId, writes[i + 1] as ValueId);
      }
    }
    return true;
  }

  /** What a cell may hold. */
  possibleIn(cell: CellId): readonly ValueId[] {
    const known = this.values[cell];
    if (known !== undefined && this.valuesTurn[cell] === this.turn) return known;
    const value = (this.state[cell] as number) | 0;
    const values = known ?? [];
    values.length = 0;
    values.push(value);
    this.values[cell] = values;
    this.valuesTurn[cell] = this.turn;
    this.note(cell, value);
    return values;
  }

  /** Whether all tests of a fork hold, for the first time in this look; if one may hold later, it comes up again. */
  private passes(fork: Fork): boolean {
    const { tests } = fork;
    if (fork.visit !== this.turn) {
      fork.visit = this.turn;
      fork.passed = 0;
      fork.awaited = -1;
    } else if (fork.passed > tests.length) return false;
    for (let i = fork.passed; i < tests.length; i += 2) {
      const cell = tests[i] as CellId;
      const value = tests[i + 1] as ValueId;
      if (this.isWild(cell)) continue;
      this.possibleIn(cell);
      if (this.isPossible(cell, value)) continue;
      fork.passed = i;
      if (fork.awaited !== i) this.register(cell, fork);
      fork.awaited = i;
      return false;
    }
    fork.passed = tests.length + 1;
    return true;
  }

  /** A fork is to come up again once the cell may hold something else. */
  private register(cell: CellId, fork: Fork): void {
    if (this.forksTurn[cell] === this.turn) {
      this.forks[cell]?.push(fork);
      return;
    }
    this.forksTurn[cell] = this.turn;
    this.forks[cell] = [fork];
  }

  private branch(fork: Fork): void {
    const { cell, ways, isWild } = fork;
    if (cell < 0) return;
    if (isWild || this.isWild(cell)) {
      for (const way of ways.values()) this.pending.push(way);
      return;
    }
    this.register(cell, fork);
    for (const value of this.possibleIn(cell)) {
      const way = ways.get(value);
      if (way !== undefined) this.pending.push(way);
    }
  }

  /** A cell may come to hold a value. */
  private admit(cell: CellId, value: ValueId): void {
    const values = this.possibleIn(cell) as ValueId[];
    if (this.isPossible(cell, value)) return;
    this.note(cell, value);
    values.push(value);
    if (value !== 0 && isActor(this.cells.sorts[cell] as Sort)) this.push(value);
    if (value !== 0 && this.mortal.size > 0 && this.isDoomed(cell, value)) this.admit(cell, 0);
    if (this.forksTurn[cell] !== this.turn) return;
    for (const fork of this.forks[cell] as Fork[]) {
      if (fork.passed <= fork.tests.length) {
        // It waits for one value, and perhaps no longer for one of this cell.
        if (fork.tests[fork.awaited] === cell && fork.tests[fork.awaited + 1] === value) this.pending.push(fork);
      } else if (fork.cell === cell) {
        const way = fork.ways.get(value);
        if (way !== undefined) this.pending.push(way);
      }
    }
  }

  /** A process may be killed: whatever is of it may be gone. */
  private kill(process: string): void {
    if (this.mortal.has(process)) return;
    this.mortal.add(process);
    for (const cell of this.cells.mortals) {
      if (this.possibleIn(cell).some((value) => this.processes.isOf(process, cell, value))) this.admit(cell, 0);
    }
  }

  private isDoomed(cell: CellId, value: ValueId): boolean {
    for (const process of this.mortal) if (this.processes.isOf(process, cell, value)) return true;
    return false;
  }

  /** Whether it was noted in this look. */
  private isPossible(cell: CellId, value: ValueId): boolean {
    return (value === 0 ? this.possiblyEmpty[cell] : this.possible[value]) === this.turn;
  }

  private note(cell: CellId, value: ValueId): void {
    if (value === 0) this.possiblyEmpty[cell] = this.turn;
    else this.possible[value] = this.turn;
  }

  private push(actor: ValueId): void {
    for (const fork of this.relation.movesOf(actor, this.withFaults)) this.pending.push(fork);
  }
}
