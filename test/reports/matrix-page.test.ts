import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../reports/matrix/answer.ts';
import { columnsOf } from '../../reports/matrix/columns.ts';
import { matrixReport } from '../../reports/matrix/report.ts';
import { cellVerdictOf } from '../../reports/matrix/verdict.ts';
import type { Matrix, MatrixCell } from '../../reports/text/matrix.ts';
import { HOSTILE } from './runs.ts';

const violation = { message: 'expected a; it is b', step: 7 };
const held = {
  isSoft: false,
  count: 0,
  scenario: null,
  violation: null,
  verdict: 'holds',
  evidence: { scenarios: 2, runs: 1_412, states: null },
} as const;
const broken = { ...held, verdict: 'violated', count: 3, scenario: 'seed/x', violation } as const;

/** Rows of cells, by invariant; the columns are the designs. */
function matrixOf(rows: Readonly<Record<string, readonly object[]>>, more: Partial<Matrix> = {}): Matrix {
  const designs = ['oct-2024', 'pr-6795/1', 'pr-6795/2'].slice(0, Object.values(rows)[0]?.length);
  const cells = Object.entries(rows).flatMap(([invariant, row]) =>
    row.map((cell, index) => ({ ...held, ...cell, invariant, design: designs[index] ?? '' }) as MatrixCell),
  );
  return {
    designs,
    invariants: Object.keys(rows),
    stories: [
      { scenario: 'seed/x', violated: designs.map((_, index) => index) },
      { scenario: 'seed/y', violated: designs.map(() => null) },
    ],
    cells,
    unexpected: [],
    silent: [],
    expectations: 4,
    cutShort: null,
    pathOf: () => null,
    ...more,
  };
}

const usual = matrixOf({
  intent: [held, broken, { ...broken, count: 5 }],
  progress: [broken, held, { ...held, evidence: { scenarios: 1, runs: 1, states: 82_861 } }],
  'no-idle-work': [{ ...broken, isSoft: true }, { verdict: 'vacuous' }, { verdict: 'inconclusive' }],
});

function page(matrix: Matrix) {
  const html = matrixReport({
    matrix,
    hrefOf: (...names) => `schedules/${encodeURIComponent(names.join(' '))}.html#step=7`,
    settings: [],
    command: 'npm start',
  });
  const { document } = parseHTML(html);
  const all = (selector: string) => [...document.querySelectorAll(selector)] as Element[];
  const texts = (selector: string) => all(selector).map((one) => one.textContent?.replace(/\s+/g, ' ').trim());
  return { html, all, texts };
}

