// Processes on the machine: what lives on each, and what a kill takes along. All that concerns a process is looked at
// as one thing, a scan, which has a number like the value of a cell.

import type { Calls } from './calls.ts';
import { type CellId, type Cells, isMortal, type MortalSort, type Sort, type ValueId } from './cells.ts';
import { type CallRecord, processesOf } from './records.ts';
import type { Tasks } from './tasks.ts';
import { FIRST_SCAN, type Transition } from './transition.ts';

export class Processes {
  private readonly cells: Cells;
  private readonly transition: Transition;
  private readonly tasks: Pick<Tasks<never>, 'killRunning'>;
  private readonly calls: Pick<Calls<never>, 'kill'>;
  private readonly names: string[] = [];
  private readonly scanIds = new Map<ValueId | string, number>();
  /** By process of a scan, and by value. */
  private readonly known: (boolean | undefined)[][] = [];
  /** The numbers of scans that come to one value. */
  private readonly valueScans: (number | undefined)[] = [];

  constructor(
    cells: Cells,
    transition: Transition,
    tasks: Pick<Tasks<never>, 'killRunning'>,
    calls: Pick<Calls<never>, 'kill'>,
  ) {
    this.cells = cells;
    this.transition = transition;
    this.tasks = tasks;
    this.calls = calls;
  }

  /** What happens to a process from now on concerns this step: a kill of it comes before or after. */
  concern(process: string): void {
    this.transition.concern(this.lifeOf(process));
  }

  /** The cell that stands for a process' being alive. */
  lifeOf(process: string): CellId {
    return this.cells.cell('counter', `life of ${process}`);
  }

  /** Ends every task of a process and cuts its conversations. */
  kill(process: string): void {
    const { cells, transition } = this;
    transition.look(this.scanOf(process));
    transition.kills++;
    this.tasks.killRunning(process);
    const calls: string[] = [];
    const mayConcern = new Set<CellId>([...this.cellsOf(process, transition.base), ...transition.changed]);
    for (const cell of mayConcern) {
      const sort = cells.sorts[cell] as Sort;
      if (!isMortal(sort)) continue;
      const data = transition.data(cell);
      if (data === undefined || !processesOf(sort, data).includes(process)) continue;
      if (sort === 'call') calls.push((data as CallRecord).name);
      else transition.set(cell, 0);
    }
    this.calls.kill(process, calls);
  }

  /** The process whose kill a scan serves. */
  processOfScan(scan: CellId): string {
    return this.names[FIRST_SCAN - scan] as string;
  }

  private scanOf(process: string): CellId {
    let index = this.names.indexOf(process);
    if (index < 0) index = this.names.push(process) - 1;
    return FIRST_SCAN - index;
  }

  private cellsOf(process: string, state: Int32Array): CellId[] {
    const known = this.knownOf(this.scanOf(process));
    const found: CellId[] = [];
    for (const cell of this.cells.mortals) {
      const value = (state[cell] as number) | 0;
      if (value !== 0 && (known[value] ?? this.concerns(known, process, cell, value))) found.push(cell);
    }
    return found;
  }

  /** For each value that was met: whether it belongs to the process of a scan. */
  private knownOf(scan: CellId): (boolean | undefined)[] {
    const index = FIRST_SCAN - scan;
    const known = this.known[index] ?? [];
    this.known[index] = known;
    return known;
  }

  private concerns(known: (boolean | undefined)[], process: string, cell: CellId, value: ValueId): boolean {
    const isConcerned = processesOf(this.cells.sorts[cell] as MortalSort, this.cells.data[value]).includes(process);
    while (known.length < value) known.push(undefined);
    known[value] = isConcerned;
    return isConcerned;
  }

  /** The number of what concerns a process in a state, from 1; 0 is nothing. */
  scan(scan: CellId, state: Int32Array): number {
    const process = this.names[FIRST_SCAN - scan] as string;
    const known = this.knownOf(scan);
    const { mortals } = this.cells;
    let only = 0;
    let count = 0;
    for (let i = 0; i < mortals.length; i++) {
      const cell = mortals[i] as CellId;
      const value = (state[cell] as number) | 0;
      if (value === 0 || !(known[value] ?? this.concerns(known, process, cell, value))) continue;
      only = value;
      count++;
    }
    // Most processes have one thing to lose, and texts are slow.
    if (count <= 1) return count === 0 ? 0 : this.numberOf(only);
    const values = this.cellsOf(process, state).map((cell) => state[cell]);
    return this.numberOf(values.join());
  }

  private numberOf(what: ValueId | string): number {
    if (typeof what === 'number') {
      const known = this.valueScans[what];
      if (known !== undefined) return known;
    }
    const number = this.scanIds.get(what) ?? this.scanIds.size + 1;
    this.scanIds.set(what, number);
    if (typeof what === 'number') this.valueScans[what] = number;
    return number;
  }
}
