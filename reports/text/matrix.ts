// The matrix designs x invariants, the reason behind each red cell, and what was not expected.

import type { Paint } from './paint.ts';
import { plainTable } from './picture.ts';

export interface MatrixCell {
  readonly design: string;
  readonly invariant: string;
  readonly isSoft: boolean;
  readonly verdict: string;
  /** In how many scenarios it did not hold. */
  readonly count: number;
  /** The first of them. */
  readonly scenario: string | null;
  readonly violation: { readonly message: string; readonly step: number } | null;
}

export interface Matrix {
  readonly designs: readonly string[];
  readonly invariants: readonly string[];
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

function show({ verdict, isSoft, count }: MatrixCell, paint: Paint): string {
  if (verdict !== 'violated') return verdict === 'holds' ? paint.green(verdict) : paint.yellow(verdict);
  return isSoft ? paint.yellow(`soft ${count}`) : paint.red('VIOLATED');
}

/** One line a red cell: the scenario that shows it, and what it shows. */
function reasonLines({ cells }: Matrix, paint: Paint): string[] {
  const red = cells.filter(({ verdict, isSoft }) => verdict === 'violated' && !isSoft);
  if (red.length === 0) return [];
  const width = (pick: (cell: MatrixCell) => string) => Math.max(...red.map((cell) => pick(cell).length));
  const designWidth = width(({ design }) => design);
  const invariantWidth = width(({ invariant }) => invariant);
  return [
    '',
    ...red.map(({ design, invariant, scenario, violation, count }) => {
      const more = count > 1 ? ` (and ${count - 1} more)` : '';
      const head = `${design.padEnd(designWidth)}  ${invariant.padEnd(invariantWidth)}  `;
      return `${paint.red(head)}${scenario}${more}, step ${violation?.step}: ${violation?.message}`;
    }),
  ];
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
