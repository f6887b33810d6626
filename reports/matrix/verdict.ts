// What a cell of the matrix says, and how it says it: a shape and a word, and a colour only beside them.

import type { MatrixCell } from '../text/matrix.ts';
import { counted } from '../wording.ts';

/**
 * `proved`: no interleaving within the budgets of the scenarios breaks it. `held`: no run that was made did.
 * `soft`: an invariant broke that is counted and not held against the design. `vacuous`: the scenarios never came to
 * what they are about. `inconclusive`: they ended before they had looked.
 */
export type CellVerdict = 'proved' | 'held' | 'violated' | 'soft' | 'vacuous' | 'inconclusive';

export const CELL_VERDICTS: readonly { readonly verdict: CellVerdict; readonly sign: string; readonly what: string }[] =
  [
    { verdict: 'proved', sign: '◆', what: 'no interleaving within the budgets of the scenarios breaks it' },
    { verdict: 'held', sign: '✓', what: 'no run that was made broke it; others might' },
    { verdict: 'violated', sign: '✕', what: 'a run broke it: the cell opens that run' },
    { verdict: 'soft', sign: '~', what: 'it broke, and is counted without being held against the design' },
    { verdict: 'vacuous', sign: '○', what: 'the scenarios never came to what they are about' },
    { verdict: 'inconclusive', sign: '?', what: 'the scenarios ended before they had looked' },
  ];

export function cellVerdictOf({ verdict, isSoft, evidence }: MatrixCell): CellVerdict {
  switch (verdict) {
    case 'violated':
      return isSoft ? 'soft' : 'violated';
    case 'holds':
      return evidence.states === null ? 'held' : 'proved';
    case 'vacuous':
    case 'inconclusive':
      return verdict;
    default:
      return verdict satisfies never;
  }
}

/** Whether the invariant was kept, as far as anybody looked. */
export function isKept(verdict: CellVerdict): boolean {
  return verdict === 'proved' || verdict === 'held' || verdict === 'soft';
}

/** What the verdict rests on: `412 runs`, `7 scenarios`. */
export function evidenceInWords({ count, evidence }: MatrixCell, verdict: CellVerdict): string {
  switch (verdict) {
    case 'proved':
      return counted(evidence.states ?? 0, 'state');
    case 'held':
      return counted(evidence.runs, 'run');
    case 'violated':
    case 'soft':
      return counted(count, 'scenario');
    case 'vacuous':
    case 'inconclusive':
      return '';
    default:
      return verdict satisfies never;
  }
}
