// What an exhaustive search came to, in words and as a document. It never says more than was looked at.

import { type Paint, wrap } from '../../reports/text/paint.ts';
import { measure } from '../search/measure.ts';
import type { Counterexample, Round } from '../search/prove/counterexample.ts';
import type { Proof } from '../search/prove/prove.ts';
import type { Schedule } from '../search/schedule.ts';
import { type Verdict, worst } from '../search/verdict.ts';
import type { ToldCause } from './causes.ts';
import { countOf, inWords } from './finds.ts';
import { replayCommand } from './save.ts';
import type { Selection } from './selection.ts';

export interface SavedCounterexample {
  readonly counterexample: Counterexample;
  readonly schedule: Schedule;
  readonly path: string;
  /** Of the page; `null` when there is none. */
  readonly report: string | null;
  readonly causes: readonly ToldCause[];
}

export interface ProofReport {
  readonly selection: Selection;
  /** The choices that come first, where only schedules that begin so were looked at. */
  readonly prefix: readonly string[] | undefined;
  readonly proof: Proof;
  readonly verdict: Verdict;
  readonly elapsedMs: number;
  readonly saved: readonly SavedCounterexample[];
}

/** Longer schedules are in their file. */
const STEPS_SHOWN_MAX = 60;

/** `page` has the pictures. */
export function linesOf(report: ProofReport, page: string, paint: Paint): string[] {
  const { selection, proof, verdict, saved } = report;
  const { scenario, design } = selection;
  const colour = verdict === 'violated' ? paint.red : verdict === 'holds' ? paint.green : paint.yellow;
  const soft = proof.counterexamples.filter(({ isSoft, loop }) => isSoft && loop === null);
  return [
    `${scenario} under ${design}${scopeOf(report)}: ${colour(headlineOf(proof, verdict))}`,
    ...factsOf(report).map((fact) => `  ${fact}`),
    ...(proof.marks.length > 0 ? [`  reached: ${proof.marks.join('; ')}`] : []),
    ...proof.missingMarks.map((mark) => paint.yellow(`  never reached: ${mark}`)),
    `  pictures: ${page}`,
    ...soft.map(({ invariant, message }) => `  soft: ${invariant}: ${message}`),
    ...saved.flatMap((each) => counterexampleLines(each, paint)),
  ];
}

/** Which part of what the scenario has in it was looked at, in words that follow a name; nothing for all of it. */
export function scopeOf({ selection, prefix }: Pick<ProofReport, 'selection' | 'prefix'>): string {
  const { without, faults } = selection.budgets;
  const words = [
    ...without.map((request) => `without ${request}`),
    ...(faults === null ? [] : [`with ${faults === 0 ? 'no fault' : countOf(faults, 'fault')}`]),
    ...(prefix === undefined ? [] : [`after choice ${prefix.length}`]),
  ];
  return words.length === 0 ? '' : ` ${words.join(', ')}`;
}

/** How large it was, how it was made, and what it was about. */
export function factsOf({ selection, prefix, proof, elapsedMs }: ProofReport): string[] {
  const seconds = Math.max(elapsedMs / 1_000, 0.001);
  const rate = Math.round(proof.states / seconds);
  return [
    `${countOf(proof.states, 'state')}, ${countOf(proof.transitions, 'transition')}, depth ${proof.depth}, ` +
      `${countOf(proof.restingStates, 'state')} at rest; ${seconds.toFixed(1)} s (${rate} states/s)`,
    ...prefixInWords(prefix),
    reductionInWords(proof),
    `hash of 64 bits: chance of a missed state ${proof.omission.toExponential(0)}; ${memoryInWords(proof)}`,
    ...loopsInWords(proof),
    ...withinInWords(proof),
    `budgets: ${budgetsInWords(selection.story)}; time stands still: whatever is armed may fire`,
  ];
}

function prefixInWords(prefix: ProofReport['prefix']): string[] {
  if (prefix === undefined) return [];
  return [`only schedules that begin with ${countOf(prefix.length, 'given choice')}, up to ${prefix.at(-1)}`];
}

function headlineOf({ outcome, states, depth, delaysMax }: Proof, verdict: Verdict): string {
  if (outcome === 'violated') return 'violated';
  if (outcome === 'gave up') return `gave up at ${states} states, complete to depth ${depth - 1}; nothing found so far`;
  if (verdict === 'vacuous') return `vacuous: ${states} states, complete, and not what it is about`;
  if (delaysMax !== null) return `held within ${countOf(delaysMax, 'delay')}: ${states} states; no proof of the rest`;
  return `proved: ${states} states, complete`;
}

function reductionInWords({ isReduced, rounds, delaysMax }: Proof): string {
  if (delaysMax !== null) return `schedules that depart from one order no more than ${countOf(delaysMax, 'time')}`;
  if (!isReduced) return 'every order looked at';
  return `orders that make no difference left out, as known after ${countOf(rounds, 'pass', 'passes')}`;
}

/** Whether anything can go on for ever; nothing where that was not looked at. */
function loopsInWords({ loops, isComplete, delaysMax }: Proof): string[] {
  if (loops === null || loops.livelock !== undefined) return [];
  const of = !isComplete ? ' so far' : delaysMax === null ? '' : ' among these schedules';
  const states = countOf(loops.states, 'state');
  if (!loops.isComplete) return [`livelocks not ruled out: ${states} looked at, and there are more`];
  if (loops.states > 0) return [`no livelock${of}: no fair loop changes anything, in ${states} that may lie on one`];
  return [`no livelock${of}: no loop changes anything`];
}

