// What only a process of its own can show: pipes, signals, threads, and files in TypeScript.

import { describe, expect, it } from 'vitest';
import { type Ended, HARMLESS, ONE_LINE, start, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

const TWICE = 'seed/terminate-twice';

describe('the command as a process', () => {
  it('says by its exit code what it found, and nothing on the side', async () => {
    const [violated, usage] = await Promise.all([
      start('run', TWICE, '--design', 'pr-6795/2', '--json').ended,
      start('run', 'seed/terminate-twce').ended,
    ]);

    expect(violated).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(violated.out)).toMatchObject({ verdict: 'violated' });
    expect(usage).toMatchObject({ code: 2, out: '' });
    expect(usage.err).toMatch(ONE_LINE);
  });

  it('is quiet when nobody reads on', async () => {
    const { child, ended } = start('list');
    child.stdout?.destroy();

    expect(await ended).toMatchObject({ code: 0, err: '' });
  });

  it('finds the same with one worker and with two', async () => {
    const words = ['hunt', TWICE, '--design', 'pr-6795/2', '--runs', '60', '--keep-going', '--json'];
    const [one, two] = await Promise.all([start(...words, '--jobs', '1').ended, start(...words, '--jobs', '2').ended]);
    const found = ({ out }: { out: string }) => JSON.stringify(JSON.parse(out)).replaceAll(/"elapsedMs":\d+/g, '');

    expect(one.code).toBe(1);
    expect(found(two)).toBe(found(one));
  });

  it('proves the same one scenario after the other and two at a time: proved, violated, given up', async () => {
    const scenarios = ['seed/terminate-in-start', 'seed/undo-stale', 'seed/terminate-migrating-copying'];
    const words = ['prove', ...scenarios, '--design', 'oct-2024', '--max-states', '2000', '--json'];
    const [one, two] = await Promise.all([start(...words, '--jobs', '1').ended, start(...words, '--jobs', '2').ended]);
    const found = ({ out }: { out: string }) => JSON.stringify(JSON.parse(out)).replaceAll(/"elapsedMs":\d+/g, '');
    const { proofs } = JSON.parse(two.out) as { readonly proofs: readonly { readonly verdict: string }[] };

    expect(proofs.map(({ verdict }) => verdict)).toEqual(['holds', 'violated', 'inconclusive']);
    expect(found(two)).toBe(found(one));
  });

  it('runs scenarios written in TypeScript, in its workers too', async () => {
    write(
      'typed.ts',
      HARMLESS.replace('scenario =', 'mine: { readonly name: string; readonly [field: string]: unknown } ='),
    );

    const { code, out } = await start('hunt', 'typed.ts', '--runs', '60', '--jobs', '2').ended;

    expect(out).toContain('60 runs');
    expect(code).toBe(0);
  });
});

/** Sends the signal once the command has had time to begin; on a busy machine the first signal may come too early. */
const signal = async (name: NodeJS.Signals, ...words: string[]): Promise<Ended> => {
  for (let waitMs = 2_500; ; waitMs *= 2) {
    const { child, ended } = start(...words);
    const timer = setTimeout(() => child.kill(name), waitMs);
    const end = await ended;
    clearTimeout(timer);
    if (end.code !== null || waitMs > 10_000) return end;
  }
};

const interrupt = (...words: string[]) => signal('SIGINT', ...words);

describe('Ctrl-C', () => {
  it('stops a hunt with what it has: inconclusive, when it found nothing', async () => {
    write('harmless.mjs', HARMLESS);

    const { code, out } = await interrupt('hunt', 'harmless.mjs', '--for', '1h', '--jobs', '1', '--json');

    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'inconclusive', violations: [] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('(%s) stops one that has found something: violated', async (name) => {
    const { code, out } = await signal(name, 'hunt', TWICE, '--keep-going', '--for', '1h', '--jobs', '1', '--json');

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'violated' });
  });
});

/** Spaces of which no end is seen within minutes. */
const MIGRATIONS = ['seed/terminate-migrating-copying', 'seed/honest-answer-half'] as const;

describe('Ctrl-C of proofs', () => {
  it('stops those under way in threads, with what they have', async () => {
    const words = [...MIGRATIONS, '--design', 'recommended', '--jobs', '2', '--json'];

    const { code, out } = await interrupt('prove', ...words);
    const { proofs } = JSON.parse(out) as { readonly proofs: readonly { readonly complete: boolean }[] };

    expect(code).toBe(3);
    expect(proofs.map(({ complete }) => complete)).toEqual([false, false]);
  });

  it('stops the one that several threads make together, with what it has', async () => {
    const [scenario] = MIGRATIONS;
    const words = [scenario, '--design', 'recommended', '--max-states', '3000000', '--jobs', '2'];

    const { code, out } = await interrupt('prove', ...words, '--json');

    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'inconclusive', complete: false, violations: [] });
  });
});

describe('a scenario file that would never let the command end', () => {
  const script = (body: string) => HARMLESS.replace('expected:', () => `script(play) { ${body} }, expected:`);
  const FILES: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['loops as it loads', `while (true);\n${HARMLESS}`, /not done within 10 s; does it loop for ever\?/],
    ['loops in its script', script('while (true);'), /its script is not done within 5 s; does it loop for ever\?/],
    ['goes on for ever', `(async () => { while (true) await 0; })();\n${HARMLESS}`, /not done within 10 s/],
    ['waits for ever', `await new Promise(() => {});\n${HARMLESS}`, /cannot await at its top level/],
    ['rejects a promise', `Promise.reject(new Error('nobody hears'));\n${HARMLESS}`, /nobody hears/],
    ['ends the process', 'process.exit(0);', /ended before its work was done/],
  ];

  it('is answered with its name, or with what it did, and the bound', async () => {
    const ends = FILES.map(async ([what, text, message], index) => {
      const file = write(`never-${index}.mjs`, text);
      const { code, err } = await start('run', file).ended;
      return { what, code, isOneLine: ONE_LINE.test(err), isSaid: message.test(err) || err };
    });

    const expected = FILES.map(([what]) => ({ what, code: 2, isOneLine: true, isSaid: true }));
    expect(await Promise.all(ends)).toEqual(expected);
  });

  it('leaves a timer behind, and what it prints is no part of the result', async () => {
    const file = write('timer.mjs', `setInterval(() => {}, 1_000); console.log('hello');\n${HARMLESS}`);

    const { code, out, err } = await start('run', file, '--json').ended;

    expect([code, JSON.parse(out).verdict, err]).toEqual([0, 'holds', 'hello\n']);
  });
});
