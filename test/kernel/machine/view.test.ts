// What a model may make of its state.

import { expect, it } from 'vitest';
import { type Op, start, step } from '../../../sim/kernel/ask.ts';
import { exploreToy } from '../../search/prove/toys.ts';
import { modelOf } from '../harness.ts';

interface Shelf {
  readonly books: Record<string, { title: string }>;
  late?: Record<'first', { title: string }>;
}

const shelf = modelOf<Shelf>(() => ({ books: {} }), { depths: { books: 2, late: 2 } });

function* fetchLate(): Op<void> {
  yield* step('looks', ({ late }: Shelf) => late?.first.title ?? null);
  yield* step('puts', (state: Shelf) => {
    state.late = { first: { title: 'a container that comes late' } };
  });
}

it('has its containers from the beginning: what was looked for in vain would be looked for elsewhere later', () => {
  const explore = () => exploreToy(shelf, (world) => world.spawn('p', 'reader', start(fetchLate)));

  expect(explore).toThrow('late is a container of the state and must be there from the beginning');
});
