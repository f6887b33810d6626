// A table that several threads fill at a time: each state is in it once, whoever came first.

import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../../../sim/kernel/random.ts';
import { Leader } from '../../../sim/search/pool/led.ts';
import { Board } from '../../../sim/search/prove/board.ts';
import { moved } from '../../../sim/search/prove/follower.ts';
import { SharedVisited } from '../../../sim/search/prove/shared-visited.ts';
import { DEPTH, LEFT, LEVEL, NEW, OLD } from '../../../sim/search/prove/visited.ts';
import type { AdderBrief, AdderOrder } from './adder.ts';

const THREADS = 3;
const STATES = 60_000;
const board = Board.for(1 + THREADS);
const place = { part: 0, parts: THREADS, board };
const briefOf = (table: Int32Array): AdderBrief => ({ table, lanes: board.lanes });
const entry = new URL('./adder.ts', import.meta.url);

/** Some are drawn many times, and many share a lane with others. */
function draw(): Int32Array {
  const random = new Random(1);
  const states = new Int32Array(3 * STATES);
  for (let at = 0; at < states.length; at += 3) {
    states[at] = Math.imul(random.below(5_000), 0x9e3779b1);
    states[at + 1] = random.below(6) - 3;
    states[at + 2] = random.below(2 ** 30) - 2 ** 29;
  }
  return states;
}

/** What a leader hears of its threads. */
async function hear(leader: Leader<AdderOrder, number>, order: AdderOrder): Promise<readonly number[]> {
  leader.send(order);
  for (;;) {
    const answers = leader.answers(10);
    if (answers !== undefined) return answers;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a table that threads share', () => {
  const states = draw();
  const table = SharedVisited.tableFor(30_000);
  const leader = new Leader<AdderOrder, number>(THREADS, entry, briefOf(table));
  afterAll(() => leader.close());

  const least = new Map<string, number>();
  for (let at = 0; at < states.length; at += 3) {
    const key = `${states[at] || 1} ${states[at + 1]}`;
    const from = (states[at + 2] as number) - THREADS;
    least.set(key, Math.min(from, least.get(key) ?? from));
  }
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

  it('has each state once, with the least of those before it', async () => {
    // Once all are there, they begin at the same time.
    await hear(leader, { kind: 'add', states: new Int32Array(0), depth: 0, isReturning: false });
    const counts = await hear(leader, { kind: 'add', states, depth: 7, isReturning: false });
    const depths = new Set<number>();
    const found = new Map<string, number>();
    let slots = 0;
    for (let base = 0; base < table.length; base += 4) {
      if (table[base] === 0) continue;
      slots++;
      depths.add((table[base + 3] as number) & DEPTH);
      found.set(`${table[base]} ${table[base + 1]}`, table[base + 2] as number);
    }

    expect(sum(counts)).toBe(least.size);
    expect(slots).toBe(least.size);
    expect(depths).toEqual(new Set([7 + 1]));
    expect(found).toEqual(least);
  });

  it('knows them at their depth, and where something has led back to', async () => {
    const counts = await hear(leader, { kind: 'add', states, depth: 8, isReturning: true });
    const visited = new SharedVisited(table, place);

    expect(sum(counts)).toBe(least.size);
    expect(visited.returns()).toHaveLength(least.size);
    expect(visited.add(states[0] as number, states[1] as number, 0, 8)).toBe(OLD);
  });

  it('leaves a state to a thread that has less to do, once', () => {
    const small = SharedVisited.tableFor(10);
    const [first, second] = [0, 1].map((part) => new SharedVisited(small, { part, board })) as [
      SharedVisited,
      SharedVisited,
    ];
    const isOwn = () => [first.isOwn(5, 6), second.isOwn(5, 6)];
    const waiting = (ofFirst: number, ofSecond: number) => {
      board.note(0, { states: 0, pending: 0, waiting: ofFirst });
      board.note(1, { states: 0, pending: 0, waiting: ofSecond });
    };

    waiting(3, 3);
    expect([first.add(5, 6, 1, 4), second.add(5, 6, 1, 4), ...isOwn()]).toEqual([NEW, LEVEL, true, false]);
    waiting(3, 2);
    expect([first.add(5, 6, 1, 4), second.add(5, 6, 1, 4), ...isOwn()]).toEqual([LEVEL, LEFT, false, true]);
    waiting(2, 3);
    expect([first.add(5, 6, 1, 4), second.add(5, 6, 1, 4), ...isOwn()]).toEqual([LEVEL, LEVEL, false, true]);
    expect(first.count + second.count).toBe(1);
  });

  it('moves into a larger one part by part, whole', () => {
    const larger = SharedVisited.tableFor(60_000);
    const parts = [0, 1, 2].map((part) => moved(new SharedVisited(table, place), larger, { ...place, part }));

    expect(larger.length).toBeGreaterThan(table.length);
    expect(sum(parts.map(({ count }) => count))).toBe(least.size);
    expect(parts[0]?.returns()).toEqual(new SharedVisited(table, place).returns());
  });
});

describe('a thread that is led', () => {
  it.each([
    ['throw', 'no more of this'],
    ['exit', 'a worker has died: it ended with code 3'],
  ] as const)('and that fails by %s, ends it all with one message', async (kind, message) => {
    const leader = new Leader<AdderOrder, number>(2, entry, briefOf(SharedVisited.tableFor(10)));

    await expect(hear(leader, { kind })).rejects.toThrow(message);
    await leader.close();
  });
});
