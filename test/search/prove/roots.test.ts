// Who is to blame for what may happen.

import { describe, expect, it } from 'vitest';
import { Cells, type ValueId } from '../../../sim/kernel/machine/cells.ts';
import type { Offer } from '../../../sim/search/prove/offer.ts';
import { Roots } from '../../../sim/search/prove/roots.ts';

const cells = new Cells();
const [a, b, c, born, grandchild] = ['a', 'b', 'c', 'born', 'grandchild'].map((name) => cells.cell('task', name)) as [
  number,
  number,
  number,
  number,
  number,
];
const row = cells.cell('row', 'x');
const stateOf = (cell: number): ValueId => cells.value(cell, { process: 'p', of: cell });
const offer = { actors: [a, b, c].map(stateOf) } as unknown as Offer;

describe('the roots of what may happen', () => {
  it('are the tasks that do it, where they are there', () => {
    expect(new Roots(cells).among(offer, [0], [b, c])).toEqual([1, 2]);
  });

  it('are those who give rise to a task that is not there yet, themselves or by others', () => {
    const roots = new Roots(cells);
    roots.bear(born, [grandchild, stateOf(grandchild)]);
    roots.bear(b, [row, cells.value(row, 1), born, stateOf(born)]);
    roots.bear(c, [born, stateOf(born)]);

    expect(roots.among(offer, [0], [grandchild])).toEqual([1, 2]);
  });

  it('are not those who end it, nor the task itself', () => {
    const roots = new Roots(cells);
    roots.bear(b, [born, 0]);
    roots.bear(born, [born, stateOf(born)]);
    roots.bear(c, [born, stateOf(born)]);

    expect(roots.among(offer, [0], [born])).toEqual([2]);
  });

  it('are nothing where it comes from something that cannot join', () => {
    const roots = new Roots(cells);
    roots.bear(a, [born, stateOf(born)]);
    roots.bear(born, [grandchild, stateOf(grandchild)]);

    expect(roots.among(offer, [0], [born])).toBeUndefined();
    expect(roots.among(offer, [0], [b, 77])).toBeUndefined();
    expect(roots.among(offer, [0], [-1])).toBeUndefined();
  });

  it('are nothing where those who give rise to each other are all that is left', () => {
    const roots = new Roots(cells);
    roots.bear(born, [grandchild, stateOf(grandchild)]);
    roots.bear(grandchild, [born, stateOf(born)]);

    expect(roots.among(offer, [], [born])).toBeUndefined();
  });
});
