// What may happen next in one run on the machine, faults aside: the moves of its state, in the order in which they came
// up, each with its time. A state knows neither; both follow from the steps that were taken, as in a simulation.

import type { CellId, Cells, ValueId } from '../../kernel/machine/cells.ts';
import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move, MoveKind } from '../../kernel/machine/move.ts';
import type { Birth, Effect } from '../../kernel/machine/transition.ts';
import type { Possible } from '../moves.ts';

/** A move that may happen next, or a fault that may strike; what an event is in a simulation. */
export class Pending implements Possible {
  readonly kind: MoveKind;
  readonly label: string;
  readonly cell: CellId;
  readonly sequence: number;
  /** Of a fault that only makes something late: what. */
  readonly subject: Pending | undefined;
  at: number;
  move: Move;

  constructor(move: Move, cell: CellId, at: number, sequence: number, subject?: Pending) {
    this.kind = move.kind;
    this.label = move.label;
    this.cell = cell;
    this.sequence = sequence;
    this.subject = subject;
    this.at = at;
    this.move = move;
  }

  get source(): string | undefined {
    return this.move.source;
  }

  get fault(): string | undefined {
    return this.kind === 'fault' ? this.move.fault : undefined;
  }

  /** Who draws: the cell stands for the task. */
  get task(): { readonly id: number } {
    return { id: this.cell };
  }

  get call(): { readonly isLost: boolean } | undefined {
    const { fault, isTimeout } = this.move;
    if (!isTimeout) return undefined;
    return fault === 'timeout' ? UNDER_WAY : LOST;
  }
}

const LOST = { isLost: true };
const UNDER_WAY = { isLost: false };

/** What an effect does to an agenda. */
interface Turn {
  /** The cells whose moves change, and the moves of each that stay. */
  readonly cells: readonly CellId[];
  readonly stay: readonly (readonly Move[])[];
  readonly births: readonly Born[];
  /** None of the births needs to be timed or placed by what is on the agenda. */
  readonly isPlain: boolean;
}

interface Born {
  readonly birth: Birth;
  readonly move: Move | undefined;
}

/** Turns by effect, which they follow from. */
export class Turns {
  private readonly machine: Machine<never>;
  private readonly known: (Turn | undefined)[] = [];

  constructor(machine: Machine<never>) {
    this.machine = machine;
  }

  of(effect: Effect): Turn {
    const known = this.known[effect.id];
    if (known !== undefined) return known;
    const turn = this.make(effect.births, effect.writes);
    this.known[effect.id] = turn;
    return turn;
  }

  make(births: readonly Birth[], writes: Int32Array): Turn {
    const { cells } = this.machine;
    const values = new Map<CellId, ValueId>();
    for (let i = 0; i < writes.length; i += 2) {
      const cell = writes[i] as CellId;
      if (isActor(cells, cell)) values.set(cell, writes[i + 1] as ValueId);
    }
    for (const { cell, value } of births) values.set(cell, value);
    const left = new Map([...values].map(([cell, value]) => [cell, this.movesOf(value)]));
    const born = births.map((birth) => {
      const moves = left.get(birth.cell) ?? [];
      const at = moves.findIndex(({ kind }) => kind === birth.kind);
      const [move] = at < 0 ? [] : moves.splice(at, 1);
      return { birth, move };
    });
    const isPlain = births.every(({ since, kill }) => since < 0 && kill === 0);
    return { cells: [...left.keys()], stay: [...left.values()], births: born, isPlain };
  }

  private movesOf(value: ValueId): Move[] {
    return value === 0 ? [] : this.machine.movesOf(value).filter(({ kind }) => kind !== 'fault');
  }
}

function isActor({ sorts }: Cells, cell: CellId): boolean {
  const sort = sorts[cell];
  return sort === 'task' || sort === 'call' || sort === 'external';
}

export class Agenda {
  /** In the order in which they came up. */
  readonly pending: Pending[] = [];
  /** How many have ever come up. */
  private count = 0;
  /** When the request of each call came up, by cell. */
  private readonly posted: number[] = [];

  /** Follows a step, at the time after it. */
  follow(turn: Turn, now: number): void {
    const { births } = turn;
    if (turn.isPlain) {
      this.update(turn);
      for (let i = 0; i < births.length; i++) {
        const { birth, move } = births[i] as Born;
        this.add(birth, move, now + birth.delayMs);
      }
      return;
    }
    // What a copy follows may be gone after the step.
    const times = births.map(({ birth }) => this.timeOf(birth, now));
    this.update(turn);
    for (let i = 0; i < births.length; i++) {
      const { birth, move } = births[i] as Born;
      if (birth.kill > 0) i = this.reset(births, i, times) - 1;
      else this.add(birth, move, times[i] as number);
    }
  }

  /** Takes off what is no more. */
  private update({ cells, stay }: Turn): void {
    const { pending } = this;
    const { length } = pending;
    let kept = 0;
    for (let i = 0; i < length; i++) {
      const one = pending[i] as Pending;
      let index = cells.length - 1;
      while (index >= 0 && cells[index] !== one.cell) index--;
      if (index >= 0) {
        const move = sameKind(stay[index] as readonly Move[], one.kind);
        if (move === undefined) continue;
        one.move = move;
      }
      if (kept < i) pending[kept] = one;
      kept++;
    }
    if (kept < length) pending.length = kept;
  }

  /** An agenda with nothing on it that knows in which order these calls were made. */
  static afterCalls(calls: readonly CellId[]): Agenda {
    const agenda = new Agenda();
    for (const cell of calls) agenda.posted[cell] = ++agenda.count;
    return agenda;
  }

  /** Cells of calls, in the order in which they were made. */
  inOrder(calls: readonly CellId[]): readonly CellId[] {
    return [...calls].sort((a, b) => (this.posted[a] ?? 0) - (this.posted[b] ?? 0));
  }

  /** Takes off what comes from outside, as far as it is wanted no more; the cells that it leaves. */
  remove(isUnwanted: (one: Pending) => boolean): readonly CellId[] {
    const gone = this.pending.filter(isUnwanted);
    const left = this.pending.filter((one) => !gone.includes(one));
    this.pending.splice(0, this.pending.length, ...left);
    return gone.map(({ cell }) => cell);
  }

  private timeOf({ since, delayMs }: Birth, now: number): number {
    if (since < 0) return now + delayMs;
    const first = this.pending.find(({ cell, kind }) => cell === since && kind === 'request');
    return (first?.at ?? now) + delayMs;
  }

  private add({ cell, kind }: Birth, move: Move | undefined, at: number): void {
    const sequence = ++this.count;
    if (kind === 'request') this.posted[cell] = sequence;
    if (move !== undefined) this.pending.push(new Pending(move, cell, at, sequence));
  }

  /** The resets of one kill come up in the order in which their calls were made; where the next birth is. */
  private reset(births: readonly Born[], start: number, times: readonly number[]): number {
    const kill = births[start]?.birth.kill;
    let end = start;
    while (births[end]?.birth.kill === kill) end++;
    const own = births.slice(start, end).map((born, index) => ({ ...born, at: times[start + index] as number }));
    for (const cell of this.inOrder(own.map(({ birth }) => birth.cell))) {
      const { birth, move, at } = own.find((one) => one.birth.cell === cell) as (typeof own)[number];
      this.add(birth, move, at);
    }
    return end;
  }
}

function sameKind(moves: readonly Move[], kind: MoveKind): Move | undefined {
  for (let i = 0; i < moves.length; i++) if ((moves[i] as Move).kind === kind) return moves[i];
  return undefined;
}
