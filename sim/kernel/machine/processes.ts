// Processes on the machine: what lives on each, and what a kill takes along. All that concerns a process is looked at
// as one thing, a scan, which has a number like the value of a cell.

import type { Calls } from './calls.ts';
import { type CellId, type Cells, isMortal, type MortalSort, type Sort, type ValueId } from './cells.ts';
import { type CallRecord, processesOf } from './records.ts';
import type { Tasks } from './tasks.ts';
import { FIRST_SCAN, type Transition } from './transition.ts';

const LIFE = 'life of ';

export class Processes {
  private readonly cells: Cells;
  private readonly transition: Transition;
  private readonly tasks: Pick<Tasks<never>, 'killRunning'>;
  private readonly calls: Pick<Calls<never>, 'kill'>;
  private readonly names: string[] = [];
  private readonly scanIds = new Map<string, number>();
  /** By process of a scan, and by value. */
  private readonly known: (boolean | undefined)[][] = [];
  /** The numbers of scans that come to one value. */
  private readonly valueScans: (number | undefined)[] = [];
  /** By number of a scan: the sum of the hashes of what it has found. */
  private readonly sums: number[] = [0];
  /** By value. */
  private readonly lives: (readonly CellId[] | undefined)[] = [];

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
    return this.cells.cell('counter', `${LIFE}${process}`);
  }

  processOfLife(life: CellId): string {
    return (this.cells.names[life] as string).slice(LIFE.length);
  }

  /** The lives of those processes whose kill would change what a cell holds. */
  livesOf(cell: CellId, value: ValueId): readonly CellId[] {
    const sort = this.cells.sorts[cell] as Sort;
    if (value === 0 || !isMortal(sort)) return [];
    const known = this.lives[value];
    if (known !== undefined) return known;
    const data = this.cells.data[value];
    const { from, to, phase } = data as CallRecord;
    const processes = sort !== 'call' ? processesOf(sort, data) : phase === 'served' ? [from, to] : [from];
    const lives = processes.map((process) => this.lifeOf(process));
    this.lives[value] = lives;
    return lives;
  }

  /** Whether a kill of the process takes along what a cell holds. */
  isOf(process: string, cell: CellId, value: ValueId): boolean {
    const sort = this.cells.sorts[cell] as Sort;
    return value !== 0 && isMortal(sort) && processesOf(sort, this.cells.data[value]).includes(process);
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
      if (!isMortal(cells.sorts[cell] as Sort)) continue;
      const value = transition.get(cell);
      if (!this.isOf(process, cell, value)) continue;
      if (cells.sorts[cell] === 'call') calls.push((cells.data[value] as CallRecord).name);
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
    if (count <= 1) return count === 0 ? 0 : (this.valueScans[only] ?? this.numberOf([only]));
    return this.numberOf(this.cellsOf(process, state).map((cell) => state[cell] as ValueId));
  }

  /** What a scan has found, by its number: the same in every machine. */
  sumOf(number: number): number {
    return this.sums[number] as number;
  }

  private numberOf(values: readonly ValueId[]): number {
    const text = values.join();
    const known = this.scanIds.get(text);
    if (known !== undefined) return known;
    const { high } = this.cells;
    const number = this.sums.push(values.reduce((sum, value) => (sum + (high[value] as number)) | 0, 0)) - 1;
    this.scanIds.set(text, number);
    if (values.length === 1) this.valueScans[values[0] as ValueId] = number;
    return number;
  }
}
