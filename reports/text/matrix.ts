// The matrix designs x invariants, the reason behind each red cell, and what was not expected.

import type { Paint } from './paint.ts';
import { plainTable } from './picture.ts';

export interface MatrixCell {
  readonly design: string;
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly verdict: 'holds' | 'violated' | 'inconclusive' | 'vacuous';
  /** In how many scenarios it did not hold. */
  readonly count: number;
  /** The first of them. */
  readonly scenario: string | null;
  readonly violation: { readonly message: string; readonly step: number } | null;
  /** What it rests on; `states` where an exhaustive search came to its end. */
  readonly evidence: { readonly scenarios: number; readonly runs: number; readonly states: number | null };
}

export interface Matrix {
  readonly designs: readonly string[];
  readonly invariants: readonly string[];
  /** How many hard invariants each scenario breaks under each design. */
  readonly stories: readonly { readonly scenario: string; readonly violated: readonly (number | null)[] }[];
  readonly cells: readonly MatrixCell[];
  readonly unexpected: readonly {
    readonly scenario: string;
    readonly design: string;
    readonly invariant: string;
    readonly expected: string;
    readonly came: string;
  }[];
  /** What says nothing of a design, and why. */
  readonly silent: readonly { readonly scenario: string; readonly design: string; readonly reason: string }[];
  readonly expectations: number;
  /** How much of it there is, when it was stopped before its end. */
  readonly cutShort: string | null;
  /** The saved schedule of a violation. */
  readonly pathOf: (scenario: string, design: string, invariant: string) => string | null;
}

export function matrixLines(matrix: Matrix, paint: Paint): string[] {
  return [
    ...tableLines(matrix, paint),
    ...reasonLines(matrix, paint),
    ...storyLines(matrix, paint),
    ...silentLines(matrix, paint),
    ...expectationLines(matrix, paint),
  ];
}

function tableLines({ designs, invariants, cells }: Matrix, paint: Paint): string[] {
  const table = plainTable(['invariant', ...designs]);
  for (const invariant of invariants) {
    const row = cells.filter((cell) => cell.invariant === invariant);
    table.push([invariant, ...row.map((cell) => show(cell, paint))]);
  }
  return table.toString().split('\n');
}

function show({ verdict, isSoft, count, evidence }: MatrixCell, paint: Paint): string {
  if (verdict === 'holds') return paint.green(evidence.states === null ? 'holds' : 'proved');
  if (verdict !== 'violated') return paint.yellow(verdict);
  return isSoft ? paint.yellow(`soft ${count}`) : paint.red(`VIOLATED ${count}`);
}

/**
 * A line of reason for each red cell: the scenario that shows it, and what it shows. Designs that it shows the same of
 * share a line.
 */
function reasonLines({ cells }: Matrix, paint: Paint): string[] {
  const reasons = new Map<string, Reason>();
  for (const { verdict, isSoft, design, invariant, scenario, violation, count } of cells) {
    if (verdict !== 'violated' || isSoft) continue;
    const more = count > 1 ? ` (and ${count - 1} more)` : '';
    const text = `${scenario}: ${violation?.message}`;
    const reason = reasons.get(`${invariant} ${text}`) ?? { invariant, designs: [], text };
    reason.designs.push(`${design}${more}`);
    reasons.set(`${invariant} ${text}`, reason);
  }
  return [...reasons.values()].flatMap(({ invariant, designs, text }) => [
    '',
    `${paint.red(invariant)}  ${designs.join(', ')}`,
    `  ${text}`,
  ]);
}

interface Reason {
  readonly invariant: string;
  readonly designs: string[];
  readonly text: string;
}

/** Scenarios x designs, as numbers of broken invariants: where designs differ. */
function storyLines({ designs, stories }: Matrix, paint: Paint): string[] {
  if (stories.length < 2) return [];
  const table = plainTable(['invariants broken, by scenario', ...designs]);
  for (const { scenario, violated } of stories) {
    table.push([scenario, ...violated.map((count) => showCount(count, paint))]);
  }
  return ['', ...table.toString().split('\n')];
}

function showCount(count: number | null, paint: Paint): string {
  if (count === null) return paint.yellow('?');
  return count === 0 ? paint.green('holds') : paint.red(String(count));
}

function silentLines({ silent }: Matrix, paint: Paint): string[] {
  return silent.length === 0
    ? []
    : [
        '',
        ...silent.map(({ scenario, design, reason }) =>
          paint.yellow(`nothing shown of ${design} by ${scenario}: ${reason}`),
        ),
      ];
}

function expectationLines({ unexpected, expectations, cutShort, pathOf }: Matrix, paint: Paint): string[] {
  const lines = unexpected.flatMap(({ scenario, design, invariant, expected, came }) => {
    const path = pathOf(scenario, design, invariant);
    return [
      paint.red(`NOT AS EXPECTED  ${scenario} under ${design}: ${invariant}`),
      `  expected ${expected === 'violated' ? 'a violation' : 'it to hold'}; it ${came}${path ? ` (${path})` : ''}`,
    ];
  });
  const verdict =
    unexpected.length > 0
      ? paint.red(`${unexpected.length} results not as expected`)
      : expectations > 0
        ? paint.green('as expected')
        : 'nothing to compare with';
  return [
    '',
    ...lines,
    ...(cutShort ? [paint.yellow(`stopped after ${cutShort}`)] : []),
    `${verdict}: ${expectations} expectations of scenarios about designs`,
  ];
}
