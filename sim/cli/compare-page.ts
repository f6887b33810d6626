// The matrix as a page, with a page beside it for the run behind each cell that is not green.

import { dirname, join, relative } from 'node:path';
import { matrixReport } from '../../reports/matrix/report.ts';
import type { Matrix } from '../../reports/text/matrix.ts';
import type { Comparison, Trial } from '../search/compare.ts';
import { type Paths, shownViolations } from './comparison.ts';
import { writeHtmlReport } from './html-report.ts';
import { OUT, writeWhole } from './save.ts';
import type { Selection } from './selection.ts';
import type { Terminal } from './terminal.ts';

/** Where the page goes. */
const COMPARE_PAGE = join(OUT, 'compare.html');

export interface PageSource {
  readonly comparison: Comparison;
  readonly matrix: Matrix;
  readonly trials: readonly Trial[];
  /** One a trial. */
  readonly selections: readonly Selection[];
  readonly paths: Paths;
  readonly command: string;
}

/** Writes the page and those of the runs; answers its path. */
export async function writeComparePage(terminal: Terminal, source: PageSource): Promise<string> {
  const { matrix, selections, command } = source;
  const pages = await writeRunPages(terminal, source);
  const hrefOf = (scenario: string, design: string, invariant: string) =>
    pages.get(keyOf(scenario, design, invariant)) ?? null;
  const settings = Object.entries(selections[0]?.set ?? {}).map(([toggle, value]) => `${toggle}=${value}`);
  writeWhole(COMPARE_PAGE, matrixReport({ matrix, hrefOf, settings, command }));
  return COMPARE_PAGE;
}

/** The address of the run of each violation, at the step that shows it. Violations of one run share a page. */
async function writeRunPages(
  terminal: Terminal,
  { comparison, trials, selections, paths }: PageSource,
): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  const written = new Map<string, string | null>();
  for (const { trial, violation } of shownViolations(comparison, trials)) {
    const own = trials[trial] as Trial;
    const { schedule, invariant, step } = violation;
    const path = paths.of(own.scenario.name, own.design, invariant);
    const selection = selections[trial];
    if (path === null || selection === undefined) continue;
    const run = JSON.stringify([schedule.scenario, schedule.design, schedule.choices]);
    let page = written.get(run);
    if (page === undefined) {
      const course = schedule.seed === null ? 'as scripted' : `shrunk from a random walk, seed ${schedule.seed}`;
      page = await writeHtmlReport(terminal, selection, schedule, { path, course });
      written.set(run, page);
    }
    if (page === null) continue;
    const address = relative(dirname(COMPARE_PAGE), page).split(/[\\/]/).map(encodeURIComponent).join('/');
    addresses.set(keyOf(own.scenario.name, own.design, invariant), `${address}#step=${step}`);
  }
  return addresses;
}

const keyOf = (...names: readonly string[]) => names.join('\n');
