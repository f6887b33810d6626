// What may still come of a state, from steps that were seen.

import { describe, expect, it } from 'vitest';
import { type CellId, Cells, type ValueId } from '../../../sim/kernel/machine/cells.ts';
import { Outlook, type Terms } from '../../../sim/search/prove/outlook.ts';
import { type Deed, type Outcome, Relation } from '../../../sim/search/prove/relation.ts';

const cells = new Cells();
const task = (name: string, at: number) => cells.value(cells.cell('task', name), { process: name, at });
const row = (name: string) => cells.cell('row', name);
const holds = (name: string, what: number) => cells.value(row(name), what);

const [a0, a1, a2] = [0, 1, 2].map((at) => task('a', at)) as [ValueId, ValueId, ValueId];
const [b0, b1] = [0, 1].map((at) => task('b', at)) as [ValueId, ValueId];
const [a, b, x, y] = [cells.cell('task', 'a'), cells.cell('task', 'b'), row('x'), row('y')] as const;
const [x0, x1, y0, y1] = [holds('x', 0), holds('x', 1), holds('y', 0), holds('y', 1)] as const;
const life = cells.cell('counter', 'life of a');

const seen = (actor: ValueId, looks: number[], writes: number[], parts: Partial<Deed> = {}): Deed => {
  const reads = looks.filter((_, at) => at % 2 === 0);
  return { actor, move: 'step', isFault: false, looks, reads, writes, kills: [], wild: [], ...parts };
};

function stateOf(...values: ValueId[]): Int32Array {
  const state = new Int32Array(cells.cellCount);
  for (const value of values) state[cells.cellOf[value] as CellId] = value;
  return state;
}

function outlookOf(deeds: readonly Deed[]): Outlook {
  const relation = new Relation(cells);
  for (const deed of deeds) relation.add(deed);
  return new Outlook(cells, relation, {
    processOfLife: () => 'a',
    isOf: (_, cell, value) => cell === a && value !== 0,
  });
}

function termsOf(state: Int32Array, { withFaults = false, wild = [] as readonly CellId[] } = {}): Terms {
  const actors = [state[a], state[b]].filter((value) => value !== 0) as ValueId[];
  return { state, actors, withFaults, isWild: (cell) => wild.includes(cell) };
}

/** What a look from a state comes to: the writes of all steps, and what each cell may hold. */
function lookFrom(
  deeds: readonly Deed[],
  state: Int32Array,
  { withFaults = false, wild = [] as CellId[], sink = (_: Outcome): 'on' | 'over' | 'stop' => 'on' } = {},
) {
  const outlook = outlookOf(deeds);
  const steps: (readonly number[])[] = [];
  const isWhole = outlook.look(termsOf(state, { withFaults, wild }), (outcome) => {
    steps.push(outcome.writes);
    return sink(outcome);
  });
  return { isWhole, steps, possibleIn: (cell: CellId) => [...outlook.possibleIn(cell)].sort() };
}

describe('an outlook', () => {
  it('takes a step whose circumstances are there, and those that it leads to', () => {
    const deeds = [seen(a0, [x, x0], [a, a1]), seen(a1, [y, y0], [x, x1])];
    const { steps, possibleIn } = lookFrom(deeds, stateOf(a0, x0, y0));

    expect(steps).toEqual([
      [a, a1],
      [x, x1],
    ]);
    expect(possibleIn(x)).toEqual([x0, x1].sort());
    expect(possibleIn(y)).toEqual([y0]);
  });

  it('takes none whose circumstances cannot come about', () => {
    const deeds = [seen(a0, [x, x1], [a, a1]), seen(a0, [x, x0, y, y1], [a, a2])];

    expect(lookFrom(deeds, stateOf(a0, x0, y0)).steps).toEqual([]);
  });

  it('takes one whose circumstances are brought about by another, whichever is looked at first', () => {
    const late = seen(a0, [x, x1, y, y1], [a, a1]);
    const others = [seen(b0, [], [b, b1, y, y1]), seen(b1, [], [b, 0, x, x1])];

    for (const deeds of [
      [late, ...others],
      [...others, late],
      [others[1] as Deed, late, others[0] as Deed],
    ]) {
      const { steps, possibleIn } = lookFrom(deeds, stateOf(a0, b0, x0, y0));
      expect(steps).toContainEqual([a, a1]);
      expect(possibleIn(b)).toEqual([0, b0, b1].sort());
    }
  });

  it('tells nothing from something where a cell was written and emptied', () => {
    const deeds = [seen(a0, [x, 0], [a, a1]), seen(b0, [], [x, 0])];

    expect(lookFrom([deeds[0] as Deed], stateOf(a0, x0)).steps).toEqual([]);
    expect(lookFrom(deeds, stateOf(a0, b0, x0)).steps).toContainEqual([a, a1]);
  });

  it('takes every way on from a cell that may hold anything', () => {
    const deeds = [seen(a0, [x, x1], [a, a1]), seen(a0, [x, 0], [a, a2])];
    const wildly = deeds.map((deed) => ({ ...deed, wild: [x] }));

    expect(lookFrom(deeds, stateOf(a0, x0), { wild: [x] }).steps).toHaveLength(2);
    expect(lookFrom(wildly, stateOf(a0, x0)).steps).toHaveLength(2);
  });

  it('takes faults only while some are left', () => {
    const deeds = [seen(a0, [], [a, a1], { isFault: true })];

    expect(lookFrom(deeds, stateOf(a0)).steps).toEqual([]);
    expect(lookFrom(deeds, stateOf(a0), { withFaults: true }).steps).toEqual([[a, a1]]);
  });

  it('expects everything of a process that may be killed to be gone, before and after', () => {
    const deeds = [seen(b0, [life, 7], [b, b1], { kills: [life], wild: [life] }), seen(b1, [], [a, a1])];
    const { possibleIn } = lookFrom(deeds, stateOf(a0, b0));

    expect(possibleIn(a)).toEqual([0, a0, a1].sort());
  });

  it('goes no further behind a step that it is told to leave at that, and stops when it is told to', () => {
    const deeds = [seen(a0, [], [a, a1]), seen(a1, [], [x, x1])];

    expect(lookFrom(deeds, stateOf(a0, x0), { sink: () => 'over' }).steps).toEqual([[a, a1]]);
    expect(lookFrom(deeds, stateOf(a0, x0), { sink: () => 'stop' }).isWhole).toBe(false);
  });
});

