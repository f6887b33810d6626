// What may still happen while one task stays put: from the values that a state has, every step whose circumstances may
// come about is taken, and what it writes may be there from then on, beside what was there before. (An abstract
// interpretation, Cousot and Cousot 1977: of each cell it is known what it may hold, and of no two what they may hold
// together. So it looks at too much, and leaves nothing out.)

import { type CellId, type Cells, isActor, type Sort, type ValueId } from '../../kernel/machine/cells.ts';
import type { Processes } from '../../kernel/machine/processes.ts';
import type { Link, Precedent } from './precedent.ts';
import type { Fork, Outcome, Relation } from './relation.ts';
import { Chains, Stamps } from './stamps.ts';

/**
 * Told of every step that may be taken, and by which task, see `Fork`; says whether to go on behind it, to leave it at
 * that, or to stop looking.
 */
type Sink = (outcome: Outcome, task: CellId) => 'on' | 'over' | 'stop';

/** What a look starts from. */
export interface Terms {
  readonly state: Int32Array;
  /** Of tasks, the states: it looks at all that may come of these. */
  readonly actors: readonly ValueId[];
  readonly withFaults: boolean;
  /** Says of a cell that it may hold anything. */
  readonly isWild: (cell: CellId) => boolean;
}

type Lives = Pick<Processes, 'processOfLife' | 'isOf'>;

export class Outlook {
  /** Counts looks, so that what an earlier one has left behind counts for nothing. */
  private turn = 0;
  private readonly cells: Cells;
  private readonly relation: Relation;
  private readonly processes: Lives;
  private terms: Terms = { state: new Int32Array(0), actors: [], withFaults: false, isWild: () => false };
  /** What may be beside what the state has: the values, and the cells that may hold nothing. */
  private readonly possible = new Stamps();
  private readonly possiblyEmpty = new Stamps();
  /** The possible values of each cell, and what waits for them. */
  private readonly values = new Chains<ValueId>();
  private readonly waiting = new Chains<Fork>();
  /** By value, and by cell for nothing: in the look in which it has become possible, the step that has made it so. */
  private readonly madeBy: (Fork | undefined)[] = [];
  private readonly emptiedBy: (Fork | undefined)[] = [];
  /** The step that is taken. */
  private under: Fork | undefined;
  private readonly pending: Fork[] = [];
  /** The processes that may be killed. */
  private readonly mortal = new Set<string>();

  constructor(cells: Cells, relation: Relation, processes: Lives) {
    this.cells = cells;
    this.relation = relation;
    this.processes = processes;
  }

  /**
   * Looks at all that may come about. Between this and the next look, {@link possibleIn} says what a cell may have come
   * to hold. False when `sink` has stopped it; {@link precedent} says then how it came to that.
   */
  look(terms: Terms, sink: Sink): boolean {
    this.begin(terms);
    for (const actor of terms.actors) this.push(actor);
    for (let fork = this.pending.pop(); fork !== undefined; fork = this.pending.pop()) {
      if (!this.passes(fork)) continue;
      if (fork.outcome === undefined) this.branch(fork);
      else {
        const answer = sink(fork.outcome, fork.task);
        this.under = fork;
        if (answer === 'stop') return false;
        if (answer === 'over') continue;
        const { writes, kills } = fork.outcome;
        for (const life of kills) this.kill(this.processes.processOfLife(life));
        for (let i = 0; i < writes.length; i += 2) this.admit(writes[i] as CellId, writes[i + 1] as ValueId);
      }
    }
    return true;
  }

  private begin(terms: Terms): void {
    this.turn++;
    this.terms = terms;
    this.possible.clear();
    this.possiblyEmpty.clear();
    this.values.clear();
    this.waiting.clear();
    this.pending.length = 0;
    this.mortal.clear();
  }

  /** How the last look has come to the step that has stopped it. */
  get precedent(): Precedent {
    const links: Link[] = [];
    const told = new Set<Fork>();
    const tell = (end: Fork) => {
      if (told.has(end)) return;
      told.add(end);
      const conditions: number[] = [];
      let fork = end;
      for (;;) {
        conditions.push(...fork.tests);
        const { from, way } = fork;
        if (from === undefined) break;
        if (!from.isWild) conditions.push(from.cell, way);
        fork = from;
      }
      for (let i = 0; i < conditions.length; i += 2) support(conditions[i] as CellId, conditions[i + 1] as ValueId);
      const actor = fork.way;
      if (actor !== 0) support(this.cells.cellOf[actor] as CellId, actor);
      links.push({ actor, conditions, outcome: end.outcome as Outcome });
    };
    const support = (cell: CellId, value: ValueId) => {
      if (((this.terms.state[cell] as number) | 0) === value) return;
      if (!this.isPossible(cell, value)) return;
      const step = value === 0 ? this.emptiedBy[cell] : this.madeBy[value];
      if (step !== undefined) tell(step);
    };
    tell(this.under as Fork);
    return { links, withFaults: this.terms.withFaults };
  }