/** What was looked at besides, where not everything was. */
function withinInWords({ within, isComplete, delaysMax }: Proof): string[] {
  if (within === null || isComplete || delaysMax !== null) return [];
  const { delays, states } = within;
  return [`every schedule with up to ${countOf(delays, 'delay')} looked at: ${countOf(states, 'state')}`];
}

/** Of a small search the tables are larger than what is in them. */
function memoryInWords({ bytes, states }: Proof): string {
  const total = `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return states < 10_000 ? total : `${total}, ${Math.round(bytes / states)} bytes a state`;
}

function budgetsInWords({ operations = [], workload, faults, ticks = 0 }: Selection['story']): string {
  const requests = workload ? `any ${countOf(workload.max, 'request')}` : countOf(operations.length, 'request');
  const strikes =
    faults && faults.max > 0 ? `${countOf(faults.max, 'fault')} of ${faults.kinds.join(', ')}` : 'no fault';
  return `${requests}, ${strikes}, ${countOf(ticks, 'tick')} a task`;
}

function counterexampleLines({ counterexample, schedule, path, report, causes }: SavedCounterexample, paint: Paint) {
  const { choices, violation } = schedule;
  const { invariant, message, isShortest, isSoft, loop, choices: found } = counterexample;
  const colour = isSoft ? paint.yellow : paint.red;
  const isInLoop = loop !== null && loop.from !== null;
  const text = isInLoop ? message : (violation?.message ?? message);
  const length = isInLoop
    ? 'the way to a loop, and a few rounds of it'
    : isShortest
      ? 'none has fewer steps'
      : `perhaps not the shortest${choices.length < found.length ? `, shrunk from ${found.length}` : ''}`;
  return [
    '',
    colour(`${isSoft ? 'soft: ' : ''}${invariant}: ${text}`),
    `  ${inWords(measure(choices))}; ${length}`,
    ...stepLines(choices, loop),
    ...causes.flatMap(({ text: cause }) => wrap(cause, '  ')),
    ...(report === null ? [] : [`  page: ${report}`]),
    replayCommand(path),
  ];
}

/** The steps, and one round of what goes on for ever. */
function stepLines(choices: readonly string[], loop: Round | null): string[] {
  const lines = choices.map((choice, index) => `  ${String(index + 1).padStart(4)}  ${choice}`);
  const stem = loop !== null && loop.from !== null ? lines.slice(0, loop.from) : lines;
  const shown = stem.length <= STEPS_SHOWN_MAX ? stem : [];
  if (loop === null) return shown;
  const place = loop.from === null ? ', once healed and with every task ticking' : '';
  const round = loop.steps.length <= STEPS_SHOWN_MAX ? loop.steps.map((step) => `        ${step}`) : [];
  return [...shown, `  for ever${place}, ${countOf(loop.steps.length, 'step')} a round:`, ...round];
}

/** One document for all proofs of a command. A saved schedule may be one of another design than was `asked` for. */
export function documentOf(reports: readonly ProofReport[], asked: string, page: string | null) {
  const proofs = reports.map(oneDocument);
  const [first = asked, ...others] = new Set(proofs.map(({ design }) => design));
  const sum = (of: (proof: (typeof proofs)[number]) => number) => proofs.reduce((total, proof) => total + of(proof), 0);
  return {
    verdict: worst(reports.map(({ verdict }) => verdict)),
    scenario: proofs.length === 1 ? (proofs[0]?.scenario ?? null) : null,
    design: others.length === 0 ? first : null,
    complete: proofs.every(({ complete }) => complete),
    states: sum(({ states }) => states),
    transitions: sum(({ transitions }) => transitions),
    depth: Math.max(0, ...proofs.map(({ depth }) => depth)),
    elapsedMs: sum(({ elapsedMs }) => elapsedMs),
    violations: proofs.flatMap(({ violations }) => violations),
    page,
    proofs,
  };
}

function oneDocument({ selection, prefix, proof, verdict, elapsedMs, saved }: ProofReport) {
  const { scenario, design, set, story, budgets } = selection;
  const { states, transitions, depth, isComplete, isReduced, rounds, restingStates, bytes, omission, within } = proof;
  const hard = saved.filter(({ counterexample }) => !counterexample.isSoft);
  return {
    verdict,
    scenario,
    design,
    set,
    complete: isComplete && proof.delaysMax === null,
    states,
    transitions,
    depth,
    restingStates,
    elapsedMs,
    reduced: isReduced,
    passes: rounds,
    without: budgets.without,
    faults: budgets.faults,
    after: prefix?.length ?? null,
    delays: proof.delaysMax,
    within,
    hashBits: 64,
    omissionChance: omission,
    bytesPerState: Math.round(bytes / states),
    loops: proof.loops && { complete: proof.loops.isComplete, states: proof.loops.states },
    violations: hard.map(({ counterexample, schedule, path, report, causes }) => ({
      invariant: counterexample.invariant,
      message: schedule.violation?.message ?? counterexample.message,
      step: schedule.violation?.step ?? schedule.choices.length,
      steps: schedule.choices.length,
      shortest: counterexample.isShortest,
      loop: counterexample.loop,
      schedule: path,
      report,
      scenario,
      causes,
    })),
    soft: proof.counterexamples
      .filter(({ isSoft }) => isSoft)
      .map((counterexample) => ({
        invariant: counterexample.invariant,
        message: counterexample.message,
        steps: counterexample.choices.length,
        loop: counterexample.loop,
        schedule: saved.find((one) => one.counterexample === counterexample)?.path ?? null,
      })),
    marks: proof.marks,
    missingMarks: proof.missingMarks,
    course: proof.course,
    expected: story.expected[design] ?? null,
  };
}
