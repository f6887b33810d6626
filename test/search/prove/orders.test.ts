// The ends of random small programs: the same with and without the orders that make no difference.

import { describe, expect, it } from 'vitest';
import { call, complete, kill, type Op, park, start, step, succeed } from '../../../sim/kernel/ask.ts';
import { Random } from '../../../sim/kernel/random.ts';
import { modelOf } from '../../kernel/harness.ts';
import { exploreToy } from './toys.ts';

interface Table {
  readonly bits: Record<string, { isSet: boolean }>;
  /** A list to which rows are added, and which some look through. */
  readonly rows: Record<string, { readonly by: string }>;
  /** Which way each program went, as far as it came. */
  readonly ways: Record<string, { way: string }>;
}

type Kind = 'look' | 'set' | 'add' | 'count' | 'tell' | 'wait' | 'kill' | 'note' | 'ask';

const KINDS: readonly Kind[] = ['look', 'look', 'look', 'set', 'set', 'add', 'count', 'tell', 'wait', 'kill', 'note'];

interface Instruction {
  readonly kind: Kind;
  readonly bits: readonly [string, string];
  readonly value: boolean;
  /** Whom it tells, asks or kills. */
  readonly other: string;
  /** How far to go on, by what was found. */
  readonly hops: readonly [number, number];
}

function* run(name: string, program: readonly Instruction[], at: number, way: string): Op<void> {
  const instruction = program[at];
  if (instruction === undefined) {
    yield* step('ends', ({ ways }: Table) => {
      ways[name] = { way };
    });
    return;
  }
  const found = yield* perform(name, at, instruction, way);
  const next = at + instruction.hops[found ? 1 : 0];
  yield* succeed(name, start(run, name, program, next, `${way}${found ? 1 : 0}`));
}

function* perform(name: string, at: number, { kind, bits, value, other }: Instruction, way: string): Op<boolean> {
  const [first, second] = bits;
  switch (kind) {
    case 'look':
      return yield* step(
        `looks ${at}`,
        ({ bits }: Table) => bits[first]?.isSet === true && bits[second]?.isSet === value,
        { isRead: true },
      );
    case 'count':
      return yield* step(`counts ${at}`, ({ rows }: Table) => Object.keys(rows).length > 1, { isRead: true });
    case 'set':
      return yield* step(`sets ${at}`, ({ bits }: Table) => {
        (bits[first] as { isSet: boolean }).isSet = value;
        return false;
      });
    case 'add':
      return yield* step(`adds ${at}`, ({ rows }: Table) => {
        rows[`${name}-${at}`] = { by: name };
        return false;
      });
    case 'tell':
      yield* step(`tells ${at}`, () => {}, { isRead: true });
      yield* complete(`for ${other}`, value);
      return false;
    case 'wait':
      return yield* park<boolean>(`for ${name}`, `waits ${at}`);
    case 'kill':
      yield* step(`aims ${at}`, () => {}, { isRead: true });
      yield* kill(other);
      return false;
    case 'ask': {
      const outcome = yield* call<boolean>(other, 'touch', { bit: first, value }, { label: `asks ${at}` });
      return outcome.ok && outcome.value;
    }
    case 'note':
      return yield* step(`notes ${at}`, ({ ways }: Table) => {
        ways[name] = { way };
        return false;
      });
  }
}

/** Serves a request: sets a bit, and answers what it was. */
function* touch(bit: string, value: boolean): Op<boolean> {
  return yield* step('touches', ({ bits }: Table) => {
    const cell = bits[bit] as { isSet: boolean };
    const before = cell.isSet;
    cell.isSet = value;
    return before;
  });
}

