// The cause of what is violated, in one paragraph: what would have made the run pass, what the racing steps raced for,
// and the guard that is missing or late. All that it says was found out by running the run again with a change.

import type { CauseChange, CauseGuard, FoundCause, RecordedRun, StepName } from '../recorded-run.ts';
import { type Paint, wrap } from './paint.ts';
import { tellStep } from './words.ts';

type Records = RecordedRun['records'];

export function causeLines({ causes = [], records }: RecordedRun, paint: Paint): string[] {
  return causes.flatMap((cause) => [
    paint.bold(`The cause of ${cause.invariants.join(', ')}`),
    ...wrap(causeText(cause, records), '  '),
    '',
  ]);
}

/** The paragraph. */
export function causeText(cause: FoundCause, records: Records): string {
  const { changes, invariants, tried, passing, remaining } = cause;
  const them = invariants.length > 1 ? 'they hold' : 'it holds';
  if (changes.length === 0) {
    return (
      `No change of one or two choices mends it: ${tried} other runs were made, with dependent steps in the other ` +
      'order and faults left out or struck at another time, and it was violated in all of them' +
      (cause.isComplete ? '. It is no matter of the order of two steps.' : '; there are more changes than were tried.')
    );
  }
  const left = remaining.length > 0 ? `, while ${remaining.join(', ')} ${is(remaining)} violated` : '';
  return [
    `${changes.map((change) => changeText(change, records)).join(', and ')}: then ${them}${left}.`,
    contestText(cause, records),
    guardText(cause.guard, records),
    tried === 1
      ? 'No other change was tried.'
      : `Of ${tried} runs with a change, ${passing === 1 ? 'this one mends it' : `${passing} mend it`}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function is(some: readonly string[]): string {
  return some.length > 1 ? 'are' : 'is';
}

function changeText(change: CauseChange, records: Records): string {
  switch (change.kind) {
    case 'order':
      return `Let ${name(change.second, records)} come before ${name(change.first, records)}`;
    case 'fault': {
      const { prevented } = change;
      const rest = prevented === null ? '' : `, so that "${prevented}" takes place`;
      return `Leave out ${name(change.fault, records)}${rest}`;
    }
    case 'strike': {
      const when = change.isLater ? 'after' : 'before';
      return `Let ${name(change.fault, records)} strike ${when} ${name(change.beside, records)}`;
    }
    default:
      return change satisfies never;
  }
}

function contestText({ contest, changes }: FoundCause, records: Records): string {
  if (contest === null) {
    const [change] = changes;
    return change?.kind === 'order' ? `They meet in ${cellText(change.cell)}.` : '';
  }
  const { row, gen, here, there } = contest;
  const otherwise = there === null ? 'the row is never at that generation' : `"${there.label}" makes it ${there.state}`;
  const isTheirs = changes.some(
    (change) => change.kind === 'order' && [change.first, change.second].includes(here.step),
  );
  const race = isTheirs ? 'What they race for is' : 'What comes out otherwise is';
  const own = `${name(here.step, records)} makes it ${here.state}`;
  return `${race} generation ${gen} of ${row}: ${own}; with the change, ${otherwise}.`;
}

function guardText(guard: CauseGuard | null, records: Records): string {
  if (guard === null) return '';
  const step = (at: number) => name(at, records);
  switch (guard.kind) {
    case 'late': {
      const { refused, settled, next } = guard;
      const since = settled === null ? '' : `, though what step ${refused} has to say was so since ${step(settled)}`;
      const rest = next === null ? '' : `; its task goes on with step ${next} as if it were not`;
      return (
        `The guard is late: it looks at nothing but the row, and ${unchangedText(guard)}${since}. ` +
        `So the first to write wins, and step ${refused} is refused${rest}.`
      );
    }
    case 'overwrite': {
      const { write, over, look } = guard;
      const looked = look === null ? '' : `; its task had looked in step ${look}, before that`;
      const what = `step ${write} writes over what step ${over} had written${looked}`;
      return `A guard is missing: ${what}, and nothing refuses it.`;
    }
    case 'stale': {
      const act = guard.act === null ? 'what follows goes' : `${step(guard.act)} goes`;
      const seen = `step ${guard.look} looks, step ${guard.change} changes what it saw`;
      return `A guard is missing: ${seen}, and ${act} by it all the same.`;
    }
    case 'hasty': {
      const act = guard.act === null ? '' : `, and ${step(guard.act)} goes by it`;
      const seen = `step ${guard.look} sees what step ${guard.change} has left`;
      return `A guard is missing: ${seen}${act}; nothing makes it wait.`;
    }
    default:
      return guard satisfies never;
  }
}

/** Why the first write was let through. */
function unchangedText({ write, look, between }: Extract<CauseGuard, { kind: 'late' }>): string {
  if (look === null) return `the row was still at an older one in step ${write}`;
  const looked = `step ${look}, which looked at it`;
  if (between === null) return `nobody had written the row between ${looked}, and step ${write}`;
  return `what step ${between} had written between ${looked}, and step ${write} was older still`;
}

/** `step 18 (nexus-2 instance-watcher/vmm-1: write the report of vmm-1)`; a tick of the drain is no step. */
function name(at: StepName, records: Records): string {
  if (typeof at === 'string') return `the ${at.replace(':', ' of')}`;
  const record = records[at - 1];
  if (record === undefined) return `step ${at}`;
  const { who, what } = tellStep(record);
  return `step ${at} (${who}: ${what})`;
}

/** `db/vmms/vmm-1` is the row of vmm-1; anything else is memory. */
function cellText(cell: string): string {
  const [part, table = '', id = '', ...rest] = cell.split('/');
  if (part !== 'db') return `the memory of ${[table, id, ...rest].filter(Boolean).join(', ')}`;
  const words: Readonly<Record<string, string>> = { charges: 'the charge of', reservations: 'the reservation of' };
  return id === '' ? `the table of ${table}` : `${words[table] ?? 'the row of'} ${id}`;
}
