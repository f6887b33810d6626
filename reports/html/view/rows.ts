// The lines of the picture: a step each, or a fold of steps that a reader may skip.

import type { FoundViolation } from '../../recorded-run.ts';
import { sortsOf } from '../../text/bookkeeping.ts';
import type { TellingStep, ToldRun } from './told-run.ts';

export type Row =
  | { readonly kind: 'step'; readonly step: TellingStep }
  | { readonly kind: 'fold'; readonly from: number; readonly to: number; readonly text: string }
  | { readonly kind: 'remark'; readonly violation: FoundViolation; readonly step: number }
  | { readonly kind: 'heading'; readonly text: string; readonly step: number };

export interface RowOptions {
  /** Show bookkeeping, and the steps of the drain that change nothing. */
  readonly isEverything: boolean;
  /** Which steps the filter lets through. */
  readonly fits: (step: TellingStep) => boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** The row of a step, or of the fold that it is in. */
  readonly rowOf: (step: number) => number;
}

export function rowsOf({ steps, run }: Pick<ToldRun, 'steps' | 'run'>, { isEverything, fits }: RowOptions): Rows {
  const rows: Row[] = [];
  const places = new Int32Array(steps.length + 1);
  let folded: TellingStep[] = [];
  const unfold = () => {
    const [first, last] = [folded[0], folded[folded.length - 1]];
    if (first === undefined || last === undefined) return;
    const count = folded.length === 1 ? '1 step' : `${folded.length} steps`;
    const sorts = folded.every(({ bookkeeping }) => bookkeeping !== undefined) ? `bookkeeping: ${sortsOf(folded)}` : '';
    rows.push({
      kind: 'fold',
      from: first.index,
      to: last.index,
      text: sorts ? `${count} of ${sorts}` : `${count} left out`,
    });
    folded = [];
  };
  for (const step of steps) {
    const isDrain = step.index > run.choices;
    if (step.index === run.choices + 1) {
      unfold();
      rows.push({ kind: 'heading', text: DRAIN, step: step.index });
    }
    const broken = run.violations.filter((one) => !one.isAtRest && one.step === step.index);
    const isDull = isDrain ? step.changes.length === 0 : step.bookkeeping !== undefined;
    if (fits(step) && (isEverything || !isDull || broken.length > 0)) {
      unfold();
      rows.push({ kind: 'step', step });
    } else folded.push(step);
    places[step.index] = rows.length - (folded.length > 0 ? 0 : 1);
    for (const violation of broken) {
      unfold();
      rows.push({ kind: 'remark', violation, step: step.index });
    }
  }
  unfold();
  for (const violation of run.violations.filter(({ isAtRest }) => isAtRest)) {
    rows.push({ kind: 'remark', violation, step: violation.step });
  }
  return { rows, rowOf: (step) => places[step] ?? 0 };
}

const DRAIN = 'The drain: faults stop, links heal, and every background task ticks until nothing changes';

/** The step that a row stands for: the last of a fold. */
export function stepOf(row: Row): number {
  switch (row.kind) {
    case 'step':
      return row.step.index;
    case 'fold':
      return row.to;
    case 'remark':
      return row.step;
    case 'heading':
      return row.step - 1;
    default:
      return row satisfies never;
  }
}
