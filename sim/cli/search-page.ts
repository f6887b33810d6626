// The pictures of a hunt as a page.

import { join } from 'node:path';
import { searchReport } from '../../reports/search/report.ts';
import type { SearchFind, SearchView, Tried } from '../../reports/search/view.ts';
import { allowedActions } from '../search/action.ts';
import type { SearchStatistics } from '../search/statistics.ts';
import { courseOfHunt, type HuntReport } from './hunt-report.ts';
import { linkBetween, OUT, writeWhole } from './save.ts';

const SEARCH_PAGE = join(OUT, 'hunt.html');

/** Writes the page; answers its path. */
export function writeSearchPage(reports: readonly HuntReport[], command: string): string {
  writeWhole(SEARCH_PAGE, searchReport({ searches: reports.map(viewOf), command }));
  return SEARCH_PAGE;
}

function viewOf(report: HuntReport): SearchView {
  const { selection, result, verdict, elapsedMs, statistics } = report;
  const { scenario, design, story } = selection;
  const marks = Object.fromEntries([...(story.marks ?? []).map((mark) => [mark, 0]), ...Object.entries(result.marks)]);
  return {
    scenario,
    title: story.title,
    design,
    course: courseOfHunt(report),
    verdict,
    steps: result.steps,
    elapsedMs,
    statistics,
    marks: triedOf(marks),
    actions: triedOf({ ...Object.fromEntries(allowedActions(story).map((name) => [name, 0])), ...statistics.actions }),
    finds: findsOf(report),
  };
}

function triedOf(runs: SearchStatistics['actions']): Tried[] {
  return Object.entries(runs).map(([name, count]) => ({ name, runs: count }));
}

function findsOf({ result, saved, seed }: HuntReport): SearchFind[] {
  return result.finds.map(({ invariant, isSoft, message, seed: own }) => {
    const { schedule, report = null } = saved.find(({ find }) => find.invariant === invariant) ?? {};
    return {
      invariant,
      isSoft,
      message: schedule?.violation?.message ?? message,
      run: own - seed + 1,
      choices: schedule?.choices.length ?? null,
      href: report === null ? null : linkBetween(SEARCH_PAGE, report),
    };
  });
}
