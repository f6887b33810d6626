// What tasks were seen to do, and under what circumstances: the transition relation as far as it was learned, a
// decision diagram for each move. (Bryant 1986, with more than two ways at a fork; equal parts are one, so that a look
// at all that may come of a move costs no more than the circumstances that make a difference.)

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';

/** A step that was seen. Numbers are those of one machine. */
export interface Deed {
  /** The state of the task that took it. */
  readonly actor: ValueId;
  /** Tells it from the other moves of the task. */
  readonly move: string;
  readonly isFault: boolean;
  /** What was looked at, in order, and what was there: cell, value, cell, value... */
  readonly looks: readonly number[];
  readonly reads: readonly CellId[];
  /** Cell, value, cell, value... */
  readonly writes: readonly number[];
  /** The lives of the processes that it killed; what it saw there is a sum of hashes. */
  readonly kills: readonly CellId[];
  /** Of the cells that were looked at: those that could as well have held anything else that was seen there. */
  readonly wild: readonly CellId[];
}

/** What came of a step. */
export type Outcome = Pick<Deed, 'reads' | 'writes' | 'kills'>;

/** A fork: where to go on from here, by the value of the cell; or the end. */
export class Fork {
  /** The task whose step it is about, as its cell; -1 for faults of the model's own kind. */
  readonly task: CellId;
  /** What must be so on the way to the fork: cell, value, cell, value... */
  readonly tests: readonly number[];
  /** -1 at the end. */
  readonly cell: CellId;
  /** Whatever the cell holds, each of the ways may be taken. */
  readonly isWild: boolean;
  readonly ways: ReadonlyMap<ValueId, Fork>;
  readonly outcome: Outcome | undefined;
  /** The last look that has come here, how far it has come with the tests, and which of them it waits for. */
  visit = 0;
  passed = 0;
  awaited = -1;
  /** How that look has come here first: from which fork, by which value; or as a beginning, of a task in that state. */
  from: Fork | undefined = undefined;
  way: ValueId = 0;

  constructor({
    task,
    tests,
    cell,
    isWild,
    ways,
    outcome,
  }: Omit<Fork, 'visit' | 'passed' | 'awaited' | 'from' | 'way'>) {
    this.task = task;
    this.tests = tests;
    this.cell = cell;
    this.isWild = isWild;
    this.ways = ways;
    this.outcome = outcome;
  }
}

/** A fork while it grows. */
interface Sprout {
  cell: CellId;
  isWild: boolean;
  readonly ways: Map<ValueId, Sprout>;
  outcome: Outcome | undefined;
}

/** All that was seen to come of one move. */
interface Course {
  readonly isFault: boolean;
  readonly sprout: Sprout;
  /** Nothing while something new is to be woven in. */
  root: Fork | undefined;
}

export class Relation {
  /** All that was learned, by its text. */
  readonly deeds = new Map<string, Deed>();
  /** The texts of deeds, less what nobody heeds of them. */
  private readonly known = new Set<string>();
  /**
   * The lists of keys that somebody reads. Of any other it makes no difference what is in it: who adds something to it
   * or takes something off does the same whatever it holds.
   */
  private readonly heeded = new Set<CellId>();
  private readonly courses = new Map<ValueId, Map<string, Course>>();
  private readonly forks = new Map<string, Fork>();
  private readonly numbers = new Map<Fork, number>();
  private readonly cells: Pick<Cells, 'cellOf' | 'sorts'>;
  /** By state of a task: where its moves begin, with those that are faults and without. */
  private readonly withFaults: (readonly Fork[] | undefined)[] = [];
  private readonly withoutFaults: (readonly Fork[] | undefined)[] = [];

  constructor(cells: Pick<Cells, 'cellOf' | 'sorts'>) {
    this.cells = cells;
  }

  /** True when that makes a difference. */
  add(deed: Deed): boolean {
    const text = textOf(deed);
    if (this.deeds.has(text)) return false;
    this.deeds.set(text, deed);
    const isHeeding = this.heed(deed.reads);
    return this.grow(deed) || isHeeding;
  }

