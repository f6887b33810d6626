// What is learned of steps, and what of it nobody heeds.

import { describe, expect, it } from 'vitest';
import { type CellId, Cells, type ValueId } from '../../../sim/kernel/machine/cells.ts';
import { type Deed, type Fork, Relation } from '../../../sim/search/prove/relation.ts';

const cells = new Cells();
const adder = cells.value(cells.cell('task', 'adder'), { process: 'adder' });
const reader = cells.value(cells.cell('task', 'reader'), { process: 'reader' });
const list = cells.cell('keys', 'list');
const row = cells.cell('row', 'row');
const holding = (...keys: string[]) => cells.value(list, keys);
const written = cells.value(row, { is: 'written' });

/** A step that writes a row and adds a key, whatever is in the list. */
function adds(before: ValueId, after: ValueId): Deed {
  const [looks, writes] = [
    [list, before],
    [row, written, list, after],
  ];
  return { actor: adder, move: 'adds', isFault: false, looks, reads: [], writes, kills: [], wild: [list] };
}

const fromNone = adds(0, holding('b'));
const fromOne = adds(holding('a'), holding('a', 'b'));
const reads: Deed = {
  actor: reader,
  move: 'reads',
  isFault: false,
  looks: [list, holding('a', 'b')],
  reads: [list],
  writes: [],
  kills: [],
  wild: [],
};

/** The writes of all outcomes of a task. */
function outcomesOf(relation: Relation, actor: ValueId): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const visit = ({ outcome, ways }: Fork) => {
    if (outcome !== undefined) found.push(outcome.writes);
    for (const way of ways.values()) visit(way);
  };
  for (const fork of relation.movesOf(actor, true)) visit(fork);
  return found;
}

describe('a list of keys', () => {
  it('is left out of what is learned while nobody reads it', () => {
    const relation = new Relation(cells);

    expect(relation.add(fromNone)).toBe(true);
    expect(relation.add(fromOne)).toBe(false);
    expect(relation.add(fromOne)).toBe(false);
    expect(outcomesOf(relation, adder)).toEqual([[row, written]]);
    expect(relation.deeds.size).toBe(2);
  });

  it('is in all that was learned once a step reads it, whichever was learned first', () => {
    for (const order of [
      [fromNone, fromOne, reads],
      [reads, fromNone, fromOne],
      [fromNone, reads, fromOne],
    ]) {
      const relation = new Relation(cells);
      for (const deed of order) relation.add(deed);

      expect(outcomesOf(relation, adder)).toEqual([fromNone.writes, fromOne.writes]);
      expect(outcomesOf(relation, reader)).toEqual([[]]);
    }
  });

  it('must not decide what a step does that only adds to it', () => {
    const relation = new Relation(cells);
    relation.add(fromNone);

    expect(() => relation.add({ ...fromOne, writes: [row, 0, list, holding('a', 'b')] })).toThrow(/only changes/);
  });

  it('is news with the first who reads it, be it that nothing else is', () => {
    const relation = new Relation(cells);
    const unread: CellId[] = [row];
    for (const deed of [fromNone, fromOne]) relation.add(deed);

    expect(relation.heed(unread)).toBe(false);
    expect(relation.heed([list])).toBe(true);
    expect(relation.heed([list])).toBe(false);
    expect(outcomesOf(relation, adder)).toEqual([fromNone.writes, fromOne.writes]);
  });
});
