// The columns of the matrix: what each design is, and what it changes from its neighbour on the left.

import { DESIGNS, type Design } from '../../sim/rack/designs/designs.ts';
import { TOGGLES } from '../../sim/rack/designs/toggles.ts';
import type { Matrix, MatrixCell } from '../text/matrix.ts';
import { cellVerdictOf, isKept } from './verdict.ts';

export interface Column {
  readonly design: string;
  readonly what: string;
  /** The design to its left; `null` for the first. */
  readonly neighbour: string | null;
  readonly changes: readonly ToggleChange[];
  /** Invariants that it breaks and its neighbour keeps, and the reverse; hard ones. */
  readonly newlyBroken: readonly string[];
  readonly newlyKept: readonly string[];
  /** Hard invariants that it breaks. */
  readonly broken: readonly string[];
}

export interface ToggleChange {
  readonly toggle: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

export function columnsOf(matrix: Matrix): Column[] {
  return matrix.designs.map((design, index) => {
    const neighbour = matrix.designs[index - 1] ?? null;
    const before = neighbour === null ? [] : hardCells(matrix, neighbour);
    const broken = hardCells(matrix, design)
      .filter(isBroken)
      .map(({ invariant }) => invariant);
    const namesOf = (cells: readonly MatrixCell[]) => new Set(cells.map(({ invariant }) => invariant));
    const kept = namesOf(before.filter((cell) => isKept(cellVerdictOf(cell))));
    const wasBroken = namesOf(before.filter(isBroken));
    return {
      design,
      what: named(design)?.what ?? '',
      neighbour,
      changes: neighbour === null ? [] : changesOf(neighbour, design),
      newlyBroken: broken.filter((invariant) => kept.has(invariant)),
      newlyKept: hardCells(matrix, design)
        .filter((cell) => isKept(cellVerdictOf(cell)) && wasBroken.has(cell.invariant))
        .map(({ invariant }) => invariant),
      broken,
    };
  });
}

function hardCells({ cells }: Matrix, column: string): readonly MatrixCell[] {
  return cells.filter(({ design: own, isSoft }) => own === column && !isSoft);
}

function isBroken(cell: MatrixCell): boolean {
  return cellVerdictOf(cell) === 'violated';
}

function named(wanted: string): Design | undefined {
  return DESIGNS.find(({ name }) => name === wanted);
}

function changesOf(before: string, after: string): ToggleChange[] {
  const [was, is] = [named(before)?.toggles, named(after)?.toggles];
  if (was === undefined || is === undefined) return [];
  return TOGGLES.filter(({ name }) => was[name] !== is[name]).map(({ name, what }) => ({
    toggle: name,
    what,
    from: was[name],
    to: is[name],
  }));
}
