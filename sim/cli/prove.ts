// `rack prove`: exhaustive search within the budgets of each scenario. What it finds is shrunk and saved.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import { spread } from '../search/pool/pool.ts';
import type { Proof } from '../search/prove/prove.ts';
import type { ProofProgress, ProveOptions } from '../search/prove/searching.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import { witness } from '../search/witness.ts';
import { type AskedProof, askedProof, isSchedule } from './asked-proof.ts';
import { type ToldCause, toldCauses } from './causes.ts';
import { type CiOptions, isCiListening, tellCi } from './ci.ts';
import { withTeam } from './crew.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { countOf, shrinkInSlices } from './finds.ts';
import { writeHtmlReport } from './html-report.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { dismiss, hire, type Job } from './jobs.ts';
import { showProgress } from './progress.ts';
import { documentOf, linesOf, type ProofReport, type SavedCounterexample, scopeOf } from './prove-report.ts';
import { proveTimed, type TimedProof } from './prove-timed.ts';
import { portableReference, quote, saveWitness } from './save.ts';
import { type Choice, findInvariants, namingFile, parseOverrides, type Selection } from './selection.ts';
import { suiteOfProof } from './suites.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface ProveVerbOptions extends CiOptions {
  readonly design: string;
  /** It was named, and is not the default. */
  readonly isDesignGiven: boolean;
  readonly set: readonly string[];
  readonly maxStates: number;
  readonly for?: number;
  /** Look only at schedules that begin so, see `AskedProof`. */
  readonly after?: string;
  /** Names of requests that nobody makes, and how many faults may strike: as the scenario has it, if not given. */
  readonly without: readonly string[];
  readonly faults?: number;
  /** Look only at schedules with no more delays. */
  readonly delays?: number;
  /** Names of the invariants to prove; all when empty. */
  readonly invariant: readonly string[];
  readonly keepGoing?: true;
  /** False for `--no-reduction`. */
  readonly reduction: boolean;
  /** Threads: for one proof, or for several proofs at a time. */
  readonly jobs: number;
  readonly json?: true;
}

export async function proveVerb(
  terminal: Terminal,
  scenarios: readonly string[],
  options: ProveVerbOptions,
): Promise<ExitCode> {
  const set = parseOverrides(options.set);
  const invariants = findInvariants(options.invariant);
  const names = scenarios.length > 0 ? scenarios : SCENARIOS.map(({ name }) => name);
  const { design, isDesignGiven, after, without, faults = null } = options;
  const terms = { design, isDesignGiven, set, budgets: { without, faults }, invariants, after };
  const asked: AskedProof[] = [];
  for (const name of names) asked.push(await askedProof(name, terms));
  const interrupt = onInterrupt();
  const reports: ProofReport[] = [];
  let page: string | null = null;
  const onProof = async ({ selection, prefix }: AskedProof, { proof, elapsedMs }: TimedProof) => {
    const saved = await saveCounterexamples(terminal, { selection, prefix }, proof, { invariants, interrupt });
    const report = { selection, prefix, proof, verdict: verdictOf(proof), elapsedMs, saved };
    reports.push(report);
    page = await writePage(reports, commandOf(names, options));
    if (!options.json) for (const line of linesOf(report, page, terminal.paint)) terminal.print(line);
  };
  const threads = Math.min(options.jobs, asked.length);
  const means = { options, invariants, interrupt, onProof };
  try {
    await (threads === 1 ? proveInTurn(asked, means) : proveAtOnce(asked, threads, means));
  } finally {
    interrupt.dispose();
  }
  if (isCiListening(terminal, options)) {
    const suites = reports.map((report) => suiteOfProof(report, invariants));
    tellCi(terminal, options, { title: 'rack prove', suites });
  }
  if (options.json) printJson(terminal, documentOf(reports, design, page));
  return exitCodeOf(worst(reports.map(({ verdict }) => verdict)));
}

/** The command that asks for the same. */
function commandOf(scenarios: readonly string[], options: ProveVerbOptions): string {
  const { design, isDesignGiven, set, maxStates, for: forMs, after, without, faults, delays, invariant } = options;
  const words = [
    ...(scenarios.length === SCENARIOS.length ? [] : scenarios),
    ...(isDesignGiven || !scenarios.some(isSchedule) ? ['--design', design] : []),
    ...['--max-states', String(maxStates)],
    ...(forMs === undefined ? [] : ['--for', `${forMs}ms`]),
    ...(after === undefined ? [] : ['--after', after]),
    ...without.flatMap((request) => ['--without', request]),
    ...(faults === undefined ? [] : ['--faults', String(faults)]),
    ...(delays === undefined ? [] : ['--delays', String(delays)]),
    ...set.flatMap((one) => ['--set', one]),
    ...invariant.flatMap((name) => ['--invariant', name]),
    ...(options.keepGoing ? ['--keep-going'] : []),
    ...(options.reduction ? [] : ['--no-reduction']),
  ];
  return ['npm run -s rack -- prove', ...words.map(quote)].join(' ');
}

/** Drawing takes a while to load, and no other verb needs it. */
async function writePage(reports: readonly ProofReport[], command: string): Promise<string> {
  const { writeProofPage } = await import('./proof-page.ts');
  return writeProofPage(reports, command);
}

