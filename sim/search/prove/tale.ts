// Deeds as one machine tells another, which has numbers of its own for the same cells and values.

import type { CellId, Cells, Sort, ValueId } from '../../kernel/machine/cells.ts';
import { dataOfText } from '../../kernel/machine/records.ts';
import type { Deed } from './relation.ts';

/** Deeds in which cells and values are places in these lists; of values, 0 is nothing. Plain data. */
export interface Tale {
  readonly cells: readonly (readonly [Sort, name: string])[];
  readonly values: readonly (readonly [cell: number, text: string])[];
  readonly deeds: readonly Deed[];
}

/** Turns the numbers of a machine into those of a tale. */
export class Teller {
  readonly tale = { cells: [] as [Sort, string][], values: [[0, '']] as [number, string][] };
  private readonly machine: Cells;
  private readonly cells = new Map<CellId, number>();
  private readonly values = new Map<ValueId, number>([[0, 0]]);

  constructor(machine: Cells) {
    this.machine = machine;
  }

  readonly cell = (own: CellId): number => {
    const { names, sorts } = this.machine;
    const known = this.cells.get(own);
    if (known !== undefined) return known;
    const number = this.tale.cells.push([sorts[own] as Sort, names[own] as string]) - 1;
    this.cells.set(own, number);
    return number;
  };

  readonly value = (own: ValueId): number => {
    const known = this.values.get(own);
    if (known !== undefined) return known;
    const cell = this.cell(this.machine.cellOf[own] as CellId);
    const number = this.tale.values.push([cell, this.machine.textOf(own)]) - 1;
    this.values.set(own, number);
    return number;
  };
}

/** What a machine makes of the numbers of a tale. */
export class Listener {
  private readonly cells: readonly CellId[];
  private readonly values: readonly ValueId[];

  constructor(machine: Cells, tale: Pick<Tale, 'cells' | 'values'>) {
    const cells = tale.cells.map(([sort, name]) => machine.cell(sort, name));
    this.cells = cells;
    this.values = tale.values.map(([number, text], at) => {
      const cell = cells[number] as CellId;
      return at === 0 ? 0 : machine.foreign(cell, text, dataOfText(machine.sorts[cell] as Sort, text));
    });
  }

  readonly cell = (number: number): CellId => this.cells[number] as CellId;
  readonly value = (number: number): ValueId => this.values[number] as ValueId;
}

/** A deed in other numbers. */
export function renumbered(deed: Deed, { cell, value }: Pick<Listener, 'cell' | 'value'>): Deed {
  const { actor, move, isFault, looks, reads, writes, kills, wild } = deed;
  const pairs = (numbers: readonly number[], isOfKill: (cell: CellId) => boolean) =>
    numbers.flatMap((number, at) => {
      if (at % 2 === 1) return [];
      const other = numbers[at + 1] as number;
      return [cell(number), isOfKill(number) ? other : value(other)];
    });
  return {
    actor: value(actor),
    move,
    isFault,
    looks: pairs(looks, (one) => kills.includes(one)),
    reads: reads.map(cell),
    writes: pairs(writes, () => false),
    kills: kills.map(cell),
    wild: wild.map(cell),
  };
}
