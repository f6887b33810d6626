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
  /** In how many of those the steps of one task were enough, so that other orders were left out. */
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

/** The course of an exploration; plain data. */
export interface ProofCourse {
  readonly levels: readonly Level[];
  /** The number of steps after which each mark was first reached. */
  readonly marks: Readonly<Record<string, number>>;
  /** `fault crash-nexus`, `request stop`, `tick instance-watcher`. */
  readonly actions: Readonly<Record<string, Taken>>;
}

/** What was counted since the beginning. */
interface Counts {
  readonly transitions: number;
  readonly restingStates: number;
  readonly cut: number;
}

export class Log {
  /** The number of steps after which each mark was first reached. */
  readonly marks = new Map<string, number>();
  private readonly taken = new Map<Move, { steps: number; readonly depth: number }>();
  private readonly levels: Level[] = [];
  /** States of the depth under way, and what had been counted when it began. */
  private states = 1;
  private before: Counts = { transitions: 0, restingStates: 0, cut: 0 };

  /** A step that could as well have been left alone is taken from a state of this depth. */
  take(move: Move, depth: number): void {
    const known = this.taken.get(move);
    if (known === undefined) this.taken.set(move, { steps: 1, depth });
    else known.steps++;
  }

  reach(mark: string, depth: number): void {
    if (!this.marks.has(mark)) this.marks.set(mark, depth);
  }

  /** All states of the depth under way were looked at; the next one has so many. */
  descend(tally: Counts, states: number): void {
    this.levels.push(this.levelUnderWay(tally, 0));
    this.before = { ...tally };
    this.states = states;
  }

  /** All levels so far; of the last, `pending` states are still to be looked at, and `waiting` lie beyond it. */
  levelsWith(tally: Counts, pending: number, waiting: number): readonly Level[] {
    const beyond = { states: waiting, lookedAt: 0, cut: 0, atRest: 0, transitions: 0 };
    return [...this.levels, this.levelUnderWay(tally, pending), ...(waiting > 0 ? [beyond] : [])];
  }

  /** By name, in the order in which they first came. */
  get actions(): Readonly<Record<string, Taken>> {
    const actions: Record<string, Taken> = {};
    for (const [{ fault, label }, { steps, depth }] of this.taken) {
      const name = fault === undefined ? outsideAction(label) : faultAction(fault);
      if (name === undefined) continue;
      const known = actions[name];
      actions[name] = { steps: steps + (known?.steps ?? 0), depth: Math.min(depth, known?.depth ?? depth) };
    }
    return actions;
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