  /** True when it comes to the same again, step by step: a look would be stopped. `own` is the task that stays put. */
  comesTo({ links, withFaults }: Precedent, terms: Terms, own: CellId, sink: Sink): boolean {
    if (withFaults && !terms.withFaults) return false;
    this.begin(terms);
    const { cellOf } = this.cells;
    for (const { actor, conditions, outcome } of links) {
      const task = actor === 0 ? -1 : (cellOf[actor] as CellId);
      if (task >= 0 && (terms.state[task] === actor ? task === own : !this.possible.has(actor))) return false;
      for (let i = 0; i < conditions.length; i += 2) {
        if (!this.mayHold(conditions[i] as CellId, conditions[i + 1] as ValueId)) return false;
      }
      const answer = sink(outcome, task);
      if (answer !== 'on') return answer === 'stop';
      const { writes, kills } = outcome;
      for (const life of kills) this.mortal.add(this.processes.processOfLife(life));
      for (let i = 0; i < writes.length; i += 2) this.note(writes[i] as CellId, writes[i + 1] as ValueId);
    }
    return false;
  }

  /** Whether a cell may hold a value, as far as the steps told so far say. */
  private mayHold(cell: CellId, value: ValueId): boolean {
    if (this.terms.isWild(cell) || this.isPossible(cell, value)) return true;
    return value === 0 && this.mortal.size > 0 && this.isDoomed(cell, (this.terms.state[cell] as number) | 0);
  }

  /** What a cell may hold. */
  possibleIn(cell: CellId): readonly ValueId[] {
    const values = [(this.terms.state[cell] as number) | 0];
    for (let at = this.values.first(cell); at !== 0; at = this.values.next(at)) values.push(this.values.at(at));
    if (values[0] !== 0 && this.possiblyEmpty.has(cell)) values.push(0);
    return values;
  }

  /** Whether all tests of a fork hold, for the first time in this look; if one may hold later, it comes up again. */
  private passes(fork: Fork): boolean {
    const { tests } = fork;
    const { isWild } = this.terms;
    if (fork.passed > tests.length) return false;
    for (let i = fork.passed; i < tests.length; i += 2) {
      const cell = tests[i] as CellId;
      if (isWild(cell) || this.isPossible(cell, tests[i + 1] as ValueId)) continue;
      fork.passed = i;
      if (fork.awaited !== i) this.waiting.add(cell, fork);
      fork.awaited = i;
      return false;
    }
    fork.passed = tests.length + 1;
    return true;
  }

  private branch(fork: Fork): void {
    const { cell, ways, isWild } = fork;
    if (cell < 0) return;
    if (isWild || this.terms.isWild(cell)) {
      for (const [value, way] of ways) this.reach(way, fork, value);
      return;
    }
    this.waiting.add(cell, fork);
    this.follow(fork, (this.terms.state[cell] as number) | 0);
    for (let at = this.values.first(cell); at !== 0; at = this.values.next(at)) this.follow(fork, this.values.at(at));
    if (this.possiblyEmpty.has(cell)) this.follow(fork, 0);
  }

  private follow(fork: Fork, value: ValueId): void {
    const way = fork.ways.get(value);
    if (way !== undefined) this.reach(way, fork, value);
  }

  /** A cell may come to hold a value. */
  private admit(cell: CellId, value: ValueId): void {
    if (this.isPossible(cell, value)) return;
    this.note(cell, value);
    if (value === 0) this.emptiedBy[cell] = this.under;
    else {
      this.madeBy[value] = this.under;
      this.values.add(cell, value);
      if (isActor(this.cells.sorts[cell] as Sort)) this.push(value);
      if (this.mortal.size > 0 && this.isDoomed(cell, value)) this.admit(cell, 0);
    }
    const { waiting } = this;
    for (let at = waiting.first(cell); at !== 0; at = waiting.next(at)) {
      const fork = waiting.at(at);
      if (fork.passed <= fork.tests.length) {
        // It waits for one value, and perhaps no longer for one of this cell.
        if (fork.tests[fork.awaited] === cell && fork.tests[fork.awaited + 1] === value) this.pending.push(fork);
      } else if (fork.cell === cell) this.follow(fork, value);
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

  private isPossible(cell: CellId, value: ValueId): boolean {
    if (((this.terms.state[cell] as number) | 0) === value) return true;
    return value === 0 ? this.possiblyEmpty.has(cell) : this.possible.has(value);
  }

  private note(cell: CellId, value: ValueId): void {
    if (value === 0) this.possiblyEmpty.add(cell);
    else this.possible.add(value);
  }

  private push(actor: ValueId): void {
    for (const fork of this.relation.movesOf(actor, this.terms.withFaults)) this.reach(fork, undefined, actor);
  }

  /** A fork comes up: by a way from another, or as the beginning of a move of a task. */
  private reach(fork: Fork, from: Fork | undefined, way: ValueId): void {
    if (fork.visit !== this.turn) {
      fork.visit = this.turn;
      fork.passed = 0;
      fork.awaited = -1;
      fork.from = from;
      fork.way = way;
    }
    this.pending.push(fork);
  }
}
