// `rack hunt`: random search, from seed after seed. What it finds is shrunk and saved.

import type { Invariant } from '../rack/invariants/invariant.ts';
import { batches, batchesIn, type HuntResult, hasHardFind, merge, verdictOf } from '../search/hunt.ts';
import { type Hand, spread } from '../search/pool/pool.ts';
import type { StrategyPlan } from '../search/portfolio.ts';
import { SearchTally } from '../search/statistics.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import { isCiListening, tellCi } from './ci.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { saveFinds } from './finds.ts';
import { beginHunt, commandOf, type HuntVerbOptions } from './hunt-asked.ts';
import type { HuntAsked, HuntKeeper } from './hunt-file.ts';
import { documentOf, type HuntReport, linesOf } from './hunt-report.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { dismiss, hire, type Job, type JobResult } from './jobs.ts';
import { showProgress } from './progress.ts';
import { resumeCommand } from './save.ts';
import { findInvariants, findStrategy, parseOverrides, type Selection, select } from './selection.ts';
import { suiteOfHunt } from './suites.ts';
import { printJson, type Terminal } from './terminal.ts';

/** Runs a scenario, unless said otherwise. */
const RUNS = 1_000;

export async function huntVerb(
  terminal: Terminal,
  scenarios: readonly string[],
  options: HuntVerbOptions,
): Promise<ExitCode> {
  const { asked, keeper } = beginHunt(scenarios, options);
  const plan: StrategyPlan = { name: findStrategy(asked.strategy), depth: asked.depth };
  const set = parseOverrides(asked.set);
  const invariants = findInvariants(asked.invariant);
  // All are looked up before the first is hunted: a typing error in the last must not cost the time of the others.
  const selections: Selection[] = [];
  for (const scenario of asked.scenarios) selections.push(await select({ scenario, design: asked.design, set }));

  const interrupt = onInterrupt();
  const runs = asked.runs ?? (asked.for === undefined ? RUNS : undefined);
  const shareMs = asked.for === undefined ? undefined : asked.for / selections.length;
  const hands = hire(Math.min(options.jobs, batchesIn(runs, plan)));
  const reports: HuntReport[] = [];
  let page: string | null = null;
  let isAtEnd = false;
  try {
    for (const [index, selection] of selections.entries()) {
      const means: Means = { asked, keeper, index, plan, invariants, hands, interrupt, runs, shareMs };
      const { isCutShort, ...report } = await huntOne(terminal, selection, means);
      reports.push(report);
      page = await writePage(reports, commandOf(asked));
      if (!options.json) for (const line of linesOf(report, page, terminal.paint)) terminal.print(line);
      isAtEnd = !isCutShort && (reports.length === selections.length || isEnough(report, asked));
      if (isCutShort || isAtEnd || interrupt.isRequested()) break;
    }
  } finally {
    interrupt.dispose();
    await dismiss(hands);
  }
  if (isAtEnd) keeper.forget();
  else keeper.save();
  if (isCiListening(terminal, options)) {
    tellCi(terminal, options, { title: 'rack hunt', suites: reports.map((report) => suiteOfHunt(report, invariants)) });
  }
  const resume = isAtEnd ? null : keeper.path;
  if (options.json) printJson(terminal, { ...documentOf(reports, asked.design, asked.seed), page, resume });
  else if (resume !== null) terminal.print(`stopped; go on with: ${resumeCommand(resume)}`);
  return exitCodeOf(worst(reports.map(({ verdict }) => verdict)));
}

/** Drawing takes a while to load, and no other verb needs it. */
async function writePage(reports: readonly HuntReport[], command: string): Promise<string> {
  const { writeSearchPage } = await import('./search-page.ts');
  return writeSearchPage(reports, command);
}

function isEnough({ verdict }: HuntReport, { keepGoing }: HuntAsked): boolean {
  return verdict === 'violated' && !keepGoing;
}

/** What a hunt of one scenario works with. */
interface Means {
  readonly asked: HuntAsked;
  readonly keeper: HuntKeeper;
  /** Position of the scenario among all. */
  readonly index: number;
  readonly plan: StrategyPlan;
  readonly invariants: readonly Invariant[];
  readonly hands: readonly Hand<Job, JobResult>[];
  readonly interrupt: Interrupt;
  /** Runs a scenario; `undefined` means that only time limits them. */
  readonly runs: number | undefined;
  /** Time a scenario, if it is limited. */
  readonly shareMs: number | undefined;
}

async function huntOne(
  terminal: Terminal,
  selection: Selection,
  means: Means,
): Promise<HuntReport & { readonly isCutShort: boolean }> {
  const { asked, plan, interrupt, runs } = means;
  const { result, elapsedMs, statistics } = await search(selection, means);
  const saved = await saveFinds(terminal, selection, result, means.invariants, interrupt.isRequested);
  const isEnd = (hasHardFind(result) && !asked.keepGoing) || (runs !== undefined && result.runs >= runs);
  const isCutShort = interrupt.isRequested() && !isEnd;
  const verdict = verdictOfHunt(selection, result, isCutShort);
  const { digest } = result;
  return { selection, plan, result, statistics, verdict, elapsedMs, saved, seed: asked.seed, digest, isCutShort };
}

/** Goes on from what has come of it so far. */
async function search(
  { scenario, design, set, story }: Selection,
  means: Means,
): Promise<Pick<HuntReport, 'result' | 'elapsedMs' | 'statistics'>> {
  const { asked, keeper, index, plan, hands, interrupt, runs, shareMs = Number.POSITIVE_INFINITY } = means;
  const isKeepingGoing = asked.keepGoing ?? false;
  const invariants = means.invariants.map(({ name }) => name);
  const earlier = keeper.at(index);
  let sum = earlier.result;
  const tally = new SearchTally(earlier.tally);
  const jobs = function* (): Generator<Job> {
    if (hasHardFind(sum) && !isKeepingGoing) return;
    for (const batch of batches(asked.seed + sum.runs, runs === undefined ? undefined : runs - sum.runs, plan)) {
      yield { kind: 'hunt', choice: { scenario, design, set }, batch, isKeepingGoing, invariants, plan };
    }
  };
  const progress = showProgress(story.name, 100);
  const start = performance.now();
  const elapsed = () => earlier.elapsedMs + performance.now() - start;
  const soFar = () => ({ result: sum, elapsedMs: Math.round(elapsed()), tally: tally.memory });
  await spread(jobs(), hands, {
    shouldStop: () => interrupt.isRequested() || elapsed() >= shareMs,
    onResult(result) {
      const next = result as HuntResult;
      sum = merge(sum, next);
      tally.add(next.sights ?? []);
      keeper.note(index, soFar);
      const rate = Math.round((sum.runs / elapsed()) * 1_000);
      const share = Math.max(sum.runs / (runs ?? Number.POSITIVE_INFINITY), elapsed() / shareMs);
      progress.update(Math.floor(share * 100), `${sum.runs} runs, ${rate}/s, ${sum.finds.length} found`);
      return !isKeepingGoing && hasHardFind(sum) ? 'stop' : undefined;
    },
  }).finally(progress.stop);
  const reached = soFar();
  keeper.put(index, reached);
  return { result: sum, elapsedMs: reached.elapsedMs, statistics: tally.statistics };
}

/** A hunt that was stopped before its end and has found nothing has not looked everywhere it meant to. */
function verdictOfHunt({ story }: Selection, result: HuntResult, isCutShort: boolean): Verdict {
  const verdict = verdictOf(story, result);
  return isCutShort && verdict !== 'violated' ? 'inconclusive' : verdict;
}
