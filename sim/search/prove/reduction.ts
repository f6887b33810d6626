// Partial-order reduction: where several tasks could go on and one of them does what concerns none of the others, now
// or later, it is enough to let that one go on. (Persistent sets: Godefroid, Partial-Order Methods, 1996, chapter 4.)
//
// Whether two moves concern each other is told from what they read and write, down to the record, and from what the
// invariants look at. What the others may still do is not declared by anybody. It is learned: every step that was met
// is known with what it looked at and with what it wrote, and what may still come of a state is the least fixpoint over
// those (outlook.ts). While a search teaches something new, it proves nothing; it is made again with what is known by
// then, until one teaches nothing. (Departure from the book, which has the footprints from the program's text. That
// what is learned is enough is argued as there, along the first step that would touch what the chosen ones touch:
// everything before it is there without them, too, and in the same circumstances, so the search comes to it. And it is
// tested, with and without.)
//
// Three things that look like a conflict are none:
// - what the others may write makes no difference to what the chosen moves do, which is found out by doing them in all
//   circumstances that may come about (a query that finds nothing either way);
// - an invariant sees both, but objects to nothing that the others may do while the chosen moves wait that it would not
//   object to after them, so that no violation is hidden by their coming first;
// - another kills the process that the chosen moves are of, and they have done nothing that outlives it: then it is as
//   if they had not been.
//
// Everything that is learned can be told to another machine (tale.ts), and what a search makes use of is what was known
// when it began, so that it does not depend on who has learned what.
//
// Faults share a budget, which would make each concern every other. It does not: whoever spends it first, the sum is
// the same, and a task whose step may fail may always succeed as well.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { deedOf, isWipedOut, livesIn } from './footprint.ts';
import { isFineInEveryCase, type Possible } from './guess.ts';
import { Outlook } from './outlook.ts';
import { type Deed, type Outcome, Relation } from './relation.ts';
import { Listener, renumbered, type Tale, Teller } from './tale.ts';

/** What the faults of the model's own kind may touch, taken as one state of one task. */
export const MODEL_FAULTS: ValueId = 0;

/** What was learned, as one thread tells another. Plain data. */
export interface Facts extends Tale {
  /** For each invariant: what it looks at. */
  readonly gazes: readonly (readonly number[])[];
}

/** The invariants, as far as an order of steps could hide a violation from them. */
export interface Onlookers {
  /** What each has looked at so far. */
  readonly gazes: readonly ReadonlySet<CellId>[];
  /**
   * True when whatever an invariant could object to while these writes wait, it would object to after them as well: for
   * all values that the cells of a state may have.
   */
  isUnmoved(invariant: number, writes: Int32Array, state: Int32Array, possible: Possible): boolean;
}

/** The moves of one task in a state, and the states of all tasks there. */
export interface Candidate {
  readonly moves: readonly Move[];
  readonly start: number;
  readonly end: number;
  readonly actors: readonly ValueId[];
  /** The states of those who cannot move before a link is healed. */
  readonly blocked: readonly ValueId[];
  readonly index: number;
}

export class Reduction {
  private readonly machine: Machine<never>;
  private readonly onlookers: Onlookers;
  private readonly ignored: ReadonlySet<CellId>;
  /** What the invariants were known to look at when the search began. */
  private readonly gazes: Set<CellId>[] = [];
  private readonly seen = new Map<CellId, number>();
  private readonly relation = new Relation();
  private readonly outlook: Outlook;
  /** By number of an effect: whether it was learned. */
  private readonly learned: boolean[] = [];
  /** What was learned and not made use of yet: a search uses what was known when it began. */
  private readonly fresh: Deed[] = [];
  /** By cell: the last candidate that reads it, and that writes it. */
  private readonly readBy: number[] = [];
  private readonly writtenBy: number[] = [];
  /** Counts candidates. */
  private turn = 0;

