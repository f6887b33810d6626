// Livelocks, planted in models of a few lines; and loops that are none.

import { describe, expect, it } from 'vitest';
import { memory, type Op, sleep, start, step, succeed } from '../../../sim/kernel/ask.ts';
import type { World } from '../../../sim/kernel/world.ts';
import { type LoopSearch, livelocks } from '../../../sim/search/prove/livelock.ts';
import { changesOf, recurrentSteps } from '../../../sim/search/prove/recurrence.ts';
import { guardModel, startWorkers } from '../../kernel/guard.ts';
import { modelOf } from '../../kernel/harness.ts';
import { exploreToy, type ToyOptions } from './toys.ts';

type Name = 'ann' | 'bob';

interface Table {
  readonly forks: Record<'left' | 'right', { holder: Name | null }>;
  readonly plates: Record<Name, { meals: number }>;
  readonly bell: Record<'bell', { hasRung: boolean }>;
}

const table = modelOf<Table>(
  () => ({
    forks: { left: { holder: null }, right: { holder: null } },
    plates: { ann: { meals: 0 }, bob: { meals: 0 } },
    bell: { bell: { hasRung: false } },
  }),
  { depths: { forks: 2, plates: 2, bell: 2 } },
);

const OWN = { ann: 'left', bob: 'right' } as const;
const OTHER = { ann: 'right', bob: 'left' } as const;

/** Eats once both forks are hers; puts hers back when the other is taken, and tries again. */
function* dine(name: Name): Op<void> {
  yield* step(`takes the ${OWN[name]} fork`, ({ forks }: Table) => {
    forks[OWN[name]].holder ??= name;
  });
  const hasBoth = yield* step(`looks at the ${OTHER[name]} fork`, ({ forks }: Table) => {
    forks[OTHER[name]].holder ??= name;
    return forks[OTHER[name]].holder === name && forks[OWN[name]].holder === name;
  });
  yield* step(hasBoth ? 'eats' : 'puts down what it has', ({ forks, plates }: Table) => {
    for (const fork of [forks.left, forks.right]) if (fork.holder === name) fork.holder = null;
    if (hasBoth) plates[name].meals++;
  });
  if (!hasBoth) yield* succeed(name, start(dine, name));
}

/** Picks a fork up and puts it down until the bell rings. */
function* fidget(name: Name): Op<void> {
  yield* step('plays with a fork', ({ forks }: Table) => {
    forks[OWN[name]].holder = forks[OWN[name]].holder === name ? null : name;
  });
  if (!(yield* memory(({ bell }: Table) => bell.bell.hasRung))) yield* succeed(name, start(fidget, name));
}

function* ring(): Op<void> {
  yield* step('rings', ({ bell }: Table) => {
    bell.bell.hasRung = true;
  });
}

/** Looks again and again whether there is something to do, and there is not. */
function* watch(): Op<void> {
  yield* sleep('waits a while', 1_000);
  yield* step('looks round', ({ plates }: Table) => plates.ann.meals, { isRead: true });
  yield* succeed('watch', start(watch));
}

function lookFor(setUp: (world: World<Table>) => void, manner: ToyOptions<Table>): LoopSearch {
  const { space, explorer } = exploreToy(table, setUp, manner);
  const search = livelocks(space, explorer.visited, { statesMax: 100_000, isExplored: true });
  for (;;) {
    const turn = search.next();
    if (turn.done) return turn.value;
  }
}

describe('among schedules with few delays', () => {
  // Ann comes first by name, and bob only where she is delayed or does not play for ever.
  const fidgetBeside = (world: World<Table>) => {
    world.spawn('ann', 'ann', start(fidget, 'ann'));
    world.spawn(
      'bob',
      'bob',
      start(function* () {
        yield* step('sits down', () => {});
      }),
    );
  };

  it('a loop is a livelock once all others have had their turn', () => {
    expect(lookFor(fidgetBeside, { delaysMax: 1 }).livelock).toMatchObject({
      stem: ['bob: sits down', 'ann: plays with a fork'],
      loop: ['ann: plays with a fork', 'ann: plays with a fork'],
    });
  });

  it('a loop that keeps somebody from his turn is none', () => {
    const { states, livelock } = lookFor(fidgetBeside, { delaysMax: 0 });

    expect(livelock).toBeUndefined();
    expect(states).toBeGreaterThan(0);
  });
});

