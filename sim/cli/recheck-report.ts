// What a recheck came to, in words and as a document.

import type { Paint } from '../../reports/text/paint.ts';
import type { NeighbourChange } from '../search/neighbours.ts';
import type { RecheckPlan, RecheckTally } from '../search/recheck.ts';
import type { Verdict } from '../search/verdict.ts';
import { countOf, inWords } from './finds.ts';
import { replayCommand } from './save.ts';
import type { Selection } from './selection.ts';
import type { SavedSibling } from './sibling.ts';

export interface Rechecked {
  /** The schedule. */
  readonly file: string;
  readonly selection: Selection;
  readonly plan: RecheckPlan;
  readonly tally: RecheckTally;
  /** False when time was up, or it was interrupted. */
  readonly isComplete: boolean;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  readonly sibling: SavedSibling | null;
}

export function linesOf(rechecked: Rechecked, paint: Paint): string[] {
  const { file, selection, plan, tally, verdict, elapsedMs, sibling } = rechecked;
  const colour = verdict === 'violated' ? paint.red : verdict === 'holds' ? paint.green : paint.yellow;
  const others = Object.entries(tally.violated).filter(([invariant]) => !plan.invariants.includes(invariant));
  return [
    `${selection.scenario} under ${selection.design}: ${colour(outcomeOf(rechecked))}`,
    `  ${file}, with up to ${countOf(plan.distance, 'changed choice')}; ${(elapsedMs / 1000).toFixed(1)} s`,
    ...others.map(([invariant, count]) => `  beside it, ${invariant} is violated in ${number(count)}`),
    ...(sibling === null ? [] : siblingLines(sibling)),
  ];
}

function outcomeOf({ plan, tally, isComplete, verdict }: Rechecked): string {
  const [only] = plan.invariants;
  const what = plan.invariants.length === 1 ? only : 'every invariant looked at';
  if (verdict === 'violated') {
    const some = plan.invariants.length === 1 ? only : 'one of the invariants';
    return `${some} is violated in ${number(tally.failing)} of ${countOfNeighbours(tally.count)}`;
  }
  if (!isComplete) return `${what} holds in ${countOfNeighbours(tally.count)}; there are more`;
  return `${what} holds in ${tally.count === 1 ? '' : 'all '}${countOfNeighbours(tally.count)}`;
}

function siblingLines({ neighbour, invariant, shrunk, schedule, path, report }: SavedSibling): string[] {
  const { changes } = neighbour;
  return [
    '',
    `${invariant}: ${schedule.violation?.message ?? ''}`,
    changes.length === 0 ? '  in the schedule itself, as it stands' : '  the nearest of them:',
    ...changes.map((change) => `    ${inWordsOf(change)}`),
    `  shrunk: ${inWords(shrunk.after)}${shrunk.isComplete ? '' : ' (not to the end)'}`,
    ...(report === null ? [] : [`  page: ${report}`]),
    replayCommand(path),
  ];
}

function inWordsOf({ choice, kind, label }: NeighbourChange): string {
  return kind === 'first' ? `at choice ${choice}, first: ${label}` : `without choice ${choice}: ${label}`;
}

/** The schedule itself is one of them. */
function countOfNeighbours(count: number): string {
  return count === 1 ? 'the schedule itself' : `${number(count)} neighbours`;
}

/** `1,204` */
function number(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function documentOf({ file, selection, plan, tally, isComplete, verdict, elapsedMs, sibling }: Rechecked) {
  const { scenario, design, set } = selection;
  return {
    verdict,
    scenario,
    design,
    set,
    file,
    distance: plan.distance,
    invariants: plan.invariants,
    complete: isComplete,
    neighbours: tally.count,
    failing: tally.failing,
    violated: tally.violated,
    elapsedMs,
    sibling: sibling && {
      invariant: sibling.invariant,
      message: sibling.schedule.violation?.message ?? null,
      changes: sibling.neighbour.changes,
      steps: sibling.schedule.choices.length,
      schedule: sibling.path,
      report: sibling.report,
    },
  };
}