  /** `ignored` are the cells that everybody may touch: the budgets of faults. */
  constructor(machine: Machine<never>, onlookers: Onlookers, ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.onlookers = onlookers;
    this.ignored = ignored;
    this.outlook = new Outlook(machine.cells, this.relation, machine.processes);
  }

  /** A move of a task in state `actor` was seen to do this. */
  learn(actor: ValueId, move: Move, effect: Effect, state: Int32Array): void {
    if (this.learned[effect.id]) return;
    this.learned[effect.id] = true;
    this.fresh.push(deedOf(this.machine, this.ignored, { actor, move, effect, state }));
  }

  /** How many facts are made use of. */
  get factCount(): number {
    return this.relation.deeds.size;
  }

  /**
   * Makes use of what was learned, here and by others; false when that changes nothing: another search would come to
   * the same.
   */
  settle(others: readonly Facts[] = []): boolean {
    let hasNews = false;
    for (const deed of this.fresh.splice(0)) if (this.relation.add(deed)) hasNews = true;
    // What an invariant has begun to look at joins moves as well.
    if (this.gaze(this.onlookers.gazes)) hasNews = true;
    for (const tale of others) {
      const listener = new Listener(this.machine.cells, tale);
      for (const deed of tale.deeds) if (this.relation.add(renumbered(deed, listener))) hasNews = true;
      if (this.gaze(tale.gazes.map((cells) => cells.map(listener.cell)))) hasNews = true;
    }
    return hasNews;
  }

  /** What is made use of, for another thread, save so many facts that it has been told. */
  tell(told: number): Facts {
    const teller = new Teller(this.machine.cells);
    const deeds = [...this.relation.deeds.values()].slice(told).map((deed) => renumbered(deed, teller));
    return { ...teller.tale, deeds, gazes: this.gazes.map((cells) => [...cells].map(teller.cell)) };
  }

  /** True when nothing that may happen while a task stays put concerns its moves. */
  isAlone(candidate: Candidate, state: Int32Array, withFaults: boolean): boolean {
    const { moves, start, end, actors, blocked, index } = candidate;
    const turn = ++this.turn;
    let seenBy = 0;
    let isFleeting = true;
    const { process } = moves[start] as Move;
    for (let m = start; m < end; m++) {
      const move = moves[m] as Move;
      const effect = this.machine.effectOf(move, state);
      seenBy |= this.gather(effect, state);
      if (move.process !== process || !isWipedOut(this.machine, effect, state, process)) isFleeting = false;
    }
    const actor = actors[index] as ValueId;
    // A message may be held up, and one that is may get through later.
    for (const { unless } of this.machine.movesOf(actor)) if (unless >= 0) this.writtenBy[unless] = turn;
    const others = [...actors.filter((other) => other !== actor && other !== MODEL_FAULTS), ...blocked];
    // Whoever is kept from what he would do is never seen to do it.
    if (others.some((other) => this.writtenBy[this.machine.cells.cellOf[other] as CellId] === turn)) return false;
    if (withFaults) others.push(MODEL_FAULTS);
    const life = isFleeting && seenBy === 0 ? this.machine.processes.lifeOf(process) : -1;
    let isMet = false;
    let isSeen = 0;
    const isLooked = this.outlook.look(
      state,
      others,
      withFaults,
      (cell) => this.writtenBy[cell] === turn,
      (outcome) => {
        if (life >= 0 && outcome.kills.includes(life)) return 'over';
        if (this.clashes(outcome)) return 'stop';
        if (!isMet && this.meets(outcome)) isMet = true;
        if (seenBy !== 0) isSeen |= seenBy & this.seenByOf(outcome);
        return 'on';
      },
    );
    if (!isLooked) return false;
    const possible = (cell: CellId) => this.outlook.possibleIn(cell);
    if (isMet) {
      for (let m = start; m < end; m++) {
        if (!this.isSettled(actor, moves[m] as Move, state, possible)) return false;
      }
    }
    if (isSeen === 0) return true;
    // One of the moves is enough: whatever the others do without them, they do after this one, too.
    const { writes: ahead } = this.machine.effectOf(moves[start] as Move, state);
    for (let bit = 0; 1 << bit <= isSeen; bit++) {
      if ((isSeen & (1 << bit)) !== 0 && !this.onlookers.isUnmoved(bit, ahead, state, possible)) return false;
    }
    return true;
  }