describe('a precedent', () => {
  const deeds = [
    seen(a0, [x, x0], [a, a1]),
    seen(a1, [y, y0], [a, a2, x, x1]),
    seen(b0, [x, x1], [b, b1]),
    seen(b1, [], [y, y1]),
  ];
  const stopAt = (cell: CellId) => (outcome: Outcome) =>
    outcome.writes.some((number, at) => at % 2 === 0 && number === cell) ? 'stop' : 'on';
  const outlook = outlookOf(deeds);
  const isStopped = !outlook.look(termsOf(stateOf(a0, b0, x0, y0)), stopAt(y));
  const { precedent } = outlook;
  const holdsIn = (state: Int32Array, options = {}, stop: CellId = y) =>
    outlook.comesTo(precedent, termsOf(state, options), -1, stopAt(stop));

  it('is the steps that have led to the one that stopped a look, in an order in which each is possible', () => {
    expect(isStopped).toBe(true);
    expect(precedent.links.map(({ actor }) => actor)).toEqual([a0, a1, b0, b1]);
  });

  it('holds again where its circumstances are there, whatever else is', () => {
    expect(holdsIn(stateOf(a0, b0, x0, y0, holds('z', 0)))).toBe(true);
    expect(holdsIn(stateOf(a0, b1, x0, y0))).toBe(false);
    expect(holdsIn(stateOf(a0, b0, x1, y0))).toBe(false);
    expect(holdsIn(stateOf(a0, b0, x0, y1))).toBe(false);
  });

  it('holds where a cell may hold anything', () => {
    expect(holdsIn(stateOf(a0, b0, x1, y1), { wild: [x, y] })).toBe(true);
  });

  it('holds no more where its last step does not matter, or an earlier one does and counts for it', () => {
    expect(holdsIn(stateOf(a0, b0, x0, y0), {}, cells.cell('row', 'other'))).toBe(false);
    expect(holdsIn(stateOf(a0, b0, x0, y0), {}, x)).toBe(true);
  });

  it('does not hold by a task that stays put', () => {
    expect(outlook.comesTo(precedent, termsOf(stateOf(a0, b0, x0, y0)), a, stopAt(y))).toBe(false);
  });

  it('needs faults where one of its steps is one', () => {
    const faulty = outlookOf([seen(a0, [], [x, x1], { isFault: true })]);
    faulty.look(termsOf(stateOf(a0), { withFaults: true }), stopAt(x));
    const again = (withFaults: boolean) =>
      faulty.comesTo(faulty.precedent, termsOf(stateOf(a0), { withFaults }), -1, stopAt(x));

    expect([true, false].map(again)).toEqual([true, false]);
  });

  it('knows of what a kill has emptied', () => {
    const killing = outlookOf([
      seen(b0, [life, 7], [b, b1], { kills: [life], wild: [life] }),
      seen(b1, [a, 0], [x, x1]),
    ]);
    const isCut = !killing.look(termsOf(stateOf(a0, b0, x0)), stopAt(x));
    const again = (state: Int32Array) => killing.comesTo(killing.precedent, termsOf(state), -1, stopAt(x));

    expect(isCut).toBe(true);
    expect(again(stateOf(a1, b0, x0))).toBe(true);
    expect(again(stateOf(a1, b1, x0))).toBe(false);
  });
});
