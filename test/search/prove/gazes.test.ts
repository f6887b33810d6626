import { describe, expect, it } from 'vitest';
import { Gazes } from '../../../sim/search/prove/gazes.ts';

const [X, Y, Z] = [4, 7, 9];

/** Two invariants: the first looks at X and Y, the second at Y and remembers what was. */
function gazes(): Gazes {
  const all = new Gazes({ gazes: [], isMindful: (invariant) => invariant === 1, isUnmoved: () => true });
  all.learn([[X, Y], [Y]]);
  return all;
}

const step = (...cells: number[]) => ({ writes: cells.flatMap((cell) => [cell, 1]) });

describe('the gazes of invariants', () => {
  it('are news once', () => {
    const all = gazes();

    expect([all.learn([[X], [Y]]), all.learn([[X], [Z]]), all.learn([[X], [Z]])]).toEqual([false, true, false]);
    expect(all.cells.map((cells) => [...cells])).toEqual([
      [X, Y],
      [Y, Z],
    ]);
  });

  it('say who sees a step: whoever looks at something that it writes', () => {
    const all = gazes();

    expect([step(X), step(Y), step(Z, X), step(Z)].map((one) => all.seersOf(one))).toEqual([0b01, 0b11, 0b01, 0]);
  });

  it('keep two steps apart that one sees who remembers, and no others', () => {
    const all = gazes();
    const areApart = (one: number, other: number) => all.areMindful(all.seersOf(step(one)), step(other));

    expect(areApart(Y, Y)).toBe(true);
    expect([areApart(X, X), areApart(X, Y), areApart(Z, Y), areApart(Y, Z)]).toEqual([false, false, false, false]);
  });
});
