// `rack run`: one run of a scenario under a design, and its story.

import { recordedRun } from '../../reports/live/recorded.ts';
import { storyLines } from '../../reports/text/story.ts';
import { type Course, courseOf, perform } from '../search/course.ts';
import type { Run, RunOptions } from '../search/run.ts';
import type { Schedule } from '../search/schedule.ts';
import { scheduleOf } from '../search/witness.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { writeHtmlReport } from './html-report.ts';
import { runDocument, verdictOf } from './recorded.ts';
import { portableReference, quote, replayCommand, saveWitness } from './save.ts';
import { namingFile, parseOverrides, type Selection, select } from './selection.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface RunVerbOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly all?: true;
  readonly json?: true;
}

export async function runVerb(terminal: Terminal, scenario: string, options: RunVerbOptions): Promise<ExitCode> {
  const selection = await select({ scenario, design: options.design, set: parseOverrides(options.set) });
  const course = courseOf(selection.story, options.seed);
  const run = performNamed(selection, course, { isRecording: !options.json, isDigesting: true });
  const saved = saveFirst(selection, run, course);
  const page =
    saved && (await writeHtmlReport(terminal, selection, saved.schedule, { ...saved, course: inWords(course) }));
  const verdict = verdictOf(run);
  if (options.json) {
    const path = saved?.path ?? null;
    printJson(terminal, { ...runDocument(selection, run, options.seed ?? null, path), report: page });
    return exitCodeOf(verdict);
  }
  const command = saved === null ? againCommand(selection, options.seed) : replayCommand(saved.path);
  const recorded = recordedRun(selection, run, {
    course: inWords(course),
    command,
    seed: options.seed ?? null,
    strategy: course.kind,
  });
  const lines = storyLines(recorded, { paint: terminal.paint, isEverything: options.all ?? false });
  const last = lines.splice(-1);
  for (const line of [...lines, ...(page === null ? [] : [`page     ${page}`]), ...last]) terminal.print(line);
  return exitCodeOf(verdict);
}

/** As `perform`; what is thrown in a file of the user's own names the file. */
function performNamed(selection: Selection, course: Course, options: RunOptions): Run {
  try {
    return perform(selection.story, selection.toggles, course, options);
  } catch (error) {
    throw namingFile(selection, error);
  }
}

/** Saves the run as it was told, as a witness against the first invariant that it violates. */
function saveFirst(selection: Selection, run: Run, course: Course): { schedule: Schedule; path: string } | null {
  const first = run.violations.find(({ isSoft }) => !isSoft) ?? run.violations[0];
  if (first === undefined) return null;
  const { design, set, story } = selection;
  const seed = course.kind === 'walk' ? course.seed : null;
  const origin = { scenario: portableReference(selection.scenario), design, set, seed, strategy: course.kind };
  const schedule = scheduleOf(run, origin, first.invariant);
  return { schedule, path: saveWitness(schedule, story.name, first.invariant) };
}

function inWords(course: Course): string {
  switch (course.kind) {
    case 'default':
      return 'in default order';
    case 'script':
      return 'as scripted';
    case 'walk':
      return `random walk, seed ${course.seed}`;
    case 'replay':
      return 'replayed';
    default:
      return course satisfies never;
  }
}

function againCommand({ scenario, design, set }: Selection, seed: number | undefined): string {
  const settings = Object.entries(set).map(([toggle, value]) => `--set ${toggle}=${value}`);
  const words = [quote(scenario), '--design', design, ...settings, ...(seed === undefined ? [] : [`--seed ${seed}`])];
  return `npm run -s rack -- run ${words.join(' ')}`;
}
