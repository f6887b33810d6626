// The matrix designs x invariants as a table on a page of GitHub's.

import type { Matrix, MatrixCell } from '../text/matrix.ts';
import { plain, table } from './markdown.ts';

export function matrixMarkdown({
  designs,
  invariants,
  cells,
}: Pick<Matrix, 'designs' | 'invariants' | 'cells'>): string[] {
  const rows = invariants.map((invariant) => [
    plain(invariant),
    ...cells.filter((cell) => cell.invariant === invariant).map(show),
  ]);
  return ['### Invariants and designs', '', ...table(['', ...designs.map(plain)], rows, ':---:'), ''];
}

function show({ verdict, isSoft, count }: MatrixCell): string {
  if (verdict !== 'violated') return plain(verdict);
  return isSoft ? `soft ${count}` : `:x: **${plain(verdict)}** ${count}`;
}
