// A step in full: its words, what came of it, what it changed, and of what sort it is.

import type { ToldStep } from './changes.ts';
import type { Change } from './rows.ts';
import { tellStep, type Words } from './words.ts';

/** `>` a client asks, `<` is answered, `!` fault, `~` tick, restart, timeout, `*` physical change, `x` refused. */
export type Mark = '>' | '<' | '!' | '~' | '*' | 'x' | ' ';

export interface Telling extends Omit<Words, 'details'> {
  readonly mark: Mark;
  /** What came of it, as far as the changes do not say it. */
  readonly told: readonly string[];
  /** The changes, without the one that the step itself is. */
  readonly below: readonly Change[];
}

export function tellFully(step: ToldStep): Telling {
  const { record, changes } = step;
  const { who, what, details } = tellStep(record);
  return {
    who,
    what,
    mark: markOf(step),
    told: details.filter((text) => !isToldByChange(text, changes.length > 0) && !what.includes(text)),
    // An answer is the step itself; it need not be told twice.
    below: changes.filter(({ text }) => text !== what),
  };
}

/** The model's own words for a write that went through; before -> after says more. */
function isToldByChange(text: string, hasChanges: boolean): boolean {
  return hasChanges && !/^(superseded|refused|reads|finds|answer|error|takes|nexus-\d+ logs)|panics/.test(text);
}

function markOf({ record, changes }: ToldStep): Mark {
  const { kind, label, process, details } = record;
  if (kind === 'fault') return '!';
  if (label.startsWith('client: ')) return '>';
  if (kind === 'reply' && process === 'client') return '<';
  if (kind === 'external' || kind === 'timer') return '~';
  if (changes.some(({ sort }) => sort === 'truth')) return '*';
  return details.some((text) => /^(superseded|refused)/.test(text)) ? 'x' : ' ';
}
