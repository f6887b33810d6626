import { describe, expect, it } from 'vitest';
import { type Op, start, step } from '../../../sim/kernel/ask.ts';
import { Machine } from '../../../sim/kernel/machine/machine.ts';
import { Clashes } from '../../../sim/search/prove/clashes.ts';
import { Gazes } from '../../../sim/search/prove/gazes.ts';
import { Marks } from '../../../sim/search/prove/marks.ts';
import { Offer } from '../../../sim/search/prove/offer.ts';
import { modelOf } from '../../kernel/harness.ts';

interface Rows {
  readonly rows: Record<string, { value: number }>;
}

type Change = (rows: Rows['rows']) => unknown;

function* act(change: Change): Op<void> {
  const found = yield* step('acts', ({ rows }: Rows) => change(rows) ?? null);
  yield* step(`has found ${found}`, () => null, { isRead: true });
}

/** Who clashes with a task, of those that do these things. An invariant that remembers sees two of the rows. */
function clashes(task: string, tasks: Record<string, Change>): readonly string[] {
  const machine = new Machine(
    modelOf<Rows>(() => ({ rows: { x: { value: 0 }, y: { value: 0 } } }), { depths: { rows: 2 } }),
  );
  const state = machine.initial(() => {
    for (const [name, change] of Object.entries(tasks)) machine.spawn(name, name, start(act, change));
  });
  const anyMachine = machine as unknown as Machine<never>;
  const gazes = new Gazes({ gazes: [], isMindful: () => true, isUnmoved: () => true });
  gazes.learn([[machine.cells.cell('row', 'rows/seen'), machine.cells.cell('row', 'rows/seen too')]]);
  const offer = new Offer({ machine: anyMachine, allows: () => false, faultsLeft: -1 });
  offer.list(state);
  const nameOf = (place: number) => offer.moves[offer.starts[place] as number]?.process ?? '?';
  const names = offer.actors.map((_, place) => nameOf(place));
  const own = names.indexOf(task);
  return new Clashes(anyMachine, new Marks(anyMachine, new Set()), gazes).with(offer, own, state).map(nameOf).sort();
}

const set =
  (row: string, value: number): Change =>
  (rows) => {
    rows[row] = { value };
  };
const look =
  (row: string): Change =>
  (rows) =>
    rows[row]?.value;

describe('what clashes with a task right now', () => {
  it('is who reads or writes what it writes', () => {
    const tasks = { a: set('x', 1), b: look('x'), c: set('x', 2), d: look('y'), e: set('y', 1) };

    expect(clashes('a', tasks)).toEqual(['b', 'c']);
  });

  it('is who makes it find something else, and not who writes what is there', () => {
    const tasks = { a: look('x'), b: set('x', 1), c: set('x', 0), d: look('x') };

    expect(clashes('a', tasks)).toEqual(['b']);
  });

  it('is not who adds to the same list', () => {
    expect(clashes('a', { a: set('one', 1), b: set('another', 1) })).toEqual([]);
  });

  it('is whom an invariant sees as well that remembers', () => {
    expect(clashes('a', { a: set('seen', 1), b: set('seen too', 1), c: set('another', 1) })).toEqual(['b']);
  });
});