function draw(random: Random, kinds = KINDS, names = ['p0', 'p1', 'p2']): Record<string, Instruction[]> {
  const programs: Record<string, Instruction[]> = {};
  for (const [index, name] of names.entries()) {
    programs[name] = Array.from({ length: 2 + random.below(3) }, () => ({
      kind: random.pick(kinds),
      bits: [random.pick(['a', 'b']), random.pick(['a', 'b', 'c'])] as const,
      value: random.below(2) === 0,
      // A key wakes one task, and nobody kills himself.
      other: names[(index + 1 + random.below(names.length - 1)) % names.length] as string,
      hops: [1, 1 + random.below(2)] as const,
    }));
  }
  return programs;
}

function explore(programs: Record<string, Instruction[]>, isReduced: boolean, faults: readonly string[] = []) {
  const initial = (): Table => ({
    bits: { a: { isSet: false }, b: { isSet: true }, c: { isSet: false }, d: { isSet: true } },
    rows: {},
    ways: { p0: { way: '' }, p1: { way: '' }, p2: { way: '' }, p3: { way: '' } },
  });
  const { explorer, rests } = exploreToy(
    modelOf<Table>(initial, {
      depths: { bits: 2, rows: 2, ways: 2 },
      serve({ label, ask }) {
        const { bit, value } = ask.request as { bit: string; value: boolean };
        return { name: `${label} served`, body: start(touch, bit, value) };
      },
    }),
    (world) => {
      for (const [name, program] of Object.entries(programs)) world.spawn(name, name, start(run, name, program, 0, ''));
    },
    { isReduced, faults, atRest: (state) => JSON.stringify(state) },
  );
  return { states: explorer.visited.count, rests: [...rests].sort() };
}

function isDifferent(programs: Record<string, Instruction[]>, faults: readonly string[] = []): boolean {
  const [plain, reduced] = [false, true].map((isReduced) => explore(programs, isReduced, faults).rests);
  return JSON.stringify(plain) !== JSON.stringify(reduced);
}

describe('a hundred random programs that ask one another over links that are cut', () => {
  const kinds = ['ask', 'ask', 'look', 'set', 'note'] as const;
  const drawn = Array.from({ length: 100 }, (_, seed) => draw(new Random(seed), kinds, ['p0', 'p1']));

  it('end in the same ways, whether every order is looked at or not', () => {
    expect(drawn.filter((programs) => isDifferent(programs, ['partition']))).toEqual([]);
  });
});

describe('a hundred pairs of random programs that have nothing to do with one another', () => {
  const kinds = ['look', 'set', 'look', 'set', 'tell', 'wait', 'kill', 'note'] as const;
  const apart: Record<string, string> = { a: 'c', b: 'd', c: 'd' };
  const drawn = Array.from({ length: 100 }, (_, seed) => {
    const random = new Random(seed);
    const [one, other] = [draw(random, kinds, ['p0', 'p1']), draw(random, kinds, ['p2', 'p3'])];
    const onOtherBits = Object.entries(other).map(([name, program]) => [
      name,
      program.map((each) => ({ ...each, bits: each.bits.map((bit) => apart[bit] as string) as [string, string] })),
    ]);
    return { ...one, ...(Object.fromEntries(onOtherBits) as typeof other) };
  });

  it('end in the same ways, whether every order is looked at or not', () => {
    expect(drawn.filter((programs) => isDifferent(programs))).toEqual([]);
  });

  it('are looked at one pair after the other, where no single program is enough', () => {
    const states = (isReduced: boolean) =>
      drawn.reduce((sum, programs) => sum + explore(programs, isReduced).states, 0);

    expect(states(true)).toBeLessThan(states(false) / 7);
  });
});

describe('six hundred random programs', () => {
  const drawn = Array.from({ length: 600 }, (_, seed) => draw(new Random(seed)));

  it('end in the same ways, whether every order is looked at or not', () => {
    expect(drawn.filter((programs) => isDifferent(programs))).toEqual([]);
  });

  it('are looked at in far fewer states', () => {
    const states = (isReduced: boolean) =>
      drawn.slice(0, 100).reduce((sum, programs) => sum + explore(programs, isReduced).states, 0);

    expect(states(true)).toBeLessThan(states(false) / 3);
  });
});
