// `rack hunt`: random search, from seed after seed. What it finds is shrunk and saved.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import {
  batches,
  batchesIn,
  type HuntResult,
  hasHardFind,
  huntDigest,
  merge,
  NOTHING_YET,
  verdictOf,
} from '../search/hunt.ts';
import { type Hand, spread } from '../search/pool/pool.ts';
import type { StrategyPlan } from '../search/portfolio.ts';
import { SearchTally } from '../search/statistics.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import { type CiOptions, isCiListening, tellCi } from './ci.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { saveFinds } from './finds.ts';
import { documentOf, type HuntReport, linesOf } from './hunt-report.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { dismiss, hire, type Job, type JobResult } from './jobs.ts';
import { showProgress } from './progress.ts';
import { quote } from './save.ts';
import { findInvariants, findStrategy, parseOverrides, type Selection, select } from './selection.ts';
import { suiteOfHunt } from './suites.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface HuntVerbOptions extends CiOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly strategy: string;
  readonly depth: number;
  readonly seed: number;
  readonly runs?: number;
  readonly for?: number;
  readonly jobs: number;
  readonly keepGoing?: true;
  /** Names of the invariants to look for; all when empty. */
  readonly invariant: readonly string[];
  readonly json?: true;
}

/** Runs a scenario, unless said otherwise. */
const RUNS = 1_000;

export async function huntVerb(
  terminal: Terminal,
  scenarios: readonly string[],
  options: HuntVerbOptions,
): Promise<ExitCode> {
  const plan: StrategyPlan = { name: findStrategy(options.strategy), depth: options.depth };
  const set = parseOverrides(options.set);
  const invariants = findInvariants(options.invariant);
  const names = scenarios.length > 0 ? scenarios : SCENARIOS.map(({ name }) => name);
  // All are looked up before the first is hunted: a typing error in the last must not cost the time of the others.
  const selections: Selection[] = [];
  for (const scenario of names) selections.push(await select({ scenario, design: options.design, set }));

  const interrupt = onInterrupt();
  const runs = options.runs ?? (options.for === undefined ? RUNS : undefined);
  const hands = hire(Math.min(options.jobs, batchesIn(runs, plan)));
  const reports: HuntReport[] = [];
  let page: string | null = null;
  try {
    for (const selection of selections) {
      const share = options.for === undefined ? undefined : options.for / selections.length;
      const report = await huntOne(terminal, selection, {
        options,
        plan,
        invariants,
        hands,
        interrupt,
        runs,
        shareMs: share,
      });
      reports.push(report);
      page = await writePage(reports, commandOf(scenarios, options));
      if (!options.json) for (const line of linesOf(report, page, terminal.paint)) terminal.print(line);
      if (interrupt.isRequested() || (report.verdict === 'violated' && !options.keepGoing)) break;
    }
  } finally {
    interrupt.dispose();
    await dismiss(hands);
  }
  if (isCiListening(terminal, options)) {
    tellCi(terminal, options, { title: 'rack hunt', suites: reports.map((report) => suiteOfHunt(report, invariants)) });
  }
  if (options.json) printJson(terminal, { ...documentOf(reports, options.design, options.seed), page });
  return exitCodeOf(worst(reports.map(({ verdict }) => verdict)));
}

/** Drawing takes a while to load, and no other verb needs it. */
async function writePage(reports: readonly HuntReport[], command: string): Promise<string> {
  const { writeSearchPage } = await import('./search-page.ts');
  return writeSearchPage(reports, command);
}

function commandOf(scenarios: readonly string[], options: HuntVerbOptions): string {
  const { design, set, strategy, seed, runs, invariant, keepGoing } = options;
  const words = [
    ...scenarios,
    ...['--design', design, '--strategy', strategy, '--seed', String(seed)],
    ...(runs === undefined ? [] : ['--runs', String(runs)]),
    ...set.flatMap((one) => ['--set', one]),
    ...invariant.flatMap((name) => ['--invariant', name]),
    ...(keepGoing ? ['--keep-going'] : []),
  ];
  return ['npm run -s rack -- hunt', ...words.map(quote)].join(' ');
}

/** What all hunts of a command have in common. */
interface Means {
  readonly options: HuntVerbOptions;
  readonly plan: StrategyPlan;
  readonly invariants: readonly Invariant[];
  readonly hands: readonly Hand<Job, JobResult>[];
  readonly interrupt: Interrupt;
  /** Runs a scenario; `undefined` means that only time limits them. */
  readonly runs: number | undefined;
  /** Time a scenario, if it is limited. */
  readonly shareMs: number | undefined;
}

async function huntOne(terminal: Terminal, selection: Selection, means: Means): Promise<HuntReport> {
  const { options, plan, interrupt, runs } = means;
  const start = performance.now();
  const { result, statistics } = await search(selection, means);
  const elapsedMs = Math.round(performance.now() - start);
  const saved = await saveFinds(terminal, selection, result, means.invariants, interrupt.isRequested);
  const isCutShort = interrupt.isRequested() && (runs === undefined || result.runs < runs);
  const verdict = verdictOfHunt(selection, result, isCutShort);
  return {
    selection,
    plan,
    result,
    statistics,
    verdict,
    elapsedMs,
    saved,
    seed: options.seed,
    digest: huntDigest(result),
  };
}

async function search(
  { scenario, design, set, story }: Selection,
  means: Means,
): Promise<Pick<HuntReport, 'result' | 'statistics'>> {
  const { options, plan, hands, interrupt, runs, shareMs = Number.POSITIVE_INFINITY } = means;
  const isKeepingGoing = options.keepGoing ?? false;
  const invariants = means.invariants.map(({ name }) => name);
  const jobs = function* (): Generator<Job> {
    for (const batch of batches(options.seed, runs, plan)) {
      yield { kind: 'hunt', choice: { scenario, design, set }, batch, isKeepingGoing, invariants, plan };
    }
  };
  let sum = NOTHING_YET;
  const tally = new SearchTally();
  const progress = showProgress(story.name, 100);
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  await spread(jobs(), hands, {
    shouldStop: () => interrupt.isRequested() || elapsed() >= shareMs,
    onResult(result) {
      const next = result as HuntResult;
      sum = merge(sum, next);
      tally.add(next.sights ?? []);
      const rate = Math.round((sum.runs / elapsed()) * 1_000);
      const share = Math.max(sum.runs / (runs ?? Number.POSITIVE_INFINITY), elapsed() / shareMs);
      progress.update(Math.floor(share * 100), `${sum.runs} runs, ${rate}/s, ${sum.finds.length} found`);
      return !isKeepingGoing && hasHardFind(sum) ? 'stop' : undefined;
    },
  }).finally(progress.stop);
  return { result: sum, statistics: tally.statistics };
}

/** A hunt that was stopped before its end and has found nothing has not looked everywhere it meant to. */
function verdictOfHunt({ story }: Selection, result: HuntResult, isCutShort: boolean): Verdict {
  const verdict = verdictOf(story, result);
  return isCutShort && verdict !== 'violated' ? 'inconclusive' : verdict;
}