  /** Some of these cells are read by somebody; true when one is a list of keys of which that was not known. */
  heed(cells: Iterable<CellId>): boolean {
    const { heeded } = this;
    const { size } = heeded;
    for (const cell of cells) if (this.cells.sorts[cell] === 'keys') heeded.add(cell);
    if (heeded.size === size) return false;
    // What was left out of what is known is needed now.
    this.known.clear();
    this.courses.clear();
    this.withFaults.length = 0;
    this.withoutFaults.length = 0;
    for (const deed of this.deeds.values()) this.grow(deed);
    return true;
  }

  /** Puts a deed where looks find it; false when nothing that anybody heeds is new about it. */
  private grow(deed: Deed): boolean {
    const { actor, move, isFault, reads, kills, wild } = deed;
    const [looks, writes] = [this.heededOf(deed.looks), this.heededOf(deed.writes)];
    const text = textOf({ ...deed, looks, writes });
    if (this.known.has(text)) return false;
    this.known.add(text);
    const course = this.courseOf(actor, move, isFault);
    course.root = undefined;
    this.withFaults[actor] = undefined;
    this.withoutFaults[actor] = undefined;
    let at = course.sprout;
    for (let i = 0; i < looks.length; i += 2) {
      const cell = looks[i] as CellId;
      if (at.cell < 0) at.cell = cell;
      at.isWild ||= wild.includes(cell);
      if (at.cell !== cell) throw new Error('a step of the model does not read the same thing first every time');
      const value = looks[i + 1] as ValueId;
      const way = at.ways.get(value) ?? sprout();
      at.ways.set(value, way);
      at = way;
    }
    if (at.outcome !== undefined) throw new Error('a step of the model depends on a list that it only changes');
    at.outcome = { reads, writes, kills };
    return true;
  }

  /** Of cells and what is in them, those that are no list of keys or one that somebody reads. */
  private heededOf(pairs: readonly number[]): readonly number[] {
    const { sorts } = this.cells;
    const isHeeded = (cell: CellId) => sorts[cell] !== 'keys' || this.heeded.has(cell);
    return pairs.filter((_, at) => isHeeded(pairs[at - (at % 2)] as CellId));
  }

  /** Where the moves of a task in that state begin. */
  movesOf(actor: ValueId, withFaults: boolean): readonly Fork[] {
    const known = withFaults ? this.withFaults : this.withoutFaults;
    const moves = known[actor];
    if (moves !== undefined) return moves;
    const found: Fork[] = [];
    const task = actor === 0 ? -1 : (this.cells.cellOf[actor] as CellId);
    for (const course of this.courses.get(actor)?.values() ?? []) {
      if (course.isFault && !withFaults) continue;
      course.root ??= this.weave(course.sprout, task);
      found.push(course.root);
    }
    known[actor] = found;
    return found;
  }

  private courseOf(actor: ValueId, move: string, isFault: boolean): Course {
    const ofActor = this.courses.get(actor) ?? new Map<string, Course>();
    this.courses.set(actor, ofActor);
    const known = ofActor.get(move);
    if (known !== undefined) return known;
    const course: Course = { isFault, sprout: sprout(), root: undefined };
    ofActor.set(move, course);
    return course;
  }

  /** The diagram of what has grown: of equal forks of one task there is one. */
  private weave(from: Sprout, task: CellId): Fork {
    const tests: number[] = [];
    let at = from;
    // Where only one way was ever taken there is no fork.
    for (; at.ways.size === 1; at = [...at.ways.values()][0] as Sprout) {
      if (!at.isWild) tests.push(at.cell, [...at.ways.keys()][0] as ValueId);
    }
    const { cell, isWild, outcome } = at;
    const ways = new Map<ValueId, Fork>();
    for (const [value, way] of at.ways) ways.set(value, this.weave(way, task));
    const branches = [...ways].map(([value, fork]) => `${value}>${this.numbers.get(fork)}`).sort();
    const end = outcome && `${outcome.reads}; ${outcome.writes}; ${outcome.kills}`;
    const text = `${task} ${tests}: ${cell} ${isWild} ${branches} ${end ?? ''}`;
    const known = this.forks.get(text);
    if (known !== undefined) return known;
    const fork = new Fork({ task, tests, cell, isWild, ways, outcome });
    this.numbers.set(fork, this.numbers.size);
    this.forks.set(text, fork);
    return fork;
  }
}

function textOf({ actor, move, looks, writes }: Deed): string {
  return `${actor} ${move}: ${looks}; ${writes}`;
}

function sprout(): Sprout {
  return { cell: -1, isWild: false, ways: new Map(), outcome: undefined };
}