/** Of an element, what is read here. */
interface Element {
  readonly localName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

describe('the answer of a matrix', () => {
  const answer = (matrix: Matrix) => answerOf(matrix, columnsOf(matrix));

  it('names the designs that keep everything, and what the others break', () => {
    expect(answer(matrixOf({ a: [held, broken, broken], b: [held, held, broken] }))[0]).toBe(
      'oct-2024 breaks none of the 2 invariants; the other 2 break 1 to 2.',
    );
    expect(answer(matrixOf({ a: [held, held, held] }))[0]).toBe(
      'oct-2024, pr-6795/1 and pr-6795/2 break none of the 1 invariant.',
    );
  });

  it('says that none does, and which are best and worst', () => {
    expect(answer(matrixOf({ a: [broken, broken, broken], b: [held, broken, broken] }))[0]).toBe(
      'None of the 3 designs keeps all 2 invariants. oct-2024 breaks the fewest, 1; the other 2 break 2 each.',
    );
    expect(answer(matrixOf({ a: [broken, broken, broken] }))[0]).toBe(
      'None of the 3 designs keeps all 1 invariant. Each breaks 1.',
    );
  });

  it('says what is undecided, what was stopped, and what was not expected', () => {
    expect(answer(usual).slice(1)).toEqual([
      '2 cells of 9 are undecided.',
      'All 4 expectations that scenarios have of designs are met.',
    ]);
    const unexpected = [{ scenario: 's', design: 'oct-2024', invariant: 'a', expected: 'holds', came: 'violated' }];
    expect(answer(matrixOf({ a: [held] }, { cutShort: '3 of 9 trials', unexpected }))).toEqual([
      'oct-2024 breaks none of the 1 invariant.',
      'It was stopped after 3 of 9 trials: what is missing may be worse.',
      '1 result is not what a scenario expects: see below.',
    ]);
  });

  it('holds no soft invariant against a design', () => {
    expect(answer(matrixOf({ a: [held], b: [{ ...broken, isSoft: true }] }))[0]).toBe(
      'oct-2024 breaks none of the 1 invariant.',
    );
  });
});

describe('the columns of a matrix', () => {
  it('say which toggles a design changes from its neighbour, and what that did', () => {
    const [first, second] = columnsOf(usual);

    expect(first).toMatchObject({ neighbour: null, changes: [], newlyBroken: [], broken: ['progress'] });
    expect(second).toMatchObject({
      neighbour: 'oct-2024',
      changes: [{ toggle: 'terminate.api', from: 'absent', to: 'present' }],
      newlyBroken: ['intent'],
      newlyKept: ['progress'],
    });
  });
});

describe('the page of a matrix', () => {
  it('opens with the answer in words', () => {
    expect(page(usual).texts('h1')).toEqual([answerOf(usual, columnsOf(usual))[0]]);
  });

  it('is a table with a head for each column and each row', () => {
    const { all, texts } = page(usual);

    expect(texts('.matrix-table .names th')).toEqual([
      'Invariant, and who promised it',
      'oct-2024breaks 1',
      'pr-6795/1breaks 1',
      'pr-6795/2breaks 1',
    ]);
    expect(all('.matrix-table th').every((one) => one.getAttribute('scope') !== null)).toBe(true);
    expect(texts('.matrix-table tbody th .invariant')).toEqual(usual.invariants);
    expect(texts('.matrix-table tbody th .cites')[0]).toMatch(/omicron#6809/);
    expect(texts('.about td')[1]).toContain('terminate.api: absent → present');
  });

  it('says each verdict in a word and a sign, with what it rests on', () => {
    expect(page(usual).texts('.matrix-table tbody .cell')).toEqual([
      '✓held1,412 runs',
      '✕violated3 scenariosnewly broken',
      '✕violated5 scenarios +2',
      '✕violated3 scenarios',
      '✓held1,412 runsnow kept',
      '◆proved82,861 states',
      '~soft3 scenarios',
      '○vacuous',
      '?inconclusive',
    ]);
    expect(usual.cells.map(cellVerdictOf)).toContain('proved');
  });

  it('opens the run behind a red cell, at the step that shows it', () => {
    const links = page(usual).all('.matrix-table tbody a.cell');

    expect(links).toHaveLength(4);
    expect(links[0]?.getAttribute('href')).toBe('schedules/seed%2Fx%20pr-6795%2F1%20intent.html#step=7');
  });

  it('shows hostile text and does not obey it', () => {
    const cell = { ...broken, scenario: HOSTILE, violation: { message: HOSTILE, step: 1 } };
    const unexpected = [{ scenario: HOSTILE, design: HOSTILE, invariant: HOSTILE, expected: 'holds', came: HOSTILE }];
    const silent = [{ scenario: HOSTILE, design: HOSTILE, reason: HOSTILE }];
    const stories = ['a', HOSTILE].map((scenario) => ({ scenario, violated: [1] }));
    const { all, html } = page(matrixOf({ [HOSTILE]: [cell] }, { unexpected, silent, stories }));

    expect(all('body b').map(({ textContent }) => textContent)).not.toContain('&');
    expect(all('[onload]')).toEqual([]);
    expect(html).not.toContain('<b onload');
    expect(all('.reasons dd p')[0]?.textContent).toContain('a <b onload="x()">&amp;');
  });

  it('needs nothing but itself', () => {
    const { html, all } = page(usual);

    expect(all('script, link[rel="stylesheet"], img, iframe')).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
  });
});
