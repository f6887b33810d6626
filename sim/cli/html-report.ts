// The page of a run that was saved, for every verb that finds something.

import { BundleError } from '../../reports/bundle.ts';
import { viewerPage } from '../../reports/html/report.ts';
import type { FoundCause } from '../../reports/recorded-run.ts';
import type { Schedule } from '../search/schedule.ts';
import { replayCommand, reportPath, writeWhole } from './save.ts';
import type { Selection } from './selection.ts';
import type { Terminal } from './terminal.ts';

interface Context {
  /** Of the schedule. */
  readonly path: string;
  /** How the choices were made, in words. */
  readonly course: string;
  /** Absent where nobody has looked for them: the page then offers to. */
  readonly causes?: readonly FoundCause[] | null;
}

/**
 * Writes the page beside the saved schedule and answers its path. A scenario file of the user's own that cannot be
 * part of a page is said on stderr and answered with `null`: what was found stands without it.
 */
export async function writeHtmlReport(
  terminal: Terminal,
  selection: Selection,
  schedule: Schedule,
  { path, course, causes = null }: Context,
): Promise<string | null> {
  const { scenario, design, set, seed, strategy, choices, digest } = schedule;
  const rest = { course, command: replayCommand(path), causes };
  const embedded = { scenario, design, set, seed, strategy, choices, digest, ...rest };
  try {
    const page = reportPath(path, '.html');
    writeWhole(page, await viewerPage(embedded, selection.file));
    return page;
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    terminal.say(`rack: no page for ${scenario}, which cannot be bundled: ${error.message}`);
    return null;
  }
}
