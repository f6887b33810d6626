// A hunt that is long: it can be stopped and gone on with, loses nothing with a worker, and does not grow.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { oneInstance } from '../../scenarios/workloads/workloads.ts';
import { batches, type HuntResult, huntBatch, merge, NOTHING_YET } from '../../sim/search/hunt.ts';
import { TOGGLES } from '../search/local.ts';
import { type Ended, HARMLESS, ONE_LINE, rack, start, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

/** A hunt that finds something, and more of it the longer it goes on. */
const WORKLOAD = `export const scenario = {
  name: 'test/workload', title: 'test: a workload', story: 'Clients stop and start an instance.',
  workload: { kinds: ['stop', 'start'], max: 2 }, faults: { kinds: ['crash-nexus', 'drop-reply'], max: 1 },
  expected: {},
};
`;
const LOOK_FOR = ['--invariant', 'intent', '--keep-going'];
const WORDS = ['--design', 'oct-2024', ...LOOK_FOR, '--runs', '1000', '--strategy', 'walk', '--json'];

/** What a hunt came to; only how long it took may vary. */
const cameTo = ({ out }: Ended): unknown => JSON.parse(out.replaceAll(/"elapsedMs": \d+/g, '"elapsedMs": 0'));

/** Stops a hunt once it has begun to count; on one machine the first signal comes too early, on another too late. */
async function stopped(file: string): Promise<string> {
  let [early, late] = [500, 30_000];
  for (let tries = 0; tries < 12; tries++) {
    const waitMs = Math.sqrt(early * late);
    const { child, ended } = start('hunt', file, ...WORDS, '--jobs', '1');
    const timer = setTimeout(() => child.kill('SIGINT'), waitMs);
    const { code, out } = await ended;
    clearTimeout(timer);
    const { runs, resume } = (code === null ? { runs: 0, resume: '' } : JSON.parse(out)) as {
      runs: number;
      resume: string | null;
    };
    if (resume === null) late = waitMs;
    else if (runs > 0) return resume;
    else early = waitMs;
  }
  throw new Error('the hunt was never stopped between its first run and its last');
}

describe('a hunt that is stopped by Ctrl-C', () => {
  let file: string;
  let text: string;

  beforeAll(async () => {
    write('workload.mjs', WORKLOAD);
    file = await stopped('workload.mjs');
    text = readFileSync(file, 'utf8');
  });

  it('goes on as if it had not been', async () => {
    const resumed = await start('hunt', '--resume', file, '--jobs', '2', '--json').ended;
    const whole = await start('hunt', 'workload.mjs', ...WORDS, '--jobs', '2').ended;

    expect(cameTo(resumed)).toEqual(cameTo(whole));
    expect(existsSync(file)).toBe(false);
  });

  it('leaves a file that is refused when it is damaged, or given what it cannot take', async () => {
    const damaged: readonly (readonly [string, string, string])[] = [
      ['cut off', text.slice(0, text.length / 2), 'odd.hunt.json: not JSON: '],
      ['of another tool', '{"format":"rack-schedule/1"}', 'odd.hunt.json: not a hunt of this tool: format: '],
      [
        'of another model',
        text.replace('"modelVersion":', '"modelVersion":9'),
        'made with another version of the model',
      ],
      [
        'of an unknown design',
        text.replace('"oct-2024"', '"okt-2024"'),
        'no design "okt-2024"; the nearest is "oct-2024"',
      ],
      ['of an unknown invariant', text.replace('["intent"]', '["intnet"]'), 'the nearest is "intent"'],
    ];
    for (const [, changed, message] of damaged) {
      writeFileSync('odd.hunt.json', changed);
      const { code, err } = await rack('hunt', '--resume', 'odd.hunt.json');
      expect([code, err]).toEqual([2, expect.stringMatching(ONE_LINE)]);
      expect(err).toContain(message);
    }
    writeFileSync('good.hunt.json', text);
    for (const words of [['workload.mjs'], ['--seed', '3'], ['--design', 'oct-2024']]) {
      expect((await rack('hunt', '--resume', 'good.hunt.json', ...words)).err).toContain('it does not take');
    }
  });
});

describe('a hunt whose worker is killed', () => {
  it('comes to the same', async () => {
    const mortal = `import { existsSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (!isMainThread && !existsSync('died')) { writeFileSync('died', ''); process.exit(1); }
`;
    write('mortal.mjs', `${mortal}${HARMLESS}`);
    const words = ['hunt', 'mortal.mjs', '--runs', '100', '--strategy', 'walk', '--json', '--jobs'];

    const two = await start(...words, '2').ended;
    const one = await start(...words, '1').ended;

    expect(existsSync('died')).toBe(true);
    expect(cameTo(two)).toEqual(cameTo(one));
    expect(JSON.parse(two.out).runs).toBe(100);
  });
});

describe('a hunt that goes on and on', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldMib = () => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };

  it('holds no more in the end than it did early on', () => {
    const held: number[] = [];
    const sizes: number[] = [];
    let sum: HuntResult = NOTHING_YET;
    for (const batch of batches(1, 400)) {
      sum = merge(sum, huntBatch(oneInstance, TOGGLES, batch, { isKeepingGoing: true }));
      held.push(heldMib());
      sizes.push(JSON.stringify({ ...sum, finds: [], marks: {} }).length);
    }

    expect(sum.runs).toBe(400);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(20);
    // One measure may be high by chance, four are not.
    expect(Math.min(...held.slice(-4)) - Math.max(...held.slice(4, 8))).toBeLessThan(5);
  });

  it('leaves nothing behind when it is done', async () => {
    write('harmless.mjs', HARMLESS);
    await rack('hunt', 'harmless.mjs', '--runs', '30', '--jobs', '1');

    const left = existsSync('reports/out/hunts') ? readdirSync('reports/out/hunts') : [];
    expect(left.filter((name) => name.includes('harmless'))).toEqual([]);
  });
});