describe.each([
  ['every order looked at', false],
  ['orders that make no difference left out', true],
])('with %s', (_, isReduced) => {
  it('two who make way for each other for ever are a livelock, with the loop', () => {
    const { livelock } = lookFor(
      (world) => {
        world.spawn('ann', 'ann', start(dine, 'ann'));
        world.spawn('bob', 'bob', start(dine, 'bob'));
      },
      { isReduced },
    );

    expect(livelock?.changes).toEqual(['forks/left', 'forks/right']);
    expect(livelock?.loop.toSorted()).toEqual([
      'ann: looks at the right fork',
      'ann: puts down what it has',
      'ann: takes the left fork',
      'bob: looks at the left fork',
      'bob: puts down what it has',
      'bob: takes the right fork',
    ]);
  });

  it('one who is at it until another does what it could do all the time is none', () => {
    const search = lookFor(
      (world) => {
        world.spawn('ann', 'ann', start(fidget, 'ann'));
        world.spawn('bob', 'bob', start(ring));
      },
      { isReduced },
    );

    expect(search).toMatchObject({ isComplete: true, livelock: undefined });
    expect(search.states).toBeGreaterThan(0);
  });

  it('one who is at it for good is one, whoever else looks on', () => {
    const { livelock } = lookFor(
      (world) => {
        world.spawn('ann', 'ann', start(fidget, 'ann'));
        world.spawn('bob', 'watch', start(watch));
      },
      { isReduced },
    );

    expect(livelock?.changes).toEqual(['forks/left']);
    expect(livelock?.loop).toEqual(expect.arrayContaining(['ann: plays with a fork', 'watch: waits a while']));
  });

  it('to look round for ever and change nothing is none', () => {
    const search = lookFor((world) => world.spawn('bob', 'watch', start(watch)), { isReduced });

    expect(search).toEqual({ isComplete: true, livelock: undefined, states: 0 });
  });

  it('nor is it where something changed for a while', () => {
    const search = lookFor(
      (world) => {
        world.spawn('ann', 'ann', start(fidget, 'ann'));
        world.spawn('bob', 'bob', start(ring));
        world.spawn('bob', 'watch', start(watch));
      },
      { isReduced },
    );

    expect(search).toMatchObject({ isComplete: true, livelock: undefined });
    expect(search.states).toBeGreaterThan(0);
  });

  it('a loop that needs a crash each time is none', () => {
    const size = { workers: 2, rounds: 2 };
    const { space, explorer } = exploreToy(guardModel(size), (world) => startWorkers(world, size.rounds), {
      isReduced,
      faults: ['crash'],
    });
    const turn = livelocks(space, explorer.visited, { statesMax: 100_000, isExplored: true }).next();

    expect(turn).toMatchObject({ done: true, value: { isComplete: true, livelock: undefined } });
  });
});

describe('the steps that can lie on a loop', () => {
  it('are those that others make good again', () => {
    const { space } = exploreToy(table, (world) => {
      world.spawn('ann', 'ann', start(fidget, 'ann'));
      world.spawn('bob', 'bob', start(ring));
    });

    // To pick the fork up and to put it down, while the bell has not rung.
    expect(recurrentSteps(changesOf(space.machine)).size).toBe(2);
  });

  it('are none where nothing but the model stands still', () => {
    const { space } = exploreToy(table, (world) => world.spawn('bob', 'watch', start(watch)));

    expect(recurrentSteps(changesOf(space.machine)).size).toBe(0);
  });
});
