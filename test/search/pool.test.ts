import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Hand, spread, threadHand } from '../../sim/search/pool/pool.ts';
import type { MortalJob } from './mortal.ts';

/** A hand whose first jobs take the longest. */
function slowHand(work: (job: number) => number): Hand<number, number> {
  return {
    async work(job) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 12 - 3 * job)));
      return work(job);
    },
    async close() {},
  };
}

describe('work that is spread', () => {
  it('has its results taken in the order of the jobs', async () => {
    const taken: number[] = [];

    await spread([0, 1, 2, 3, 4, 5], [slowHand((job) => job * 10), slowHand((job) => job * 10)], {
      onResult(result) {
        taken.push(result);
        return undefined;
      },
    });

    expect(taken).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it('has no results taken behind the one that was enough', async () => {
    const taken: number[] = [];

    await spread([0, 1, 2, 3, 4, 5], [slowHand((job) => job), slowHand((job) => job), slowHand((job) => job)], {
      onResult(result) {
        taken.push(result);
        return result === 1 ? 'stop' : undefined;
      },
    });

    expect(taken).toEqual([0, 1]);
  });

  it('fails with the error of the first job that failed, whichever failed earlier', async () => {
    const failing = () =>
      slowHand((job) => {
        if (job > 0) throw new Error(`job ${job}`);
        return job;
      });

    await expect(spread([0, 1, 2, 3], [failing(), failing()], { onResult: () => undefined })).rejects.toThrow('job 1');
  });

  it('finishes what is under way when it is told to stop', async () => {
    const taken: number[] = [];
    let isStopping = false;

    await spread([0, 1, 2, 3, 4, 5], [slowHand((job) => job), slowHand((job) => job)], {
      shouldStop: () => isStopping,
      onResult(result) {
        taken.push(result);
        isStopping = true;
        return undefined;
      },
    });

    expect(taken).toEqual([0, 1, 2].slice(0, taken.length));
    expect(taken.length).toBeLessThan(4);
  });
});

describe('a worker that is killed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mortal-'));
  const jobs = (...deaths: readonly number[]): MortalJob[] =>
    deaths.map((count, index) => ({
      file: join(folder, `${deaths.join('-')} ${index}`),
      deaths: count,
      how: index % 2 === 0 ? 'exit' : 'throw',
    }));

  afterAll(() => rmSync(folder, { recursive: true }));

  /** The results of the jobs in order, worked off by two threads. */
  async function workOff(list: readonly MortalJob[]): Promise<readonly number[]> {
    const entry = new URL('./mortal.ts', import.meta.url);
    const hands = [threadHand<MortalJob, number>(entry), threadHand<MortalJob, number>(entry)];
    const taken: number[] = [];
    try {
      await spread(list, hands, {
        onResult(result) {
          taken.push(result);
          return undefined;
        },
      });
    } finally {
      await Promise.all(hands.map((hand) => hand.close()));
    }
    return taken;
  }

  it('is replaced, and its work is taken up again, once', async () => {
    expect(await workOff(jobs(0, 1, 0, 2, 1, 0))).toEqual([0, 1, 0, 2, 1, 0]);
  });

  it('by each of three that take up the same work, ends it all', async () => {
    await expect(workOff(jobs(0, 3))).rejects.toThrow('3 workers have died of the same work');
  });
});
