// The neighbour that still fails, shrunk and saved as a schedule.

import { INVARIANTS } from '../rack/invariants/index.ts';
import type { Neighbour } from '../search/neighbours.ts';
import type { RecheckPlan } from '../search/recheck.ts';
import type { Schedule } from '../search/schedule.ts';
import type { Shrunk } from '../search/shrink.ts';
import { witness } from '../search/witness.ts';
import { shrinkInSlices } from './finds.ts';
import { writeHtmlReport } from './html-report.ts';
import { portableReference, saveWitness } from './save.ts';
import type { Selection } from './selection.ts';
import type { Terminal } from './terminal.ts';

export interface SavedSibling {
  readonly neighbour: Neighbour;
  readonly invariant: string;
  readonly shrunk: Shrunk;
  readonly schedule: Schedule;
  readonly path: string;
  /** Of the page; `null` when there is none. */
  readonly report: string | null;
}

export async function saveSibling(
  terminal: Terminal,
  selection: Selection,
  neighbour: Neighbour,
  { invariants }: RecheckPlan,
  shouldStop: () => boolean,
): Promise<SavedSibling> {
  const { story, toggles, scenario, design, set } = selection;
  const invariant = neighbour.violated.find((name) => invariants.includes(name)) ?? '';
  const shrunk = await shrinkInSlices(selection, { invariant, choices: neighbour.choices }, INVARIANTS, shouldStop);
  const origin = { scenario: portableReference(scenario), design, set, seed: null, strategy: 'recheck' };
  const schedule = witness(story, toggles, shrunk.choices, origin, invariant);
  const path = saveWitness(schedule, `${story.name}-sibling`, invariant);
  const report = await writeHtmlReport(terminal, selection, schedule, { path, course: 'shrunk from a neighbour' });
  return { neighbour, invariant, shrunk, schedule, path, report };
}
