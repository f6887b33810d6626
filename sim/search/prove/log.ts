// What an exploration notes of its course, for telling one that looked at much from one that went nowhere: how many
// states each depth had, and at which depth each mark, fault, request and tick first came.

import type { Move } from '../../kernel/machine/move.ts';
import { faultAction, outsideAction } from '../action.ts';

/** One depth of an exploration; plain data. */
export interface Level {
  /** States that so many steps lead to, and no fewer. */
  readonly states: number;
  /** How many of them were looked at: all, unless the exploration stopped there. */
  readonly lookedAt: number;
  /** In how many of those the steps of one task, or of a group, were enough: other orders were left out. */
  readonly cut: number;
  /** In how many of those nothing went on by itself. */
  readonly atRest: number;
  /** Steps from them. */
  readonly transitions: number;
}

/** How often something was done, and the depth of the first state in which it was; plain data. */
export interface Taken {
  readonly steps: number;
  readonly depth: number;
}

/** What came when in an exploration, the first first; plain data. */
export interface Notes {
  /** The number of steps after which each mark was first reached. */
  readonly marks: Readonly<Record<string, number>>;
  /** `fault crash-nexus`, `request stop`, `tick instance-watcher`. */
  readonly actions: Readonly<Record<string, Taken>>;
}

/** The course of an exploration; plain data. */
export interface ProofCourse extends Notes {
  readonly levels: readonly Level[];
}

export class Log {
  private readonly marks = new Map<string, number>();
  private readonly taken = new Map<string, { steps: number; readonly depth: number }>();
  /** The same by move, with what nobody asks for. */
  private readonly takenBy = new Map<Move, { steps: number; readonly depth: number }>();

  /** A step is taken from a state of this depth: noted is one that could as well have been left alone. */
  take(move: Move, depth: number): void {
    if (move.fault === undefined && move.source === undefined) return;
    const known = this.takenBy.get(move) ?? this.open(move, depth);
    known.steps++;
  }

  reach(mark: string, depth: number): void {
    if (!this.marks.has(mark)) this.marks.set(mark, depth);
  }

  get notes(): Notes {
    return notesTogether([{ marks: Object.fromEntries(this.marks), actions: Object.fromEntries(this.taken) }]);
  }

  private open(move: Move, depth: number): { steps: number } {
    const { fault, label } = move;
    const name = fault === undefined ? outsideAction(label) : faultAction(fault);
    const taken = (name !== undefined && this.taken.get(name)) || { steps: 0, depth };
    this.takenBy.set(move, taken);
    if (name !== undefined) this.taken.set(name, taken);
    return taken;
  }
}

/** What several have noted, in an order in which it does not matter who noted what. */
export function notesTogether(notes: readonly Notes[]): Notes {
  const marks = new Map<string, number>();
  const actions = new Map<string, Taken>();
  for (const one of notes) {
    for (const [mark, depth] of Object.entries(one.marks)) {
      marks.set(mark, Math.min(depth, marks.get(mark) ?? depth));
    }
    for (const [name, { steps, depth }] of Object.entries(one.actions)) {
      const known = actions.get(name) ?? { steps: 0, depth };
      actions.set(name, { steps: steps + known.steps, depth: Math.min(depth, known.depth) });
    }
  }
  return {
    marks: Object.fromEntries([...marks].sort((a, b) => a[1] - b[1] || compare(a[0], b[0]))),
    actions: Object.fromEntries([...actions].sort((a, b) => a[1].depth - b[1].depth || compare(a[0], b[0]))),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What was counted since the beginning. */
interface Counts {
  readonly transitions: number;
  readonly restingStates: number;
  readonly cut: number;
}

/** The depths of an exploration, one after the other. */
export class Levels {
  private readonly levels: Level[] = [];
  /** States of the depth under way, and what had been counted when it began. */
  private states = 1;
  private before: Counts = { transitions: 0, restingStates: 0, cut: 0 };

  /** All states of the depth under way were looked at; the next one has so many. */
  descend(tally: Counts, states: number): void {
    this.levels.push(this.levelUnderWay(tally, 0));
    this.before = { ...tally };
    this.states = states;
  }

  /** All so far; of the last, `pending` states are still to be looked at, and `waiting` lie beyond it. */
  with({ tally, pending, waiting }: { tally: Counts; pending: number; waiting: number }): readonly Level[] {
    const beyond = { states: waiting, lookedAt: 0, cut: 0, atRest: 0, transitions: 0 };
    return [...this.levels, this.levelUnderWay(tally, pending), ...(waiting > 0 ? [beyond] : [])];
  }

  private levelUnderWay({ transitions, restingStates, cut }: Counts, pending: number): Level {
    return {
      states: this.states,
      lookedAt: this.states - pending,
      cut: cut - this.before.cut,
      atRest: restingStates - this.before.restingStates,
      transitions: transitions - this.before.transitions,
    };
  }
}
