import { describe, expect, it } from 'vitest';
import { type Matrix, matrixLines } from '../../reports/text/matrix.ts';
import { makePaint } from '../../reports/text/paint.ts';

const violation = { message: 'expected a; it is b', step: 7 };
const evidence = { scenarios: 2, runs: 2, states: null };
const cell = { isSoft: false, count: 0, scenario: null, violation: null, verdict: 'holds', evidence } as const;
const matrix: Matrix = {
  designs: ['old', 'new'],
  invariants: ['intent', 'no-idle-work'],
  stories: [
    { scenario: 'seed/x', violated: [2, 0] },
    { scenario: 'seed/y', violated: [0, null] },
  ],
  cells: [
    { ...cell, design: 'old', invariant: 'intent', verdict: 'violated', count: 3, scenario: 'seed/x', violation },
    { ...cell, design: 'new', invariant: 'intent' },
    { ...cell, design: 'old', invariant: 'no-idle-work', isSoft: true, verdict: 'violated', count: 2, violation },
    { ...cell, design: 'new', invariant: 'no-idle-work', verdict: 'inconclusive' },
  ],
  unexpected: [],
  silent: [],
  expectations: 4,
  cutShort: null,
  pathOf: () => 'some/where.schedule.json',
};

const print = (change: Partial<Matrix> = {}) =>
  matrixLines({ ...matrix, ...change }, makePaint(false))
    .map((line) => line.trim().replace(/ +/g, ' '))
    .join('\n');

describe('the matrix in print', () => {
  it('has a row for each invariant and a column for each design', () => {
    expect(print()).toContain('│ invariant │ old │ new │');
    expect(print()).toContain('│ intent │ VIOLATED 3 │ holds │');
    expect(print()).toContain('│ no-idle-work │ soft 2 │ inconclusive │');
  });

  it('gives a line of reason for each red cell, and none for a soft one', () => {
    expect(print()).toContain('intent old (and 2 more)\nseed/x: expected a; it is b');
    expect(print().match(/expected a; it is b/g)).toHaveLength(1);
  });

  it('gives designs that break it in the same way one reason', () => {
    const cells = matrix.cells.map((one) =>
      one.invariant === 'intent'
        ? { ...one, verdict: 'violated' as const, count: 1, scenario: 'seed/x', violation }
        : one,
    );

    expect(print({ cells })).toContain('intent old, new\nseed/x: expected a; it is b');
  });

  it('shows where designs differ, scenario by scenario', () => {
    expect(print()).toContain('│ seed/x │ 2 │ holds │');
    expect(print()).toContain('│ seed/y │ holds │ ? │');
  });

  it('says that all came as expected', () => {
    expect(print()).toMatch(/as expected: 4 expectations of scenarios about designs$/);
  });

  it('says what did not, what was expected, and where to look', () => {
    const unexpected = [
      { scenario: 'seed/x', design: 'new', invariant: 'intent', expected: 'holds', came: 'violated after step 7: oh' },
    ];

    expect(print({ unexpected })).toContain('NOT AS EXPECTED seed/x under new: intent');
    expect(print({ unexpected })).toContain(
      'expected it to hold; it violated after step 7: oh (some/where.schedule.json)',
    );
  });

  it('says what shows nothing, and when it was stopped', () => {
    const silent = [{ scenario: 'seed/x', design: 'new', reason: 'never reached: y' }];

    expect(print({ silent })).toContain('nothing shown of new by seed/x: never reached: y');
    expect(print({ cutShort: '3 of 9 trials' })).toContain('stopped after 3 of 9 trials');
  });
});
