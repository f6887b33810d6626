// `rack compare`: the matrix designs x invariants.

import { matrixMarkdown } from '../../reports/ci/matrix.ts';
import { type Matrix, matrixLines } from '../../reports/text/matrix.ts';
import { makePaint } from '../../reports/text/paint.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import { MAIN_DESIGNS } from '../rack/designs/designs.ts';
import { INVARIANTS } from '../rack/invariants/index.ts';
import { type Comparison, compare, type Trial } from '../search/compare.ts';
import { type Hand, spread } from '../search/pool/pool.ts';
import type { TrialResult, TrialViolation } from '../search/trial.ts';
import { type CiOptions, isCiListening, tellCi } from './ci.ts';
import { writeComparePage } from './compare-page.ts';
import { comparisonDocument, type Shown, saveShown, shownViolations, withShorter } from './comparison.ts';
import { EXIT, type ExitCode, UsageError } from './exit.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { dismiss, hire, type Job, type JobResult } from './jobs.ts';
import { showProgress } from './progress.ts';
import { OUT, quote, writeWhole } from './save.ts';
import { findDesign, parseOverrides, type Selection, select } from './selection.ts';
import { suitesOfComparison } from './suites.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface CompareVerbOptions extends CiOptions {
  readonly designs?: readonly string[];
  readonly main?: true;
  readonly set: readonly string[];
  readonly jobs: number;
  /** Search exhaustively, too, up to so many states a scenario and design. */
  readonly prove?: number;
  readonly json?: true;
}

export async function compareVerb(
  terminal: Terminal,
  scenarios: readonly string[],
  options: CompareVerbOptions,
): Promise<ExitCode> {
  if (options.main && (scenarios.length > 0 || options.designs !== undefined)) {
    throw new UsageError('--main compares all scenarios under the main designs; it takes neither of them');
  }
  const designs = [...new Set(options.designs ?? MAIN_DESIGNS)];
  for (const design of designs) findDesign(design);
  const names = scenarios.length > 0 ? [...new Set(scenarios)] : SCENARIOS.map(({ name }) => name);
  const set = parseOverrides(options.set);
  const selections: Selection[] = [];
  for (const scenario of names) {
    for (const design of designs) selections.push(await select({ scenario, design, set }));
  }

  const interrupt = onInterrupt();
  const hands = hire(Math.min(options.jobs, selections.length));
  let trials: readonly Trial[];
  try {
    const rough = await tryAll(selections, options.prove ?? null, hands, interrupt);
    trials = await shortenShown(compare(rough, designs, INVARIANTS), rough, selections, hands, interrupt);
  } finally {
    interrupt.dispose();
    await dismiss(hands);
  }
  const comparison = compare(trials, designs, INVARIANTS);
  const isCutShort = trials.length < selections.length;
  const paths = saveShown(comparison, trials);
  const cutShort = isCutShort ? `${trials.length} of ${selections.length} trials` : null;
  if (isCiListening(terminal, options)) {
    const suites = suitesOfComparison(comparison, trials, paths, cutShort);
    tellCi(terminal, options, { title: 'rack compare', suites, more: matrixMarkdown(comparison) });
  }
  const matrix: Matrix = { ...comparison, cutShort, pathOf: paths.of };
  const command = commandOf(scenarios, options);
  const page = await writeComparePage(terminal, { comparison, matrix, trials, selections, paths, command });
  show(terminal, matrix, { ...comparisonDocument(comparison, paths, isCutShort), page }, options);
  if (comparison.unexpected.length > 0) return EXIT.violated;
  return isCutShort ? EXIT.inconclusive : EXIT.holds;
}

type Hands = readonly Hand<Job, JobResult>[];

async function tryAll(
  selections: readonly Selection[],
  statesMax: number | null,
  hands: Hands,
  interrupt: Interrupt,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  const work = selections.map(
    ({ scenario, design, set }): Job => ({ kind: 'trial', choice: { scenario, design, set }, statesMax }),
  );
  const progress = showProgress('trials', work.length);
  await spread(work, hands, {
    shouldStop: interrupt.isRequested,
    onResult(result, index) {
      const selection = selections[index] as Selection;
      trials.push({ scenario: selection.story, design: selection.design, result: result as TrialResult });
      progress.update(trials.length, `${selection.scenario} under ${selection.design}`);
      return undefined;
    },
  }).finally(progress.stop);
  return trials;
}

/** Shrinks what was found at random and will be shown. */
async function shortenShown(
  comparison: Comparison,
  trials: readonly Trial[],
  selections: readonly Selection[],
  hands: Hands,
  interrupt: Interrupt,
): Promise<readonly Trial[]> {
  const long = shownViolations(comparison, trials).filter(
    ({ violation }) => !violation.isSoft && violation.schedule.strategy === 'walk',
  );
  const work = long.map(({ trial, violation }): Job => {
    const { scenario, design, set } = selections[trial] as Selection;
    return { kind: 'shorten', choice: { scenario, design, set }, violation };
  });
  const shorter: Shown[] = [];
  const progress = showProgress('shrinking', work.length);
  await spread(work, hands, {
    shouldStop: interrupt.isRequested,
    onResult(result, index) {
      const { trial, violation } = long[index] as Shown;
      shorter.push({ trial, violation: result as TrialViolation });
      progress.update(shorter.length, violation.invariant);
      return undefined;
    },
  }).finally(progress.stop);
  return withShorter(trials, shorter);
}

/** Prints the matrix or its document, and for the main job writes both. */
function show(
  terminal: Terminal,
  matrix: Matrix,
  document: { readonly page: string },
  { main, json }: CompareVerbOptions,
): void {
  const files = main ? [`${OUT}/compare.txt`, `${OUT}/compare.json`] : [];
  if (main) {
    writeWhole(files[0] as string, `${matrixLines(matrix, makePaint(false)).join('\n')}\n`);
    writeWhole(files[1] as string, `${JSON.stringify(document, null, 2)}\n`);
  }
  if (json) return printJson(terminal, document);
  for (const line of matrixLines(matrix, terminal.paint)) terminal.print(line);
  terminal.print(`written to ${[document.page, ...files].join(', ')}`);
}

function commandOf(scenarios: readonly string[], { main, designs, set, prove }: CompareVerbOptions): string {
  if (main) return 'npm start';
  const words = [
    ...scenarios,
    ...(designs ? ['--designs', designs.join(',')] : []),
    ...set.flatMap((one) => ['--set', one]),
    ...(prove === undefined ? [] : ['--prove', String(prove)]),
  ];
  return ['npm run -s rack -- compare', ...words.map(quote)].join(' ');
}
