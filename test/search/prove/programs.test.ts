// Livelocks of random small programs: found with and without reduction exactly where a plain search finds one.

import { describe, expect, it } from 'vitest';
import { type Op, start, step, succeed } from '../../../sim/kernel/ask.ts';
import { Random } from '../../../sim/kernel/random.ts';
import { livelocks } from '../../../sim/search/prove/livelock.ts';
import { modelOf } from '../../kernel/harness.ts';
import { exploreToy } from './toys.ts';

interface Bits {
  readonly bits: Record<string, { isSet: boolean }>;
}

interface Branch {
  readonly write: boolean | null;
  /** The next instruction; past the last one the program ends. */
  readonly next: number;
}

/** Looks at a bit and goes on by what it is. */
interface Instruction {
  readonly bit: string;
  readonly branches: readonly [Branch, Branch];
}

type Program = readonly Instruction[];

function* run(name: string, program: Program, at: number): Op<void> {
  const instruction = program[at];
  if (instruction === undefined) return;
  const next = yield* step(`does ${at}`, ({ bits }: Bits) => {
    const cell = bits[instruction.bit] as { isSet: boolean };
    const { write, next } = instruction.branches[cell.isSet ? 1 : 0];
    if (write !== null) cell.isSet = write;
    return next;
  });
  yield* succeed(name, start(run, name, program, next));
}

function draw(random: Random): Program[] {
  const bits = ['a', 'b', 'c'].slice(0, 2 + random.below(2));
  return Array.from({ length: 2 + random.below(2) }, () => {
    const length = 1 + random.below(3);
    const branch = (): Branch => ({
      write: random.pick([null, null, true, false]),
      next: random.below(length + 1),
    });
    return Array.from({ length }, () => ({ bit: random.pick(bits), branches: [branch(), branch()] as const }));
  });
}

function findsLivelock(programs: readonly Program[], isReduced: boolean): boolean {
  const model = modelOf<Bits>(() => ({ bits: { a: { isSet: false }, b: { isSet: false }, c: { isSet: false } } }), {
    depths: { bits: 2 },
  });
  const { space, explorer } = exploreToy(
    model,
    (world) => {
      for (const [n, program] of programs.entries()) world.spawn(`p${n}`, `p${n}`, start(run, `p${n}`, program, 0));
    },
    { isReduced },
  );
  const search = livelocks(space, explorer.visited, { statesMax: 100_000, isExplored: true });
  for (;;) {
    const turn = search.next();
    if (turn.done) return turn.value.livelock !== undefined;
  }
}

/** The same by nothing but closures: states that reach one another, and who moves and who waits among them. */
function hasLivelock(programs: readonly Program[]): boolean {
  type State = { readonly at: readonly number[]; readonly bits: Readonly<Record<string, boolean>> };
  const keyOf = (state: State) => JSON.stringify([state.at, state.bits]);
  const isLive = ({ at }: State, n: number) => (programs[n] as Program)[at[n] as number] !== undefined;
  const go = ({ at, bits }: State, n: number): State => {
    const { bit, branches } = (programs[n] as Program)[at[n] as number] as Instruction;
    const { write, next } = branches[bits[bit] ? 1 : 0];
    return { at: at.with(n, next), bits: write === null ? bits : { ...bits, [bit]: write } };
  };
  const states = new Map<string, State>();
  const pending: State[] = [{ at: programs.map(() => 0), bits: { a: false, b: false, c: false } }];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (states.has(keyOf(state))) continue;
    states.set(keyOf(state), state);
    for (const n of programs.keys()) if (isLive(state, n)) pending.push(go(state, n));
  }
  const reachable = (from: State): Set<string> => {
    const seen = new Set<string>();
    const open = [from];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const n of programs.keys()) {
        if (!isLive(state, n)) continue;
        const to = go(state, n);
        if (!seen.has(keyOf(to))) open.push(to);
        seen.add(keyOf(to));
      }
    }
    return seen;
  };
  const reach = new Map([...states].map(([key, state]) => [key, reachable(state)]));
  return [...states].some(([key]) => {
    if (!reach.get(key)?.has(key)) return false;
    const circle = [...states].filter(([other]) => reach.get(key)?.has(other) && reach.get(other)?.has(key));
    const keys = new Set(circle.map(([other]) => other));
    const isFair = [...programs.keys()].every((n) =>
      circle.some(([, state]) => !isLive(state, n) || keys.has(keyOf(go(state, n)))),
    );
    return isFair && new Set(circle.map(([, { bits }]) => JSON.stringify(bits))).size > 1;
  });
}

describe('a hundred random programs', () => {
  const drawn = Array.from({ length: 100 }, (_, seed) => draw(new Random(seed)));
  const wanted = drawn.map(hasLivelock);

  it('have livelocks, many but not most', () => {
    const share = wanted.filter((one) => one).length / wanted.length;

    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.6);
  });

  it.each([false, true])('have them found where they are (reduced: %s)', (isReduced) => {
    expect(drawn.map((programs) => findsLivelock(programs, isReduced))).toEqual(wanted);
  });
});
