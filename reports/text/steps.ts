// The steps, one a line in fixed columns: mark, number, time, who, what; and below it what it changed.

import { bookkeepingOf } from './bookkeeping.ts';
import type { ToldStep } from './changes.ts';
import { type Paint, wrap } from './paint.ts';
import { showTime, tellStep } from './words.ts';

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
  const { record, changes } = step;
  const { who, what, details } = tellStep(record);
  const told = details.filter((text) => !isToldByChange(text, changes.length > 0) && !what.includes(text));
  const mark = markOf(step);
  const number = String(record.index).padStart(4);
  const head = `${mark} ${number} ${showTime(record.now).padStart(9)}  ${who.padEnd(WHO_WIDTH_MAX)}  `;
  const indent = ' '.repeat(MARGIN);
  // An answer is the step itself; it need not be told twice.
  const below = changes.filter(({ text }) => text !== what);
  const isShort = told.length === 1 && head.length + what.length + (told[0]?.length ?? 0) < LINE_MAX;
  const line = isShort ? `${head}${what}: ${told[0]}` : head + what;
  return [
    colourOf(mark, paint)(line),
    ...(isShort ? [] : told.flatMap((text) => wrap(text, indent, LINE_MAX))),
    ...below.map(({ sort, text }) => indent + (sort === 'truth' ? paint.yellow(`* ${text}`) : paint.cyan(`= ${text}`))),
  ];
}

/** The model's own words for a write that went through; before -> after says more. */
function isToldByChange(text: string, hasChanges: boolean): boolean {
  return hasChanges && !/^(superseded|refused|reads|finds|answer|error|takes|nexus-\d+ logs)|panics/.test(text);
}

function markOf({ record, changes }: ToldStep): string {
  const { kind, label, process, details } = record;
  if (kind === 'fault') return '!';
  if (label.startsWith('client: ')) return '>';
  if (kind === 'reply' && process === 'client') return '<';
  if (kind === 'external' || kind === 'timer') return '~';
  if (changes.some(({ sort }) => sort === 'truth')) return '*';
  return details.some((text) => /^(superseded|refused)/.test(text)) ? 'x' : ' ';
}

function colourOf(mark: string, paint: Paint): (text: string) => string {
  if (mark === '!') return paint.red;
  if (mark === '>' || mark === '<') return paint.bold;
  return mark === 'x' ? paint.magenta : (text) => text;
}

function foldLine(steps: readonly ToldStep[]): string {
  const counts = new Map<string, number>();
  for (const step of steps) {
    const sort = bookkeepingOf(step) ?? '';
    counts.set(sort, (counts.get(sort) ?? 0) + 1);
  }
  const sorts = Array.from(counts, ([sort, count]) => (count > 1 ? `${sort} x${count}` : sort)).join(', ');
  const [first, last] = [steps[0]?.record.index ?? 0, steps[steps.length - 1]?.record.index ?? 0];
  return `  ${`${first}-${last}`.padStart(MARGIN - 4)}  (${steps.length} steps of bookkeeping: ${sorts})`;
}
