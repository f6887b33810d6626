// The matrix designs x invariants, from the trials of every scenario under every design. A cell is the worst of them.

import type { Expectation, Scenario } from '../rack/scenario.ts';
import type { Surprise } from './expectation.ts';
import { surprises } from './expectation.ts';
import type { TrialResult, TrialViolation } from './trial.ts';
import { type Verdict, worst } from './verdict.ts';

/** One scenario under one design, and what came of it. */
export interface Trial {
  readonly scenario: Scenario;
  readonly design: string;
  readonly result: TrialResult;
}

export interface Cell {
  readonly design: string;
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly verdict: Verdict;
  /** In how many scenarios it did not hold. */
  readonly count: number;
  /** The first scenario in which it did not hold, and how. */
  readonly scenario: string | null;
  readonly violation: TrialViolation | null;
  readonly evidence: Evidence;
}

/** What a cell rests on: the scenarios that came to a verdict of the design. */
export interface Evidence {
  readonly scenarios: number;
  readonly runs: number;
  /** States visited, when every one of the design's scenarios was searched to the end; `null` otherwise. */
  readonly states: number | null;
}

/** An unexpected result. */
export interface Unexpected extends Surprise {
  readonly scenario: string;
  readonly design: string;
  readonly expectation: Expectation;
  /** What came instead, in words. */
  readonly came: string;
}

/** A trial that says nothing of the design, and why. */
export interface Silent {
  readonly scenario: string;
  readonly design: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** A scenario across the designs: how many hard invariants did not hold; `null` where it was not tried. */
export interface StoryRow {
  readonly scenario: string;
  readonly violated: readonly (number | null)[];
}

export interface Comparison {
  readonly designs: readonly string[];
  readonly stories: readonly StoryRow[];
  readonly invariants: readonly string[];
  /** Row by row: all designs of the first invariant, then those of the second... */
  readonly cells: readonly Cell[];
  readonly unexpected: readonly Unexpected[];
  readonly silent: readonly Silent[];
  /** How many trials had something to be compared with. */
  readonly expectations: number;
}

/** Builds the matrix. `invariants` are its rows, in order; any other that was violated is added below. */
export function compare(
  trials: readonly Trial[],
  designs: readonly string[],
  invariants: readonly { readonly name: string; readonly isSoft?: boolean }[],
): Comparison {
  const softOf = new Map(invariants.map(({ name, isSoft }) => [name, isSoft ?? false]));
  for (const { result } of trials) {
    for (const { invariant, isSoft } of result.violations) if (!softOf.has(invariant)) softOf.set(invariant, isSoft);
  }
  const rows = [...softOf];
  const byDesign = new Map(designs.map((design): [string, Trial[]] => [design, []]));
  for (const each of trials) byDesign.get(each.design)?.push(each);
  return {
    designs,
    stories: storiesOf(trials, designs),
    invariants: rows.map(([name]) => name),
    cells: rows.flatMap(([name, isSoft]) =>
      designs.map((design) => cellOf(byDesign.get(design) ?? [], design, name, isSoft)),
    ),
    unexpected: trials.flatMap(unexpectedOf),
    silent: trials.flatMap(silentOf),
    expectations: trials.filter(({ scenario, design }) => scenario.expected[design] !== undefined).length,
  };
}

function storiesOf(trials: readonly Trial[], designs: readonly string[]): readonly StoryRow[] {
  const names = [...new Set(trials.map(({ scenario }) => scenario.name))];
  const byKey = new Map(trials.map((each) => [`${each.scenario.name} ${each.design}`, each]));
  return names.map((name) => ({
    scenario: name,
    violated: designs.map((design) => {
      const own = byKey.get(`${name} ${design}`);
      return own === undefined ? null : own.result.violations.filter(({ isSoft }) => !isSoft).length;
    }),
  }));
}

/** `own` are the trials of the design. */
function cellOf(own: readonly Trial[], design: string, invariant: string, isSoft: boolean): Cell {
  const hits = own.flatMap(({ scenario, result }) =>
    result.violations
      .filter((violation) => violation.invariant === invariant)
      .map((violation) => ({ scenario: scenario.name, violation })),
  );
  const [first] = hits;
  const evidence = evidenceOf(own);
  const verdict = evidence.scenarios > 0 ? 'holds' : worst(own.map(({ result }) => result.verdict));
  return {
    design,
    invariant,
    isSoft,
    verdict: first === undefined ? verdict : 'violated',
    count: hits.length,
    scenario: first?.scenario ?? null,
    violation: first?.violation ?? null,
    evidence,
  };
}

function evidenceOf(own: readonly Trial[]): Evidence {
  const conclusive = own.filter(({ result }) => result.verdict === 'holds' || result.verdict === 'violated');
  const states = own.map(({ result }) => result.states ?? null);
  return {
    scenarios: conclusive.length,
    runs: conclusive.reduce((sum, { result }) => sum + result.runs, 0),
    states: states.length === 0 || states.includes(null) ? null : states.reduce((sum: number, n) => sum + (n ?? 0), 0),
  };
}

function unexpectedOf({ scenario, design, result }: Trial): readonly Unexpected[] {
  const expectation = scenario.expected[design];
  if (expectation === undefined) return [];
  return surprises(expectation, result.violations).map((surprise) => ({
    ...surprise,
    scenario: scenario.name,
    design,
    expectation,
    came: cameOf(surprise, result),
  }));
}

function cameOf({ invariant, expected }: Surprise, result: TrialResult): string {
  if (expected === 'violated') return result.reason ?? 'holds';
  const violation = result.violations.find((one) => one.invariant === invariant);
  return `violated after step ${violation?.step}: ${violation?.message}`;
}

function silentOf({ scenario, design, result }: Trial): readonly Silent[] {
  const { verdict, reason } = result;
  return reason === null || verdict === 'violated' ? [] : [{ scenario: scenario.name, design, verdict, reason }];
}
