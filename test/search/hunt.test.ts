import { describe, expect, it } from 'vitest';
import {
  type Batch,
  batches,
  type HuntResult,
  hasHardFind,
  huntBatch,
  merge,
  missingMarks,
  NOTHING_YET,
  verdictOf,
} from '../../sim/search/hunt.ts';
import { ownHand, spread } from '../../sim/search/pool/pool.ts';
import { anything, busy, firstGuestLives, neverStops, soft, TOGGLES } from './local.ts';

const invariants = [firstGuestLives, neverStops, soft];

/** A hunt by so many hands. */
async function hunt(hands: number, runs: number, isKeepingGoing: boolean): Promise<HuntResult> {
  let sum = NOTHING_YET;
  const work = async (batch: Batch) => huntBatch(anything, TOGGLES, batch, { isKeepingGoing, invariants });
  await spread(
    batches(1, runs),
    Array.from({ length: hands }, () => ownHand(work)),
    {
      onResult(result) {
        sum = merge(sum, result);
        return !isKeepingGoing && hasHardFind(sum) ? 'stop' : undefined;
      },
    },
  );
  return sum;
}

describe('a hunt', () => {
  it.each([true, false])('finds the same however many look (keeping going: %s)', async (isKeepingGoing) => {
    const alone = await hunt(1, 90, isKeepingGoing);
    const three = await hunt(3, 90, isKeepingGoing);

    expect(three).toEqual(alone);
  });

  it('stops at the lowest seed that violates something', async () => {
    const { runs, finds } = await hunt(2, 90, false);
    const hard = finds.filter(({ isSoft }) => !isSoft);

    expect(hard.map(({ seed }) => seed)).toEqual([runs]);
  });

  it('that keeps going has one find for each invariant', async () => {
    const { runs, finds } = await hunt(1, 90, true);

    expect(runs).toBe(90);
    expect(new Set(finds.map(({ invariant }) => invariant)).size).toBe(finds.length);
    expect(finds.map(({ invariant }) => invariant)).toEqual(expect.arrayContaining(invariants.map(({ name }) => name)));
  });

  it('counts in how many runs each mark was reached', () => {
    const { marks, runs } = huntBatch(busy, TOGGLES, { seed: 1, runs: 10 }, { isKeepingGoing: true, invariants: [] });

    expect(marks['a guarded write was superseded']).toBeGreaterThan(0);
    expect(Math.max(...Object.values(marks))).toBeLessThanOrEqual(runs);
  });

  it('deals out every seed once', () => {
    const seeds = [...batches(7, 60)].flatMap(({ seed, runs }) => Array.from({ length: runs }, (_, n) => seed + n));

    expect(seeds).toEqual(Array.from({ length: 60 }, (_, n) => 7 + n));
  });
});

describe('the verdict of a hunt', () => {
  const marked = { ...busy, marks: ['a Nexus crashed', 'pigs fly'] };
  const result = huntBatch(busy, TOGGLES, { seed: 1, runs: 10 }, { isKeepingGoing: true, invariants: [] });

  it('is vacuous when a mark of the scenario was never reached', () => {
    expect(missingMarks(marked, { ...result, marks: { 'a Nexus crashed': 1 } })).toEqual(['pigs fly']);
    expect(verdictOf(marked, result)).toBe('vacuous');
  });

  it('is that it holds when all were', () => {
    expect(verdictOf(marked, { ...result, marks: { 'a Nexus crashed': 1, 'pigs fly': 1 } })).toBe('holds');
  });

  it('is inconclusive before the first run', () => {
    expect(verdictOf(busy, NOTHING_YET)).toBe('inconclusive');
  });

  it('is no violation when only a soft invariant was violated', () => {
    const remarked = huntBatch(busy, TOGGLES, { seed: 1, runs: 3 }, { invariants: [soft] });

    expect(remarked.finds.map(({ invariant }) => invariant)).toEqual([soft.name]);
    expect(verdictOf(busy, remarked)).toBe('holds');
  });
});
