// The steps, one a line in fixed columns: mark, number, time, who, what; and below it what it changed.

import { bookkeepingOf, sortsOf } from './bookkeeping.ts';
import type { ToldStep } from './changes.ts';
import { type Paint, wrap } from './paint.ts';
import { type Mark, tellFully } from './telling.ts';
import { showTime } from './words.ts';

export const LEGEND: readonly string[] = [
  '  > request of a client  < its answer  ! fault  ~ tick, restart, timeout  * physical change  x write refused',
  '  = a row, before -> after.  A number left out is a step of bookkeeping.',
];

const WHO_WIDTH_MAX = 36;
/** Columns before the one of who acts. */
const MARGIN = 18;
const LINE_MAX = 140;

export interface StepOptions {
  readonly paint: Paint;
  /** Tell bookkeeping, too. */
  readonly isEverything: boolean;
  /** Leave out every step that changed nothing instead of folding it. */
  readonly isChangesOnly?: boolean;
  /** What else to say below a step. */
  readonly remarks: ReadonlyMap<number, readonly string[]>;
}

export function stepLines(steps: readonly ToldStep[], options: StepOptions): string[] {
  const lines: string[] = [];
  let folded: ToldStep[] = [];
  // One step alone is shorter left out than told: its missing number tells it.
  const unfold = () => {
    if (folded.length > 1) lines.push(options.paint.dim(foldLine(folded)));
    folded = [];
  };
  for (const step of steps) {
    const remarks = options.remarks.get(step.record.index) ?? [];
    const isDull = options.isChangesOnly ? step.changes.length === 0 : bookkeepingOf(step) !== undefined;
    if (!isDull || remarks.length > 0 || options.isEverything) {
      unfold();
      lines.push(...tell(step, options.paint));
    } else if (!options.isChangesOnly) {
      folded.push(step);
    }
    lines.push(...remarks);
  }
  unfold();
  return lines;
}

function tell(step: ToldStep, paint: Paint): string[] {
  const { record } = step;
  const { who, what, told, below, mark } = tellFully(step);
  const number = String(record.index).padStart(4);
  const head = `${mark} ${number} ${showTime(record.now).padStart(9)}  ${who.padEnd(WHO_WIDTH_MAX)}  `;
  const indent = ' '.repeat(MARGIN);
  const isShort = told.length === 1 && head.length + what.length + (told[0]?.length ?? 0) < LINE_MAX;
  const line = isShort ? `${head}${what}: ${told[0]}` : head + what;
  return [
    colourOf(mark, paint)(line),
    ...(isShort ? [] : told.flatMap((text) => wrap(text, indent, LINE_MAX))),
    ...below.map(({ sort, text }) => indent + (sort === 'truth' ? paint.yellow(`* ${text}`) : paint.cyan(`= ${text}`))),
  ];
}

function colourOf(mark: Mark, paint: Paint): (text: string) => string {
  if (mark === '!') return paint.red;
  if (mark === '>' || mark === '<') return paint.bold;
  return mark === 'x' ? paint.magenta : (text) => text;
}

function foldLine(steps: readonly ToldStep[]): string {
  const [first, last] = [steps[0]?.record.index ?? 0, steps[steps.length - 1]?.record.index ?? 0];
  return `  ${`${first}-${last}`.padStart(MARGIN - 4)}  (${steps.length} steps of bookkeeping: ${sortsOf(steps)})`;
}
