// Partial-order reduction: where several tasks could go on and some of them do what concerns none of the others, now or
// later, it is enough to let those go on. (Persistent sets: Godefroid, Partial-Order Methods, 1996, chapter 4.)
//
// Whether two moves concern each other is told from what they read and write, down to the record, and from what the
// invariants look at. What the others may still do is not declared by anybody. It is learned: every step that was met
// is known with what it looked at and with what it wrote, and what may still come of a state is the least fixpoint over
// those (outlook.ts). What one depth of a search has taught is of use from the next on. A search that teaches anything
// proves nothing: another is made with what is known by then, until one teaches nothing. (Departure from the book,
// which has the footprints from the program's text. That what is learned is enough is argued as there, along the first
// step that would touch what the chosen ones touch: everything before it is there without them, too, and in the same
// circumstances, so the search comes to it. And it is tested, with and without.)
//
// Three things that look like a conflict are none:
// - what the others may write makes no difference to what the chosen moves do, which is found out by doing them in all
//   circumstances that may come about (a query that finds nothing either way);
// - an invariant sees both, but objects to nothing that the others may do while the chosen moves wait that it would not
//   object to after them, so that no violation is hidden by their coming first;
// - another kills the process that the chosen moves are of, and they have done nothing that outlives it: then it is as
//   if they had not been.
//
// Everything that is learned can be told to another machine (tale.ts), and what a depth makes use of is what everybody
// together had learned when it was begun, so that it does not depend on who has learned what.
//
// Faults share a budget, which would make each concern every other. It does not: whoever spends it first, the sum is
// the same, and a task whose step may fail may always succeed as well.