  /** True when a move writes the same whichever of its possible values each cell has. */
  private isSettled(actor: ValueId, move: Move, state: Int32Array, possible: Possible): boolean {
    const { machine } = this;
    const { writes } = machine.effectOf(move, state);
    const cases = new Set<Effect>();
    const guessed = {
      known: move.effects,
      attempt: (guess: Int32Array) => machine.effectOf(move, guess),
      isFine: (effect: Effect) => {
        cases.add(effect);
        return effect.writes.length === writes.length && effect.writes.every((number, at) => number === writes[at]);
      },
    };
    if (!isFineInEveryCase(guessed, machine.cells, state, possible)) return false;
    // Elsewhere it may come to be done in the circumstances that it is now done ahead of.
    for (const effect of cases) this.learn(actor, move, effect, state);
    return true;
  }

  /** Adds what an effect touches; which invariants see it, a bit each. */
  private gather(effect: Effect, state: Int32Array): number {
    const { processes } = this.machine;
    const { readBy, writtenBy, turn } = this;
    let seenBy = 0;
    for (const cell of effect.reads) {
      // To kill a process is to write that it lives, for whoever does anything on it.
      if (cell < 0) writtenBy[processes.lifeOf(processes.processOfScan(cell))] = turn;
      else if (!this.ignored.has(cell)) readBy[cell] = turn;
    }
    for (let i = 0; i < effect.writes.length; i += 2) {
      const cell = effect.writes[i] as CellId;
      if (this.ignored.has(cell)) continue;
      writtenBy[cell] = turn;
      seenBy |= this.seen.get(cell) ?? 0;
      for (const life of livesIn(this.machine, state, cell, effect.writes[i + 1] as ValueId)) readBy[life] = turn;
    }
    return seenBy;
  }

  /** Whether a step reads or writes what the chosen moves write. */
  private clashes({ reads, writes, kills }: Outcome): boolean {
    const { sorts } = this.machine.cells;
    const { readBy, writtenBy, turn } = this;
    for (let i = 0; i < reads.length; i++) if (writtenBy[reads[i] as CellId] === turn) return true;
    for (const life of kills) if (writtenBy[life] === turn || readBy[life] === turn) return true;
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      // Additions to a list of keys, and removals, may change places.
      if (writtenBy[cell] === turn && sorts[cell] !== 'keys') return true;
    }
    return false;
  }

  /** Whether a step writes what the chosen moves read. */
  private meets({ writes }: Outcome): boolean {
    const { readBy, turn } = this;
    for (let i = 0; i < writes.length; i += 2) if (readBy[writes[i] as CellId] === turn) return true;
    return false;
  }

  private seenByOf({ writes }: Outcome): number {
    let seenBy = 0;
    for (let i = 0; i < writes.length; i += 2) seenBy |= this.seen.get(writes[i] as CellId) ?? 0;
    return seenBy;
  }

  /** True when somebody looks at something new. */
  private gaze(looksAt: readonly Iterable<CellId>[]): boolean {
    let isNew = false;
    for (const [invariant, cells] of looksAt.entries()) {
      const known = this.gazes[invariant] ?? new Set<CellId>();
      this.gazes[invariant] = known;
      for (const cell of cells) {
        if (known.has(cell)) continue;
        known.add(cell);
        this.seen.set(cell, (this.seen.get(cell) ?? 0) | (1 << invariant));
        isNew = true;
      }
    }
    return isNew;
  }
}