/** What all proofs of a command have in common. */
interface Means {
  readonly options: ProveVerbOptions;
  readonly invariants: readonly Invariant[];
  readonly interrupt: Interrupt;
  /** Told of each proof, in the order of the scenarios. */
  readonly onProof: (asked: AskedProof, timed: TimedProof) => Promise<void>;
}

function choiceOf({ scenario, design, set, budgets }: Selection): Choice {
  return { scenario, design, set, budgets };
}

function proveOptionsOf({ maxStates, reduction, keepGoing, delays }: ProveVerbOptions): ProveOptions {
  return { statesMax: maxStates, isReduced: reduction, delaysMax: delays, isKeepingGoing: keepGoing ?? false };
}

/** One after the other, by all threads together. */
async function proveInTurn(all: readonly AskedProof[], means: Means): Promise<void> {
  const { options, invariants, interrupt, onProof } = means;
  const forMs = options.for === undefined ? null : options.for / all.length;
  for (const asked of all) {
    const { selection, prefix } = asked;
    const { story: scenario, toggles } = selection;
    const progress = showProgress(scenario.name, options.maxStates);
    const question = { scenario, toggles, invariants, prefix };
    const limits = {
      forMs,
      isStopping: interrupt.isRequested,
      onProgress: (turn: ProofProgress, ms: number) => progress.update(turn.states, textOf(turn, ms)),
    };
    const timed = await withTeam(question, choiceOf(selection), options.jobs, (team) =>
      proveTimed(question, proveOptionsOf(options), limits, team),
    )
      .catch((error: unknown) => {
        throw namingFile(selection, error);
      })
      .finally(progress.stop);
    await onProof(asked, timed);
    if (interrupt.isRequested()) return;
  }
}

/** Several at a time, each in a thread of its own. */
async function proveAtOnce(all: readonly AskedProof[], threads: number, means: Means): Promise<void> {
  const { options, invariants, interrupt, onProof } = means;
  const forMs = options.for === undefined ? null : options.for / Math.ceil(all.length / threads);
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const names = invariants.map(({ name }) => name);
  const work = all.map(
    ({ selection, prefix }): Job => ({
      kind: 'prove',
      choice: choiceOf(selection),
      invariants: names,
      prefix,
      options: proveOptionsOf(options),
      forMs,
      stop,
    }),
  );
  const hands = hire(threads);
  const progress = showProgress('proofs', work.length);
  // The threads cannot hear a signal, so it is passed on.
  const ear = setInterval(() => interrupt.isRequested() && Atomics.store(stop, 0, 1), 100);
  let told = Promise.resolve();
  try {
    await spread(work, hands, {
      shouldStop: interrupt.isRequested,
      onResult(result, index) {
        const asked = all[index] as AskedProof;
        told = told.then(() => onProof(asked, result as TimedProof));
        progress.update(index + 1, asked.selection.scenario);
        return undefined;
      },
    });
    await told;
  } finally {
    clearInterval(ear);
    progress.stop();
    await dismiss(hands);
  }
}

function textOf({ round, states, depth, pending, delaysMax, loopStates }: ProofProgress, ms: number): string {
  if (loopStates !== undefined) return `${states} states; looking for loops among them, ${loopStates} looked at`;
  const rate = Math.round((states / ms) * 1_000);
  const part = delaysMax === null ? `pass ${round}` : `within ${countOf(delaysMax, 'delay')}`;
  return `${part}, ${states} states, ${rate}/s, depth ${depth}, ${pending} waiting`;
}

/** A proof that came to its end without the marks that its scenario names has looked at something else. */
function verdictOf({ outcome, missingMarks }: Proof): Verdict {
  if (outcome === 'violated') return 'violated';
  if (outcome === 'gave up') return 'inconclusive';
  return missingMarks.length > 0 ? 'vacuous' : 'holds';
}

async function saveCounterexamples(
  terminal: Terminal,
  { selection, prefix }: AskedProof,
  { counterexamples }: Proof,
  { invariants, interrupt }: Pick<Means, 'invariants' | 'interrupt'>,
): Promise<readonly SavedCounterexample[]> {
  const { story, toggles, scenario, design, set } = selection;
  const saved: SavedCounterexample[] = [];
  for (const counterexample of counterexamples) {
    const { invariant, isSoft, isShortest, choices: found, loop } = counterexample;
    if (isSoft && loop === null) continue;
    // What goes on for ever is told in full, and takes long to be replayed.
    const isShrinking = !isShortest && loop === null;
    const choices = isShrinking
      ? (await shrinkInSlices(selection, counterexample, invariants, interrupt.isRequested)).choices
      : found;
    const origin = { scenario: portableReference(scenario), design, set, seed: null, strategy: 'exhaustive' };
    const schedule = witness(story, toggles, choices, origin, invariant);
    // The schedule that was asked about may show the same, and stays as it is.
    const path = saveWitness(schedule, `${story.name}${scopeOf({ selection, prefix })}`, invariant);
    const report = await writeHtmlReport(terminal, selection, schedule, { path, course: 'by exhaustive search' });
    const causes: readonly ToldCause[] = toldCauses(selection, choices);
    const own = causes.filter(({ invariants: mended }) => mended.includes(invariant));
    saved.push({ counterexample, schedule, path, report, causes: own });
  }
  return saved;
}
