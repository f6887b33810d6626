// `rack prove`: exhaustive search within the budgets of each scenario. What it finds is shrunk and saved.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import { type Proof, type ProofProgress, proving } from '../search/prove/prove.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import { witness } from '../search/witness.ts';
import { type ToldCause, toldCauses } from './causes.ts';
import { type CiOptions, isCiListening, tellCi } from './ci.ts';
import { type ExitCode, exitCodeOf } from './exit.ts';
import { writeHtmlReport } from './html-report.ts';
import { type Interrupt, onInterrupt } from './interrupt.ts';
import { showProgress } from './progress.ts';
import { documentOf, linesOf, type ProofReport, type SavedCounterexample } from './prove-report.ts';
import { portableReference, quote, saveWitness } from './save.ts';
import { findInvariants, namingFile, parseOverrides, type Selection, select } from './selection.ts';
import { suiteOfProof } from './suites.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface ProveVerbOptions extends CiOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly maxStates: number;
  readonly for?: number;
  /** Names of the invariants to prove; all when empty. */
  readonly invariant: readonly string[];
  readonly keepGoing?: true;
  /** False for `--no-reduction`. */
  readonly reduction: boolean;
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
  const selections: Selection[] = [];
  for (const scenario of names) selections.push(await select({ scenario, design: options.design, set }));
  const interrupt = onInterrupt();
  const reports: ProofReport[] = [];
  let page: string | null = null;
  try {
    for (const selection of selections) {
      const shareMs = (options.for ?? Number.POSITIVE_INFINITY) / selections.length;
      const report = await proveOne(terminal, selection, { options, invariants, interrupt, shareMs });
      reports.push(report);
      page = await writePage(reports, commandOf(names, options));
      if (!options.json) for (const line of linesOf(report, page, terminal.paint)) terminal.print(line);
      if (interrupt.isRequested()) break;
    }
  } finally {
    interrupt.dispose();
  }
  if (isCiListening(terminal, options)) {
    const suites = reports.map((report) => suiteOfProof(report, invariants));
    tellCi(terminal, options, { title: 'rack prove', suites });
  }
  if (options.json) printJson(terminal, documentOf(reports, options.design, page));
  return exitCodeOf(worst(reports.map(({ verdict }) => verdict)));
}

/** The command that asks for the same. */
function commandOf(scenarios: readonly string[], options: ProveVerbOptions): string {
  const { design, set, maxStates, for: forMs, invariant, keepGoing, reduction } = options;
  const words = [
    ...(scenarios.length === SCENARIOS.length ? [] : scenarios),
    ...['--design', design, '--max-states', String(maxStates)],
    ...(forMs === undefined ? [] : ['--for', `${forMs}ms`]),
    ...set.flatMap((one) => ['--set', one]),
    ...invariant.flatMap((name) => ['--invariant', name]),
    ...(keepGoing ? ['--keep-going'] : []),
    ...(reduction ? [] : ['--no-reduction']),
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
  readonly shareMs: number;
}

async function proveOne(terminal: Terminal, selection: Selection, means: Means): Promise<ProofReport> {
  const start = performance.now();
  const proof = await prove(selection, means).catch((error: unknown) => {
    throw namingFile(selection, error);
  });
  const elapsedMs = Math.round(performance.now() - start);
  const saved = await saveCounterexamples(terminal, selection, proof);
  return { selection, proof, verdict: verdictOf(proof), elapsedMs, saved };
}

async function prove({ story: scenario, toggles }: Selection, means: Means): Promise<Proof> {
  const { options, invariants, interrupt, shareMs } = means;
  const steps = proving(
    { scenario, toggles, invariants },
    { statesMax: options.maxStates, isReduced: options.reduction, isKeepingGoing: options.keepGoing ?? false },
  );
  const progress = showProgress(scenario.name, options.maxStates);
  const start = performance.now();
  let shown = start;
  try {
    for (;;) {
      const now = performance.now();
      const isOver = interrupt.isRequested() || now - start >= shareMs;
      const turn = steps.next(isOver ? 'stop' : undefined);
      if (turn.done) return turn.value;
      if (now - shown < 100) continue;
      shown = now;
      progress.update(turn.value.states, textOf(turn.value, now - start));
      // Signals are let through.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    progress.stop();
  }
}

function textOf({ round, states, depth, pending, loopStates }: ProofProgress, ms: number): string {
  if (loopStates !== undefined) return `${states} states; looking for loops among them, ${loopStates} looked at`;
  const rate = Math.round((states / ms) * 1_000);
  return `pass ${round}, ${states} states, ${rate}/s, depth ${depth}, ${pending} waiting`;
}

/** A proof that came to its end without the marks that its scenario names has looked at something else. */
function verdictOf({ outcome, missingMarks }: Proof): Verdict {
  if (outcome === 'violated') return 'violated';
  if (outcome === 'gave up') return 'inconclusive';
  return missingMarks.length > 0 ? 'vacuous' : 'holds';
}

async function saveCounterexamples(
  terminal: Terminal,
  selection: Selection,
  { counterexamples }: Proof,
): Promise<readonly SavedCounterexample[]> {
  const { story, toggles, scenario, design, set } = selection;
  const saved: SavedCounterexample[] = [];
  for (const counterexample of counterexamples) {
    const { invariant, isSoft, choices, loop } = counterexample;
    if (isSoft && loop === null) continue;
    const origin = { scenario: portableReference(scenario), design, set, seed: null, strategy: 'exhaustive' };
    const schedule = witness(story, toggles, choices, origin, invariant);
    const path = saveWitness(schedule, story.name, invariant);
    const report = await writeHtmlReport(terminal, selection, schedule, { path, course: 'by exhaustive search' });
    const causes: readonly ToldCause[] = toldCauses(selection, choices);
    const own = causes.filter(({ invariants: mended }) => mended.includes(invariant));
    saved.push({ counterexample, schedule, path, report, causes: own });
  }
  return saved;
}
