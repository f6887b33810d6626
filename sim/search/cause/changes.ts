// The single changes of a run that could have made it another: two dependent steps that change places, and a fault that
// does not strike, or strikes earlier or later. Two steps are dependent when both touch a cell and one of them writes
// it; reversing such a pair is what dynamic partial-order reduction explores (Flanagan and Godefroid, POPL 2005). Here
// each reversal is tried for itself, to see which of them the violation hangs on.

import { isTerminal } from '../../rack/database/tables.ts';
import type { VmmId } from '../../rack/ids.ts';
import { isFault } from '../measure.ts';
import { overlap } from './footprints.ts';
import type { Item, Trace } from './trace.ts';

/**
 * A change; `first` and `second` are positions in the trace. Where a fault does not strike, the event that it struck
 * happens `instead`; `isCalm` lets what follows from that come before the run goes on.
 */
export type Change =
  | {
      readonly kind: 'order';
      readonly first: number;
      readonly second: number;
      /** What they both touch, and which of them writes it. */
      readonly cell: string;
      readonly access: Access;
    }
  | { readonly kind: 'fault'; readonly fault: number; readonly instead: string | undefined; readonly isCalm: boolean }
  /** The fault and the step beside it change places; `isLater` says that the fault comes after, then. */
  | { readonly kind: 'strike'; readonly fault: number; readonly beside: number; readonly isLater: boolean };

export type Access = 'write-write' | 'write-read' | 'read-write';

export interface Candidate {
  readonly change: Change;
  /** The lower the more telling: how little it says, and how much it moves. */
  readonly cost: number;
  /** Choices that are moved or left out. */
  readonly moved: number;
  readonly edit: (order: readonly Place[]) => Place[];
}

/** A position of the trace; another event's label; or that what is under way comes to an end. */
export type Place = number | string | typeof CALM;

export const CALM: unique symbol = Symbol('calm');

/**
 * What a change costs beside the choices that it moves. Two writes to one row of which one is refused are what a race
 * is commonly taken for, and one that goes over a terminal state is hardly ever right; two steps that meet in the
 * memory of a component say the least.
 */
const COST = { refusal: 0, unguarded: 2, terminal: 2, row: 5, fault: 4, writes: 6, memory: 8 } as const;
/** Reversals of a step with the steps before it that touch the same cell; those further back say less. */
const NEAREST = 3;
const ROW = /^db\/(instances|vmms|migrations|charges|reservations)\//;
/** Rows that no generation guards. */
const UNGUARDED = /^db\/(charges|reservations)\//;

/** Every single change of the first `length` items, the most telling first. */
export function candidates({ items }: Trace, length: number): Candidate[] {
  const found = new Map<string, Candidate>();
  for (let at = 0; at < length; at++) {
    const some = [...ofPairs(items, at), ...(isFault(labelOf(items, at)) ? ofFault(items, at, length) : [])];
    for (const one of some) {
      const key = keyOf(one);
      if (one.cost < (found.get(key)?.cost ?? Number.POSITIVE_INFINITY)) found.set(key, one);
    }
  }
  return [...found.values()].sort((a, b) => a.cost - b.cost || placeOf(b) - placeOf(a));
}

function keyOf({ change }: Candidate): string {
  return change.kind === 'order' ? `${change.first} ${change.second}` : JSON.stringify(change);
}

function placeOf({ change }: Candidate): number {
  return change.kind === 'order' ? change.first : change.fault;
}

function labelOf(items: readonly Item[], at: number): string {
  return items[at]?.label ?? '';
}

/** Each step before this one that it does not depend on for being possible, and that touches what it touches. */
function* ofPairs(items: readonly Item[], second: number): Generator<Candidate> {
  const before = ancestors(items, second);
  const counts = new Map<string, number>();
  for (let first = second - 1; first >= 0; first--) {
    // Two of one label cannot be told apart in a replay; a process sends one after the other anyway.
    if (before.has(first) || unnumbered(labelOf(items, first)) === unnumbered(labelOf(items, second))) continue;
    for (const { cell, access } of conflicts(items[first] as Item, items[second] as Item)) {
      const extra = extraCost(cell, access, items[first] as Item, items[second] as Item);
      const count = (counts.get(cell) ?? 0) + 1;
      counts.set(cell, count);
      if (count > NEAREST && access !== 'write-write') continue;
      const way = swap(items, first, second);
      yield { change: { kind: 'order', first, second, cell, access }, cost: extra + way.moved, ...way };
    }
  }
}

