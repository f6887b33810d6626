// Which steps a reader wants to see.

import type { TellingStep } from './told-run.ts';

export const STEP_KINDS = {
  requests: 'requests and answers',
  messages: 'messages',
  writes: 'writes',
  refused: 'refused writes',
  physical: 'physical changes',
  timers: 'ticks, restarts, timeouts',
  faults: 'faults',
} as const;
export type StepKind = keyof typeof STEP_KINDS;

export interface Filter {
  /** Lanes that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** `''` is any. */
  readonly subject: string;
  readonly kind: StepKind | '';
  /** Words that the step must have, in any case. */
  readonly text: string;
}

export const NO_FILTER: Filter = { hidden: new Set(), subject: '', kind: '', text: '' };

export function isFiltering({ hidden, subject, kind, text }: Filter): boolean {
  return hidden.size > 0 || subject !== '' || kind !== '' || text.trim() !== '';
}

export function fits(step: TellingStep, { hidden, subject, kind, text }: Filter): boolean {
  if (step.node.lane !== undefined && hidden.has(step.node.lane)) return false;
  if (subject !== '' && !step.subjects.has(subject)) return false;
  if (kind !== '' && !isOfKind(step, kind)) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === '' || textOf(step).toLowerCase().includes(wanted);
}

function isOfKind({ mark, record, node }: TellingStep, kind: StepKind): boolean {
  switch (kind) {
    case 'requests':
      return mark === '>' || mark === '<';
    case 'messages':
      return record.kind === 'request' || record.kind === 'reply';
    case 'writes':
      return node.statement?.came === 'written';
    case 'refused':
      return node.statement?.came === 'refused';
    case 'physical':
      return mark === '*';
    case 'timers':
      return mark === '~';
    case 'faults':
      return mark === '!';
    default:
      return kind satisfies never;
  }
}

function textOf({ who, what, told, below, record }: TellingStep): string {
  return [record.label, who, what, ...told, ...below.map((change) => change.text)].join(' ');
}
