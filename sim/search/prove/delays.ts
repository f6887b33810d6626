// Delay-bounded scheduling: of everything that may happen by itself in a state, one comes first by a fixed order, and
// whatever departs from that order is counted. All schedules with no more than so many departures are few enough to be
// gone through where all schedules are not, and races that need many are rare. (Emmi, Qadeer and Rakamarić,
// Delay-Bounded Scheduling, 2011.)
//
// Departures: the order is that of names instead of round robin, so that states need not remember whose turn it is.
// What is delayed waits until nothing else can go on, as a task does that a script holds; then any of those delayed may
// be first. A timer goes off where nothing else can go on; before, that is a departure, too. Requests, ticks and faults
// come whenever they may: they have budgets of their own.

import type { CellId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import { type Move, makeMove } from '../../kernel/machine/move.ts';

/** How often may still be departed from the order, and the names of the cells that are delayed, sorted. */
interface Slack {
  readonly left: number;
  readonly delayed: readonly string[];
}

/** The source of a move that is no step of a schedule: somebody is put off. */
export const DELAY = 'delay';

export class Delays {
  /** The departures that a schedule may have. */
  readonly max: number;
  private readonly machine: Machine<never>;
  private readonly cell: CellId;
  private readonly delays = new Map<CellId, Move>();
  /** By the move of a timer: the same at the cost of a departure. */
  private readonly early = new Map<Move, Move>();
  /** By the move of somebody delayed: the same, who is then delayed no more. */
  private readonly released = new Map<Move, Move>();

  constructor(machine: Machine<never>, max: number) {
    this.machine = machine;
    this.max = max;
    this.cell = machine.cells.cell('counter', 'delays');
  }

  /** To be called while the initial state is made. */
  setUp(): void {
    this.put({ left: this.max, delayed: [] });
  }

  /** Leaves of the moves of a state, in their list, those that may be next. */
  narrow(moves: Move[], state: Int32Array): void {
    const { left, delayed } = this.machine.cells.data[state[this.cell] as number] as Slack;
    const all = moves.splice(0);
    const first = this.firstOf(all, delayed);
    const isQuiet = !all.some((move) => isOrdinary(move));
    for (const move of all) {
      if (isOptional(move)) moves.push(move);
      else if (isTimer(move)) {
        if (isQuiet) moves.push(move);
        else if (left > 0) moves.push(this.earlyOf(move));
      } else if (first === undefined) moves.push(this.releasedOf(move));
      else if (move.actor === first) moves.push(move);
    }
    if (first !== undefined && left > 0) moves.push(this.delayOf(first));
  }

  /** Who comes first by name among those who are not delayed. */
  private firstOf(moves: readonly Move[], delayed: readonly string[]): CellId | undefined {
    let first: CellId | undefined;
    let firstName = '';
    for (const move of moves) {
      const { actor } = move;
      if (actor === first || !isOrdinary(move)) continue;
      const name = this.nameOf(actor);
      if (delayed.includes(name) || (first !== undefined && name > firstName)) continue;
      first = actor;
      firstName = name;
    }
    return first;
  }

  private delayOf(cell: CellId): Move {
    const name = this.nameOf(cell);
    const parts = { kind: 'external', source: DELAY, label: `delay: ${name}`, process: '', actor: -1 } as const;
    return remembered(this.delays, cell, () =>
      makeMove({
        ...parts,
        run: () => this.change(({ left, delayed }) => ({ left: left - 1, delayed: [...delayed, name].sort() })),
      }),
    );
  }

  private earlyOf(timer: Move): Move {
    return remembered(this.early, timer, () => ({
      ...makeMove(timer),
      run: () => {
        timer.run();
        this.change(({ left, delayed }) => ({ left: left - 1, delayed }));
      },
    }));
  }

  private releasedOf(move: Move): Move {
    const own = this.nameOf(move.actor);
    return remembered(this.released, move, () => ({
      ...makeMove(move),
      run: () => {
        move.run();
        this.change(({ left, delayed }) => ({ left, delayed: delayed.filter((name) => name !== own) }));
      },
    }));
  }

  private nameOf(cell: CellId): string {
    return this.machine.cells.names[cell] as string;
  }

  private change(how: (slack: Slack) => Slack): void {
    this.put(how(this.machine.transition.data<Slack>(this.cell) as Slack));
  }

  private put(slack: Slack): void {
    const { cells, transition } = this.machine;
    transition.set(this.cell, cells.value(this.cell, slack));
  }
}

/** What may as well never happen. */
function isOptional({ fault, kind }: Move): boolean {
  return fault !== undefined || kind === 'external';
}

/** The end of a sleep, or of a wait that is in vain. */
function isTimer(move: Move): boolean {
  return move.kind === 'timer' && !isOptional(move);
}

function isOrdinary(move: Move): boolean {
  return move.kind !== 'timer' && !isOptional(move);
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const old = known.get(key);
  if (old !== undefined) return old;
  const made = make();
  known.set(key, made);
  return made;
}