function extraCost(cell: string, access: Access, first: Item, second: Item): number {
  if (!ROW.test(cell)) return COST.memory;
  if (UNGUARDED.test(cell)) return COST.unguarded;
  if (access !== 'write-write') return COST.row;
  if (isRefused(second)) return COST.refusal;
  return isTerminalAfter(first, cell) ? COST.terminal : COST.writes;
}

function isTerminalAfter({ record }: Item, cell: string): boolean {
  const vmm = record?.snapshot.db.vmms[cell.split('/')[2] as VmmId];
  return vmm !== undefined && isTerminal(vmm.state);
}

function unnumbered(label: string): string {
  return label.replace(/ #\d+/g, '');
}

/** Where two steps meet. A write that was refused counts as one: it would have been, in the other order. */
function conflicts(early: Item, late: Item): { readonly cell: string; readonly access: Access }[] {
  const met: { cell: string; access: Access }[] = [];
  const cells = (item: Item): [string, boolean][] => {
    const refused = isRefused(item) ? [...item.reads].filter((cell) => ROW.test(cell)) : [];
    const writes = [...item.writes, ...refused];
    const reads = [...item.reads].filter((cell) => !writes.includes(cell));
    return [
      ...writes.map((cell): [string, boolean] => [cell, true]),
      ...reads.map((c): [string, boolean] => [c, false]),
    ];
  };
  for (const [a, isWritten] of cells(early)) {
    for (const [b, isWrittenLater] of cells(late)) {
      if ((!isWritten && !isWrittenLater) || !overlap(a, b)) continue;
      const access = isWritten ? (isWrittenLater ? 'write-write' : 'write-read') : 'read-write';
      met.push({ cell: a.length > b.length ? a : b, access });
    }
  }
  return met;
}

/** A guarded write that changed nothing. */
export function isRefused({ record }: Item): boolean {
  return record?.details.some((text) => text.startsWith('superseded')) ?? false;
}

function* ofFault(items: readonly Item[], fault: number, length: number): Generator<Candidate> {
  const { label } = items[fault] as Item;
  const instead = /"(.*)"$/.exec(label)?.[1];
  for (const isCalm of [false, true]) {
    const edit = (order: readonly Place[]) => {
      const place = order.indexOf(fault);
      const other: Place[] = instead === undefined ? [] : [instead];
      if (isCalm) other.push(CALM);
      return place < 0 ? [...order] : order.toSpliced(place, 1, ...other);
    };
    yield { change: { kind: 'fault', fault, instead, isCalm }, cost: COST.fault + 1, moved: 1, edit };
  }
  // Only the steps of whom it strikes say anything of when it strikes.
  const process = items[fault]?.record?.process;
  const isOf = (at: number) => items[at]?.record?.process === process || label.includes(`"${items[at]?.label}"`);
  for (const isLater of [false, true]) {
    const beside = isLater
      ? range(fault + 1, length).find((at) => isOf(at))
      : range(0, fault).findLast((at) => isOf(at) && !ancestors(items, fault).has(at));
    if (beside === undefined) continue;
    const [first, second] = isLater ? [fault, beside] : [beside, fault];
    const way = swap(items, first, second);
    yield { change: { kind: 'strike', fault, beside, isLater }, cost: COST.fault + way.moved, ...way };
  }
}

/** Brings the second before the first, or the first behind the second: whichever moves less. */
function swap(items: readonly Item[], first: number, second: number): Pick<Candidate, 'moved' | 'edit'> {
  const before = ancestors(items, second);
  const needed = [...range(first + 1, second).filter((at) => before.has(at)), second];
  const caused = descendants(items, first, second);
  const isEarlier = needed.length <= caused.length + 1;
  const moved = isEarlier ? needed : [first, ...caused];
  const pivot = isEarlier ? first : second;
  const edit = (order: readonly Place[]) => {
    const rest = order.filter((at) => typeof at !== 'number' || !moved.includes(at));
    const place = rest.indexOf(pivot);
    return place < 0 ? [...order] : rest.toSpliced(isEarlier ? place : place + 1, 0, ...moved);
  };
  return { moved: moved.length, edit };
}

/** What had to happen for the item to be possible. */
export function ancestors(items: readonly Item[], at: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (let cause = items[at]?.cause ?? -1; cause >= 0; cause = items[cause]?.cause ?? -1) found.add(cause);
  return found;
}

/** What the item made possible, directly or not, between it and `end`. */
function descendants(items: readonly Item[], from: number, end: number): number[] {
  const found = new Set([from]);
  for (const at of range(from + 1, end)) if (found.has(items[at]?.cause ?? -1)) found.add(at);
  found.delete(from);
  return [...found];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
}
