// One exploration by several threads. Each has a machine of its own, whose numbers mean nothing to the others; but a
// state has one hash in all of them, so one table says who has met what. States never go from one thread to another:
// the first depths everybody explores alone, in the same way, until there is enough to share out by hash; from there on
// each keeps those that it adds to the table, save where another comes to the same and has less to do. (Stern and Dill,
// Parallelizing the Murphi Verifier, 1997, send each state to the thread that its hash names. Departure: nothing is
// sent, and there is one table, as in Laarman, van de Pol and Weber, Boosting Multi-Core Reachability Performance with
// Shared Hash Tables, 2010.)
//
// Everybody comes to the end of a depth before anybody goes on to the next. So whether a state is known at a lesser
// depth does not depend on who is faster, nor does anything that hangs on it: which steps are left out, where a way
// leads back, what is seen first. What is counted is added up; of what is seen the first is kept, by an order that does
// not know who saw it. Who is given which state does depend on who is faster, and shows in nothing but the time and
// the bytes that it takes. A thread with no state left waits for the others.

import type { Report } from './crew.ts';
import type { Exploration, Tally } from './exploration.ts';
import type { Explorer } from './explorer.ts';
import { moved, type Place, workTogether } from './follower.ts';
import { type Notes, notesTogether } from './log.ts';
import type { Change } from './recurrence.ts';
import { SharedVisited } from './shared-visited.ts';
import { keepFirst, type Sighting } from './sighting.ts';
import type { Team } from './team.ts';
import type { Visited } from './visited.ts';
import type { Found } from './watch.ts';

/** States that the leader looks at before it lets signals through. */
const SLICE = 2_000;

export class JointExploration implements Exploration<Found> {
  private readonly team: Team;
  /** The leader's own part. */
  private readonly own: Explorer<Found>;
  /** How far the others were when they last answered. */
  private reports: readonly Report[] = [];
  /** The depth under way is to be worked at by all. */
  private isJoint = false;
  /** The work at it. */
  private course: Generator<void, void, void> | undefined;
  /** The others are still to be told to go on to it. */
  private isDeeper = false;
  private isHalted = false;

  constructor(team: Team, alone: Explorer<Found>) {
    this.team = team;
    this.own = alone;
  }

  /** The others have begun. */
  get isShared(): boolean {
    return this.visited instanceof SharedVisited;
  }

  work(states: number): void {
    if (!this.isJoint) return this.own.work(states);
    this.course ??= this.workOff();
    if (this.course.next().done) this.course = undefined;
  }

  descend(): void {
    this.own.descend(this.waiting);
    this.reports = this.reports.map((report) => ({ ...report, pending: report.waiting, waiting: 0 }));
    this.isDeeper = true;
    if (this.own.pending >= this.team.limits.sharedMin) this.isJoint = true;
  }

  /** Has all stop where they are. */
  *halt(): Generator<void, void, void> {
    this.isHalted = true;
    for (; this.course !== undefined; this.work(0)) {
      this.team.crew.board.isPaused = true;
      yield;
    }
  }

  get visited(): Visited {
    return this.own.visited;
  }

  get depth(): number {
    return this.own.depth;
  }

  get states(): number {
    return this.course ? this.own.states + this.team.crew.board.others.states : this.sum(({ states }) => states);
  }

  get pending(): number {
    // While others are at work, there is no telling whether they are done.
    return this.course ? 1 + this.own.pending + this.team.crew.board.others.pending : this.sum((one) => one.pending);
  }

  get waiting(): number {
    return this.sum(({ waiting }) => waiting);
  }

  get bytes(): number {
    return this.sum(({ bytes }) => bytes);
  }

  get tally(): Tally {
    return {
      transitions: this.sum(({ tally }) => tally.transitions),
      restingStates: this.sum(({ tally }) => tally.restingStates),
      cut: this.sum(({ tally }) => tally.cut),
    };
  }

  get notes(): Notes {
    return notesTogether([this.own, ...this.reports].map(({ notes }) => notes));
  }

  get sightings(): ReadonlyMap<string, Sighting<Found>> {
    const all = new Map(this.own.sightings);
    for (const { sightings } of this.reports) {
      for (const sighting of sightings) keepFirst(all, sighting.invariant, this.team.sightingOf(sighting));
    }
    return all;
  }

  /** Works off the depth under way, together with the others. */
  private *workOff(): Generator<void, void, void> {
    const { team, own } = this;
    const { board } = team.crew;
    do {
      board.isPaused = false;
      if (this.isShared) yield* this.goOn();
      else this.begin();
      while (own.pending > 0 && !board.isPaused) {
        workTogether(own, this.place, SLICE);
        yield;
      }
      yield* this.hear();
    } while (!this.isHalted && this.sum(({ pending }) => pending) > 0);
  }

  /** Shares out the states of the depth under way. */
  private begin(): void {
    const { team, own } = this;
    const { crew } = team;
    const parts = crew.size + 1;
    const table = SharedVisited.tableFor(2 * (own.states + parts * team.limits.roomMin));
    const beginning = team.beginning(own, table);
    crew.board.clear();
    const visited = new SharedVisited(table, this.place);
    visited.fill(own.visited.table);
    own.share(visited, 0, parts);
    crew.send({ kind: 'begin', beginning, room: this.giveRoom() });
    this.isDeeper = false;
  }

  private *goOn(): Generator<void, void, void> {
    const { team, own } = this;
    const { crew } = team;
    if (this.roomForEach < team.limits.roomMin) {
      const table = SharedVisited.tableFor(2 * own.visited.capacity);
      crew.send({ kind: 'move', table });
      own.visited = moved(own.visited, table, this.place);
      yield* this.hear();
    }
    const room = this.giveRoom();
    crew.send(
      this.isDeeper ? { kind: 'descend', room, width: own.width, facts: team.untold() } : { kind: 'work', room },
    );
    this.isDeeper = false;
  }

  /** The leader's, among all threads. */
  private get place(): Place {
    const { board, size } = this.team.crew;
    return { part: 0, parts: size + 1, board };
  }

  private *hear(): Generator<void, void, void> {
    this.reports = (yield* this.team.answers()).map(({ report }) => report);
  }

  /** States for which each thread has room in the table. */
  private get roomForEach(): number {
    return Math.floor((this.visited.capacity - this.sum(({ states }) => states)) / (this.team.crew.size + 1));
  }

  /** Takes that room for the leader; so much has every other, too. */
  private giveRoom(): number {
    const room = this.roomForEach;
    this.visited.allow(room);
    return room;
  }

  changes(): readonly Change[] {
    return this.own.changes();
  }

  private sum(of: (part: Explorer<Found> | Report) => number): number {
    return [this.own, ...this.reports].reduce((total, part) => total + of(part), 0);
  }
}
