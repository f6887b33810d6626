// `rack run`: one run of a scenario under a design, and its story.

import { diagramOfRun, suiteOfRun } from '../../reports/ci/run-suite.ts';
import { recordedRun } from '../../reports/live/recorded.ts';
import { storyLines } from '../../reports/text/story.ts';
import { type Course, courseOf } from '../search/course.ts';
import { Portfolio } from '../search/portfolio.ts';
import type { Run } from '../search/run.ts';
import type { Schedule } from '../search/schedule.ts';
import { showDrawn } from '../search/strategy.ts';
import { scheduleOf } from '../search/witness.ts';
import { toldCauses } from './causes.ts';
import { type CiOptions, isCiListening, tellCi } from './ci.ts';
import { type ExitCode, exitCodeOf, UsageError } from './exit.ts';
import { writeHtmlReport } from './html-report.ts';
import { runDocument, verdictOf } from './recorded.ts';
import { performTwice } from './repeat.ts';
import { portableReference, quote, replayCommand, saveWitness } from './save.ts';
import { findStrategy, parseOverrides, type Selection, select } from './selection.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface RunVerbOptions extends CiOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly strategy: string;
  readonly depth: number;
  readonly all?: true;
  readonly json?: true;
}

export async function runVerb(terminal: Terminal, scenario: string, options: RunVerbOptions): Promise<ExitCode> {
  const selection = await select({ scenario, design: options.design, set: parseOverrides(options.set) });
  const course = courseFor(selection, options);
  const run = performTwice(selection, course, {
    isRecording: !options.json || isCiListening(terminal, options),
    isDigesting: true,
  });
  const saved = saveFirst(selection, run, course);
  const verdict = verdictOf(run);
  const command = saved === null ? againCommand(selection, options) : replayCommand(saved.path);
  const causes = toldCauses(selection, run.labels);
  const context = { course: inWords(course), causes };
  const page = saved && (await writeHtmlReport(terminal, selection, saved.schedule, { ...saved, ...context }));
  const recorded = recordedRun(selection, run, {
    course: inWords(course),
    command,
    causes,
    seed: options.seed ?? null,
    strategy: strategyOf(course),
  });
  if (isCiListening(terminal, options)) {
    tellCi(terminal, options, { title: 'rack run', suites: [suiteOfRun(recorded)], more: diagramOfRun(recorded) });
  }
  if (options.json) {
    const path = saved?.path ?? null;
    printJson(terminal, { ...runDocument(selection, run, options.seed ?? null, path), causes, report: page });
    return exitCodeOf(verdict);
  }
  const lines = storyLines(recorded, { paint: terminal.paint, isEverything: options.all ?? false });
  const last = lines.splice(-1);
  for (const line of [...lines, ...(page === null ? [] : [`page     ${page}`]), ...last]) terminal.print(line);
  return exitCodeOf(verdict);
}

/** Throws {@link UsageError} for a strategy whose runs are not a matter of their seed alone. */
function courseFor({ story, toggles }: Selection, { seed, strategy, depth }: RunVerbOptions): Course {
  const name = findStrategy(strategy);
  if (seed === undefined) {
    if (name !== 'walk') throw new UsageError(`--strategy ${name} draws: it needs a --seed`);
    return courseOf(story);
  }
  if (name === 'guided' || name === 'auto') {
    throw new UsageError(`a run of ${name} depends on the runs before it: hunt, and replay the schedule that it saves`);
  }
  return { kind: 'drawn', name, seed, strategy: new Portfolio(story, toggles, { name, depth }).deal(seed).strategy };
}

/** Saves the run as it was told, as a witness against the first invariant that it violates. */
function saveFirst(selection: Selection, run: Run, course: Course): { schedule: Schedule; path: string } | null {
  const first = run.violations.find(({ isSoft }) => !isSoft) ?? run.violations[0];
  if (first === undefined) return null;
  const { design, set, story } = selection;
  const seed = course.kind === 'drawn' ? course.seed : null;
  const origin = { scenario: portableReference(selection.scenario), design, set, seed, strategy: strategyOf(course) };
  const schedule = scheduleOf(run, origin, first.invariant);
  return { schedule, path: saveWitness(schedule, story.name, first.invariant) };
}

function strategyOf(course: Course): string {
  return course.kind === 'drawn' ? course.name : course.kind;
}

function inWords(course: Course): string {
  switch (course.kind) {
    case 'default':
      return 'in default order';
    case 'script':
      return 'as scripted';
    case 'drawn': {
      const drawn = showDrawn(course.strategy.drawn);
      return `strategy ${course.name}, seed ${course.seed}${drawn ? `: ${drawn}` : ''}`;
    }
    case 'replay':
      return 'replayed';
    default:
      return course satisfies never;
  }
}

function againCommand({ scenario, design, set }: Selection, { seed, strategy, depth }: RunVerbOptions): string {
  const drawn = seed === undefined ? [] : [`--seed ${seed}`];
  if (strategy !== 'walk') drawn.push(`--strategy ${strategy} --depth ${depth}`);
  const settings = Object.entries(set).map(([toggle, value]) => `--set ${toggle}=${value}`);
  const words = [quote(scenario), '--design', design, ...settings, ...drawn];
  return `npm run -s rack -- run ${words.join(' ')}`;
}
