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
  /** Who draws or sleeps: the cell stands for the task. */
  readonly task: { readonly id: number };
  readonly source?: string;
  readonly fault?: string;
  /** Of a fault that only makes something late: what. */
  readonly subject: Pending | undefined;
  at: number;
  move: Move;
  call: { readonly isLost: boolean } | undefined;

  constructor(move: Move, cell: CellId, at: number, sequence: number, subject?: Pending) {
    this.kind = move.kind;
    this.label = move.label;
    this.cell = cell;
    this.at = at;
    this.sequence = sequence;
    this.task = { id: cell };
    this.subject = subject;
    if (move.source !== undefined) this.source = move.source;
    if (move.kind === 'fault' && move.fault !== undefined) this.fault = move.fault;
    this.move = move;
    this.call = callOf(move);
  }

  /** The same, in a new state of what it belongs to. */
  become(move: Move): void {
    this.move = move;
    this.call = callOf(move);
  }
}

const LOST = { isLost: true };
const UNDER_WAY = { isLost: false };

/** Of the timers, those of calls have somebody who is waited for. */
function callOf({ fault, isTimeout }: Move): Pending['call'] {
  if (!isTimeout) return undefined;
  return fault === 'timeout' ? UNDER_WAY : LOST;
}

/** What an effect does to an agenda. */
interface Turn {
  /** The cells whose moves change, and the moves of each that stay. */
  readonly cells: readonly CellId[];
  readonly stay: readonly (readonly Move[])[];
  readonly births: readonly { readonly birth: Birth; readonly move: Move | undefined }[];
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
    return { cells: [...left.keys()], stay: [...left.values()], births: born };
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
  follow({ cells, stay, births }: Turn, now: number): void {
    const { pending } = this;
    // What a copy follows may be gone after the step.
    const since = births.length > 0 ? births.map(({ birth }) => this.timeOf(birth, now)) : NOTHING;
    let kept = 0;
    for (let i = 0; i < pending.length; i++) {
      const one = pending[i] as Pending;
      const index = cells.indexOf(one.cell);
      if (index >= 0) {
        const move = (stay[index] as readonly Move[]).find(({ kind }) => kind === one.kind);
        if (move === undefined) continue;
        one.become(move);
      }
      pending[kept++] = one;
    }
    pending.length = kept;
    for (let i = 0; i < births.length; i++) {
      const { birth, move } = births[i] as Turn['births'][number];
      if (birth.kill > 0) i = this.reset(births, i, since) - 1;
      else this.add(birth, move, since[i] as number);
    }
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
  private reset(births: Turn['births'], start: number, times: readonly number[]): number {
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

const NOTHING: readonly number[] = [];