import type { CellId, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { Clashes } from './clashes.ts';
import { deedOf, isWipedOut, writesTheSame } from './footprint.ts';
import { Gazes, type Onlookers } from './gazes.ts';
import { isFineInEveryCase } from './guess.ts';
import { Marks } from './marks.ts';
import { MODEL_FAULTS, type Offer } from './offer.ts';
import { Outlook, type Terms } from './outlook.ts';
import { Precedents } from './precedent.ts';
import { Recurrences } from './recurrences.ts';
import { type Deed, type Outcome, Relation } from './relation.ts';
import { Roots } from './roots.ts';
import { Listener, renumbered, type Tale, Teller } from './tale.ts';

/** What was learned, as one thread tells another. Plain data. */
export interface Facts extends Tale {
  /** For each invariant: what it looks at. */
  readonly gazes: readonly (readonly number[])[];
}

/** What is put to the question: whether anything that others may do concerns the moves of some tasks. */
interface Scene {
  readonly offer: Offer;
  /** The tasks, by their places in the offer. */
  readonly group: readonly number[];
  readonly state: Int32Array;
  readonly terms: Terms;
  /** The process that all moves are of and that would wipe them out if it was killed, as its life; or -1. */
  readonly life: CellId;
  /** The invariants that see the moves, a bit each. */
  readonly seenBy: number;
}

export class Reduction {
  private readonly machine: Machine<never>;
  private readonly onlookers: Onlookers;
  private readonly ignored: ReadonlySet<CellId>;
  private readonly gazes: Gazes;
  /** What concerns a task right now, so that no group without it is enough. */
  readonly clashes: Clashes;
  private readonly relation: Relation;
  private readonly outlook: Outlook;
  private readonly precedents = new Precedents();
  /** The steps that can lie on a loop. */
  readonly recurrences: Recurrences;
  /** By number of an effect: whether it was learned. */
  private readonly learned: boolean[] = [];
  /** What was learned and not made use of yet. */
  private readonly fresh: Deed[] = [];
  private readonly marks: Marks;

  /** `ignored` are the cells that everybody may touch: the budgets of faults. */
  constructor(machine: Machine<never>, onlookers: Onlookers, ignored: ReadonlySet<CellId>) {
    this.machine = machine;
    this.onlookers = onlookers;
    this.ignored = ignored;
    this.relation = new Relation(machine.cells);
    this.recurrences = new Recurrences(machine.cells, this.relation, ignored.size > 0);
    this.marks = new Marks(machine, ignored);
    this.gazes = new Gazes(onlookers);
    this.clashes = new Clashes(machine, new Marks(machine, ignored), this.gazes);
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
    if (this.gazes.learn(this.onlookers.gazes)) hasNews = true;
    for (const tale of others) {
      const listener = new Listener(this.machine.cells, tale);
      for (const deed of tale.deeds) if (this.relation.add(renumbered(deed, listener))) hasNews = true;
      if (this.gazes.learn(tale.gazes.map((cells) => cells.map(listener.cell)))) hasNews = true;
    }
    for (const cells of this.gazes.cells) if (this.relation.heed(cells)) hasNews = true;
    return hasNews;
  }

  /** What is made use of, for another thread, save so many facts that it has been told. */
  tell(told: number): Facts {
    const teller = new Teller(this.machine.cells);
    const deeds = [...this.relation.deeds.values()].slice(told).map((deed) => renumbered(deed, teller));
    return { ...teller.tale, deeds, gazes: this.gazes.cells.map((cells) => [...cells].map(teller.cell)) };
  }

  /** Whether a step of a task, by its place in the offer, can lie on a loop. */
  mayLieOnLoop(offer: Offer, task: number): boolean {
    for (let m = offer.starts[task] as number; m < offer.endOf(task); m++) {
      if (this.recurrences.has(offer.effectAt(m))) return true;
    }
    return false;
  }

  /** True when nothing that may happen while a task stays put, by its place in the offer, concerns its moves. */
  isAlone(offer: Offer, task: number, state: Int32Array): boolean {
    const scene = this.enter(offer, [task], state);
    if (scene === undefined) return false;
    const { terms, life, seenBy } = scene;
    const { marks, outlook, precedents } = this;
    const actor = offer.actors[task] as ValueId;
    const own = this.machine.cells.cellOf[actor] as CellId;
    let isMet = false;
    let isSeen = 0;
    const sink = (outcome: Outcome) => {
      if (life >= 0 && outcome.kills.includes(life)) return 'over';
      if (this.doesClash(outcome, seenBy)) return 'stop';
      if (!isMet && marks.meet(outcome)) isMet = true;
      if (seenBy !== 0) isSeen |= seenBy & this.gazes.seersOf(outcome);
      return 'on';
    };
    if (precedents.hasOne(actor, (known) => outlook.comesTo(known, terms, own, sink))) return false;
    if (!outlook.look(terms, sink)) {
      precedents.add(actor, outlook.precedent);
      return false;
    }
    return (!isMet || this.areSettled(scene)) && (isSeen === 0 || this.areUnmoved(scene, isSeen));
  }

  /**
   * The tasks outside of a group that concern it, by their places in the offer; none if nothing that may happen while
   * the group stays put concerns its moves. Nothing if something does that is no task which could join.
   */
  rivalsOf(offer: Offer, group: readonly number[], state: Int32Array): readonly number[] | undefined {
    const scene = this.enter(offer, group, state);
    if (scene === undefined) return undefined;
    const { terms, life, seenBy } = scene;
    const roots = new Roots(this.machine.cells);
    const clashing = new Set<CellId>();
    const meeting = new Set<CellId>();
    const seeing = new Set<CellId>();
    let isSeen = 0;
    const isLooked = this.outlook.look(terms, (outcome, task) => {
      if (life >= 0 && outcome.kills.includes(life)) return 'over';
      if (this.doesClash(outcome, seenBy)) {
        clashing.add(task);
        // A fault of the model's own kind cannot join.
        return task < 0 ? 'stop' : 'over';
      }
      if (this.marks.meet(outcome)) meeting.add(task);
      const seen = seenBy & this.gazes.seersOf(outcome);
      isSeen |= seen;
      if (seen !== 0) seeing.add(task);
      roots.bear(task, outcome.writes);
      return 'on';
    });
    if (!isLooked) return undefined;
    if (clashing.size > 0) return roots.among(offer, group, clashing);
    if (meeting.size > 0 && !this.areSettled(scene)) return roots.among(offer, group, meeting);
    if (isSeen !== 0 && !this.areUnmoved(scene, isSeen)) return roots.among(offer, group, seeing);
    return [];
  }

  /** Whether a step must not change places with moves that are marked and seen by these invariants. */
  private doesClash(outcome: Outcome, seenBy: number): boolean {
    return this.marks.clash(outcome) || this.gazes.areMindful(seenBy, outcome);
  }

  /** Marks what the moves of a group touch; nothing when one outside is kept from what he would do. */
  private enter(offer: Offer, group: readonly number[], state: Int32Array): Scene | undefined {
    const { machine, marks } = this;
    const { moves, starts, actors, blocked, hasFaults } = offer;
    marks.begin();
    let seenBy = 0;
    let isFleeting = true;
    const { process } = moves[starts[group[0] as number] as number] as Move;
    for (const task of group) {
      for (let m = starts[task] as number; m < offer.endOf(task); m++) {
        const move = moves[m] as Move;
        const effect = offer.effectAt(m);
        seenBy |= this.gazes.seersOf(effect);
        if (move.process !== process || !isWipedOut(machine, effect, state, process)) isFleeting = false;
      }
      marks.gatherMoves(offer, task, state);
    }
    const others = [...blocked];
    for (let task = 0; task < actors.length; task++) {
      const actor = actors[task] as ValueId;
      if (actor !== MODEL_FAULTS && !group.includes(task)) others.push(actor);
    }
    // Whoever is kept from what he would do is never seen to do it.
    if (others.some((other) => marks.isWritten(machine.cells.cellOf[other] as CellId))) return undefined;
    // A fault that cannot strike now may be able to later.
    if (hasFaults) others.push(MODEL_FAULTS);
    const terms = { state, actors: others, withFaults: hasFaults, isWild: marks.isWritten };
    const life = isFleeting && seenBy === 0 ? machine.processes.lifeOf(process) : -1;
    return { offer, group, state, terms, life, seenBy };
  }

  /** True when each move does the same whichever of its possible values each cell has. */
  private areSettled({ offer, group, state }: Scene): boolean {
    return group.every((task) => {
      for (let m = offer.starts[task] as number; m < offer.endOf(task); m++) {
        if (!this.isSettled(offer, task, m, state)) return false;
      }
      return true;
    });
  }

  /** True when none of these invariants hides a violation from the others if the group comes first. */
  private areUnmoved({ offer, group, state }: Scene, seers: number): boolean {
    // One of the moves is enough: whatever the others do without them, they do after this one, too.
    const { writes } = offer.effectAt(offer.starts[group[0] as number] as number);
    for (let bit = 0; 1 << bit <= seers; bit++) {
      if ((seers & (1 << bit)) === 0) continue;
      if (!this.onlookers.isUnmoved(bit, writes, state, this.possible)) return false;
    }
    return true;
  }

  private readonly possible = (cell: CellId) => this.outlook.possibleIn(cell);

  /** True when a move writes the same whichever of its possible values each cell has. */
  private isSettled(offer: Offer, task: number, place: number, state: Int32Array): boolean {
    const { machine } = this;
    const actor = offer.actors[task] as ValueId;
    const move = offer.moves[place] as Move;
    const here = offer.effectAt(place);
    const cases = new Set<Effect>();
    const guessed = {
      known: move.effects,
      attempt: (guess: Int32Array) => machine.effectOf(move, guess),
      isFine: (effect: Effect) => {
        cases.add(effect);
        return writesTheSame(effect, here);
      },
    };
    if (!isFineInEveryCase(guessed, machine.cells, state, this.possible)) return false;
    // Elsewhere it may come to be done in the circumstances that it is now done ahead of.
    for (const effect of cases) this.learn(actor, move, effect, state);
    return true;
  }
}
