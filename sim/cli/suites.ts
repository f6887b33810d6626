// What searches and comparisons came to, as suites of cases.

import type { Case, Suite } from '../../reports/ci/suites.ts';
import type { Invariant } from '../rack/invariants/invariant.ts';
import type { Comparison, Trial, Unexpected } from '../search/compare.ts';
import { missingMarks } from '../search/hunt.ts';
import type { Paths } from './comparison.ts';
import { countOf, type Saved } from './finds.ts';
import type { HuntReport } from './hunt-report.ts';
import { type ProofReport, scopeOf } from './prove-report.ts';
import { quote, replayCommand } from './save.ts';
import type { Overrides } from './selection.ts';

const LOOKED = 'the search has looked where it had to';

/** A suite for each scenario, with a case for each invariant and one for the search itself. */
export function suiteOfHunt(report: HuntReport, invariants: readonly Invariant[]): Suite {
  const { selection, result, saved, elapsedMs } = report;
  const { scenario, design, set, file } = selection;
  const held = `held in ${countOf(result.runs, 'run')}`;
  const cases = invariants.map(({ name }): Case => {
    const found = saved.find(({ find }) => find.invariant === name);
    const soft = result.finds.find((find) => find.isSoft && find.invariant === name);
    if (soft) return { name, status: 'passed', message: `soft, seed ${soft.seed}: ${soft.message}` };
    if (found === undefined) return { name, status: 'passed', message: held };
    const { seed, strategy, message } = found.find;
    return { name, ...failureOf(found, `seed ${seed}, ${strategy}; shrunk`, message) };
  });
  return {
    name: [`${scenario} under ${design}`, ...settingsOf(set)].join(', '),
    cases: [...cases, searchCase(report)],
    elapsedMs,
    ...(file === null ? {} : { file: scenario }),
  };
}

function settingsOf(set: Overrides): string[] {
  return Object.entries(set).map(([toggle, value]) => `${toggle}=${value}`);
}

/** A suite for each scenario, with a case for each invariant and one for the search itself. */
export function suiteOfProof(report: ProofReport, invariants: readonly Invariant[]): Suite {
  const { selection, proof, saved, elapsedMs } = report;
  const { scenario, design, set, file } = selection;
  const states = countOf(proof.states, 'state');
  const cases = invariants.map(({ name }): Case => {
    const own = saved.find(({ counterexample }) => counterexample.invariant === name);
    const soft = proof.counterexamples.find(({ invariant, isSoft }) => isSoft && invariant === name);
    if (soft) return { name, status: 'passed', message: `soft: ${soft.message}` };
    if (own) return { name, ...failureOf(own, 'by exhaustive search', own.counterexample.message) };
    return { name, status: 'passed', message: `${proof.outcome === 'proved' ? 'proved' : 'held'} in ${states}` };
  });
  return {
    name: [`${scenario} under ${design}${scopeOf(report)}`, ...settingsOf(set)].join(', '),
    cases: [...cases, proofCase(report)],
    elapsedMs,
    ...(file === null ? {} : { file: scenario }),
  };
}

function proofCase({ proof, verdict }: ProofReport): Case {
  const name = LOOKED;
  const states = countOf(proof.states, 'state');
  if (verdict === 'vacuous') {
    return { name, status: 'error', message: `never reached in ${states}: ${proof.missingMarks.join('; ')}` };
  }
  if (verdict === 'inconclusive') return { name, status: 'error', message: `gave up at ${states}` };
  return { name, status: 'passed', message: `${states}, depth ${proof.depth}` };
}

/** A violation with its schedule, in which every step has a line, and the command that replays it. */
function failureOf(
  { schedule, path }: Pick<Saved, 'schedule' | 'path'>,
  how: string,
  message: string,
): Omit<Case, 'name'> {
  const steps = schedule.choices.map((choice, index) => `${String(index + 1).padStart(4)}  ${choice}`);
  return {
    status: 'failed',
    message: schedule.violation?.message ?? message,
    details: [`${how}, ${countOf(steps.length, 'step')}:`, ...steps, replayCommand(path)],
  };
}

/** A search that reached nothing has shown nothing, and must not look as if it had. */
function searchCase({ selection, result, verdict }: HuntReport): Case {
  const name = LOOKED;
  const runs = countOf(result.runs, 'run');
  if (verdict === 'vacuous') {
    const missing = missingMarks(selection.story, result).join('; ');
    return { name, status: 'error', message: `never reached in ${runs}: ${missing}` };
  }
  if (verdict === 'inconclusive') return { name, status: 'error', message: `stopped before its end, after ${runs}` };
  return { name, status: 'passed', message: `${runs}, ${countOf(result.steps, 'step')}` };
}

/** A suite for each design, with a case for each scenario: it passes when it came out as the scenario expects. */
export function suitesOfComparison(
  comparison: Comparison,
  trials: readonly Trial[],
  paths: Paths,
  /** How much of it there is, when it was stopped before its end. */
  cutShort: string | null,
): Suite[] {
  const stopped: Case[] =
    cutShort === null
      ? []
      : [{ name: 'the comparison came to its end', status: 'error', message: `stopped after ${cutShort}` }];
  return comparison.designs.map((name) => {
    const own = trials.filter(({ design: column }) => column === name);
    return { name, cases: [...own.map((trial) => caseOfTrial(trial, comparison, paths)), ...stopped] };
  });
}

function caseOfTrial({ scenario, design: column, result }: Trial, { unexpected }: Comparison, paths: Paths): Case {
  const { name } = scenario;
  const own = unexpected.filter(({ scenario: story, design: other }) => story === name && other === column);
  const violated = result.violations.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
  if (own.length > 0) {
    const message = own.map(({ invariant, expected }) => surpriseOf(invariant, expected)).join('; ');
    return { name, status: 'failed', message, details: own.flatMap((one) => detailsOf(one, paths)) };
  }
  if (result.verdict === 'vacuous' || result.verdict === 'inconclusive') {
    return { name, status: 'skipped', message: `nothing shown: ${result.reason ?? result.verdict}` };
  }
  const found = violated.length > 0 ? `violates ${violated.join(', ')}` : `holds in ${countOf(result.runs, 'run')}`;
  const isExpected = scenario.expected[column] !== undefined;
  return { name, status: 'passed', message: `${found}${isExpected ? ', as expected' : '; nothing is expected'}` };
}

function surpriseOf(invariant: string, expected: Unexpected['expected']): string {
  return expected === 'violated' ? `${invariant} was to be violated` : `${invariant} was to hold`;
}

function detailsOf({ scenario, design, invariant, expected, came }: Unexpected, paths: Paths): string[] {
  const path = paths.of(scenario, design, invariant);
  const command =
    path === null ? `npm run -s rack -- run ${quote(scenario)} --design ${quote(design)}` : replayCommand(path);
  return [`${surpriseOf(invariant, expected)}; it ${came}`, command];
}
