// What symmetry refuses: whoever is told apart by more than a name.

import { describe, expect, it } from 'vitest';
import { call, choose, fresh, memory, type Op, type Start, start, step } from '../../../sim/kernel/ask.ts';
import { type Logbook, modelOf, write } from '../../kernel/harness.ts';
import { exploreToy } from './toys.ts';

function* writes(word: string): Op<void> {
  yield* step('writes', write(word));
}

function* numbers(): Op<void> {
  const number = yield* fresh('ticket');
  yield* step(`draws ${number}`, write('drawn'));
}

function* asks(): Op<void> {
  yield* call('ben', 'question', null);
}

interface Coins {
  readonly left: Record<string, { face: string }>;
  readonly right: Record<string, { face: string }>;
}

/** Throws two coins. */
function* throws(name: string): Op<void> {
  for (const hand of ['left', 'right'] as const) {
    const face = yield* choose(`the ${hand} one`, ['heads', 'tails']);
    yield* memory((coins: Coins) => {
      (coins[hand][name] as { face: string }).face = face;
    });
  }
}

/** Reads a word, and so has it in what it is made of. */
function* reads(): Op<void> {
  const words = yield* memory(({ log }: Logbook) => log.join());
  yield* step(`has read ${words}`, write('read'));
}

function explore(first: Start, second: Start, log: readonly string[] = []): number {
  const model = modelOf<Logbook>(() => ({ log: [...log] }));
  const { explorer } = exploreToy(
    model,
    (world) => {
      world.spawn('ann', 'ann', first);
      world.spawn('ben', 'ben', second);
    },
    { sorts: [['ann', 'ben']] },
  );
  return explorer.visited.count;
}

describe('symmetry', () => {
  it('takes two who do the same for one another', () => {
    expect(explore(start(writes, 'a word'), start(writes, 'a word'))).toBe(3);
  });

  it('keeps two apart who do different things', () => {
    expect(explore(start(writes, 'a word'), start(writes, 'another'))).toBe(5);
  });

  it('does not mix up what two have', () => {
    const coins = () => ({ ann: { face: 'none' }, ben: { face: 'none' } });
    const model = modelOf<Coins>(() => ({ left: coins(), right: coins() }), { depths: { left: 2, right: 2 } });
    const { explorer } = exploreToy(
      model,
      (world) => {
        for (const name of ['ann', 'ben']) world.spawn(name, name, start(throws, name));
      },
      { sorts: [['ann', 'ben']] },
    );

    // Two of the four pairs of faces, in any order, or one of them twice.
    expect(explorer.tally.restingStates).toBe(10);
  });

  it.each([
    ['one has the name of another', start(writes, 'ben'), /ann and ben know of one another/],
    ['one has read the name of another', start(reads), /ann and ben know of one another/],
    ['a number is made up', start(numbers), /does not reach into "counter ticket numbers of ann"/],
    ['a call is made', start(asks), /does not reach into "call/],
  ])('refuses where %s', (_, first, message) => {
    expect(() => explore(first, start(writes, 'a word'), ['ben'])).toThrow(message);
  });
});
