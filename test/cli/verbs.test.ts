import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { MAIN_DESIGNS } from '../../sim/rack/designs/designs.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { parseSchedule } from '../../sim/search/schedule.ts';
import { type Ended, HARMLESS, rack, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();
beforeAll(() => {
  write('harmless.mjs', HARMLESS);
});

const TWICE = 'seed/terminate-twice';

interface Document {
  readonly verdict: string;
  readonly violations: readonly { readonly invariant: string; readonly schedule: string; readonly steps: number }[];
  readonly [field: string]: unknown;
}

/** Reads the one document of `--json`. */
function documentOf({ out, err }: Ended): Document {
  expect(err).toBe('');
  return JSON.parse(out) as Document;
}

const lastLine = ({ out }: Ended) => out.trimEnd().split('\n').at(-1);

describe('list', () => {
  it('has a line for each scenario', async () => {
    const { code, out } = await rack('list', 'scenarios');

    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(SCENARIOS.length);
  });

  it('has everything there is in one document', async () => {
    const lists = documentOf(await rack('list', '--json'));

    expect(Object.keys(lists)).toEqual(['scenarios', 'designs', 'toggles', 'invariants', 'strategies', 'faults']);
    expect(lists.invariants).toHaveLength(INVARIANTS.length);
  });
});

describe('run', () => {
  it('tells the story of a violation, and ends with the command that replays it', async () => {
    const ended = await rack('run', TWICE, '--design', 'pr-6795/2');

    expect(ended.code).toBe(1);
    expect(ended.out).toContain('VIOLATED intent, of instance-1');
    expect(lastLine(ended)).toMatch(/^npm run -s rack -- replay reports\/out\/schedules\/\S+\.schedule\.json$/);
    expect((await rack('replay', lastLine(ended)?.split(' ').at(-1) ?? '')).code).toBe(1);
  });

  it('ends with 0, and with the command that runs it again, when all holds', async () => {
    const ended = await rack('run', 'harmless.mjs', '--design', 'pr-6795/6');

    expect(ended.code).toBe(0);
    expect(lastLine(ended)).toBe('npm run -s rack -- run harmless.mjs --design pr-6795/6');
  });

  it('gives one document, the same each time', async () => {
    const [first, second] = [
      documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json')),
      documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json')),
    ];

    expect(first).toMatchObject({ verdict: 'violated', scenario: TWICE, design: 'pr-6795/2', seed: null });
    expect(first.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(second).toEqual(first);
  });

  it('walks from a seed instead of following the script', async () => {
    const scripted = documentOf(await rack('run', TWICE, '--json'));
    const walked = documentOf(await rack('run', TWICE, '--seed', '4', '--json'));

    expect(walked.seed).toBe(4);
    expect(walked.digest).not.toBe(scripted.digest);
  });

  it('draws by another strategy, and says what it drew', async () => {
    const { out } = await rack('run', TWICE, '--seed', '4', '--strategy', 'pct', '--depth', '2');

    expect(out).toMatch(/run +strategy pct, seed 4: depth=2 length=\d+ changes=\d+ strikes=none/);
  });

  it('changes toggles of the design, before what the scenario assumes of every design', async () => {
    write('set.mjs', HARMLESS.replace('expected:', "set: { 'terminate.scope': 'active' }, expected:"));

    const { out } = await rack(
      'run',
      'set.mjs',
      '--set',
      'terminate.scope=both',
      '--set',
      'terminate.order=sequential',
    );

    expect(out).toMatch(/terminate\.scope +(= both)/);
    expect(out).toMatch(/terminate\.order +(= sequential)/);
  });

  it('says what the scenario expects of the design beside what came', async () => {
    const { code, out } = await rack('run', 'harmless.mjs', '--design', 'oct-2024');
    const document = documentOf(await rack('run', 'harmless.mjs', '--design', 'oct-2024', '--json'));

    expect(code).toBe(0);
    expect(out).toContain('NOT AS EXPECTED: intent was to be violated, and holds');
    expect(document).toMatchObject({ verdict: 'holds', expected: { violates: ['intent'] }, asExpected: false });
  });
});

describe('hunt', () => {
  it('shrinks and saves what it finds', async () => {
    const document = documentOf(
      await rack('hunt', TWICE, '--design', 'pr-6795/2', '--runs', '200', '--jobs', '1', '--json'),
    );
    const [violation] = document.violations;
    const schedule = parseSchedule(readFileSync(violation?.schedule ?? '', 'utf8'));

    expect(document).toMatchObject({ verdict: 'violated', scenario: TWICE, design: 'pr-6795/2', seed: 1 });
    expect(document.runs).toBeGreaterThan(0);
    expect(document.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(document.marks).toBeTypeOf('object');
    expect(schedule.choices).toHaveLength(violation?.steps ?? -1);
    expect(schedule.violation?.invariant).toBe(violation?.invariant);
  });

  it('prints the shrunk steps and, last, the command that replays them', async () => {
    const ended = await rack('hunt', TWICE, '--design', 'pr-6795/2', '--runs', '200', '--jobs', '1');

    expect(ended.code).toBe(1);
    expect(ended.out).toMatch(/shrunk: \d+ steps?, 1 request/);
    expect(lastLine(ended)).toMatch(/^npm run -s rack -- replay /);
  });

  it('ends with 3 when it never reached a mark of the scenario', async () => {
    write('marked.mjs', HARMLESS.replace('expected:', "marks: ['pigs fly'], expected:"));

    const { code, out } = await rack('hunt', 'marked.mjs', '--runs', '5', '--jobs', '1');

    expect(code).toBe(3);
    expect(out).toContain('vacuous');
    expect(out).toContain('never reached: pigs fly');
  });

  it('ends after its time', async () => {
    const document = documentOf(await rack('hunt', 'harmless.mjs', '--for', '300ms', '--jobs', '1', '--json'));

    expect(document.verdict).toBe('holds');
    expect(document.elapsedMs).toBeLessThan(5_000);
  });

  it('answers for several scenarios in one document', async () => {
    write('second.mjs', HARMLESS.replace('test/harmless', 'test/second'));
    const document = documentOf(
      await rack('hunt', 'harmless.mjs', 'second.mjs', '--runs', '3', '--jobs', '1', '--json'),
    );

    expect(document).toMatchObject({ verdict: 'holds', scenario: null, runs: 6 });
    expect(document.hunts).toHaveLength(2);
  });
});

describe('replay', () => {
  it('says that the violation is reproduced, step by step as recorded', async () => {
    const { violations } = documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json'));
    const document = documentOf(await rack('replay', violations[0]?.schedule ?? '', '--json'));

    expect(document).toMatchObject({ verdict: 'violated', reproduced: true, sameDigest: true, divergence: null });
  });

  it('says where a schedule cannot be followed, and what was possible there', async () => {
    const { violations } = documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json'));
    const schedule = parseSchedule(readFileSync(violations[0]?.schedule ?? '', 'utf8'));
    const choices = ['client: terminate C (force-terminate instance-1 at nexus-1)', ...schedule.choices];
    write('diverging.schedule.json', JSON.stringify({ ...schedule, choices }));

    const { code, out } = await rack('replay', 'diverging.schedule.json');

    expect(code).toBe(1);
    expect(out).toContain('diverges after step 0: choice 1 is "client: terminate C');
    expect(out).toContain('possible there: "client: terminate A');
    expect(out).toContain('reproduced: ');
  });
});

describe('report', () => {
  it('renders a saved schedule as text, on the terminal and into a file', async () => {
    const { violations } = documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json'));
    const file = violations[0]?.schedule ?? '';
    const printed = await rack('report', file, '--format', 'text');
    const written = await rack('report', file, '--format', 'text', '-o', 'deep/down/story.txt');

    expect(printed.out).toContain('What happened');
    expect(written.out).toBe('deep/down/story.txt\n');
    expect(readFileSync('deep/down/story.txt', 'utf8')).toBe(printed.out);
  });

  it('writes a page beside the schedule, and names it', async () => {
    const { violations } = documentOf(await rack('run', TWICE, '--design', 'pr-6795/2', '--json'));
    const file = violations[0]?.schedule ?? '';
    const { code, out } = await rack('report', file, '--format', 'html');

    expect(code).toBe(1);
    expect(out).toBe(`${file.replace('.schedule.json', '.html')}\n`);
    expect(readFileSync(out.trim(), 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('leaves nothing half-written beside what it wrote', () => {
    expect(readdirSync('deep/down')).toEqual(['story.txt']);
  });
});

describe('compare', () => {
  it('gives the matrix, and ends with 0 when all is as expected', async () => {
    const ended = await rack('compare', 'harmless.mjs', '--designs', 'pr-6795/6,pr-6795/5', '--jobs', '1');

    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/invariant +│ pr-6795\/6 +│ pr-6795\/5/);
    expect(ended.out).toContain('as expected: 1 expectations');
  });

  it('ends with 1, and says what came instead, when something is not as expected', async () => {
    const { code, out } = await rack('compare', 'harmless.mjs', '--designs', 'oct-2024', '--jobs', '1');

    expect(code).toBe(1);
    expect(out).toContain('NOT AS EXPECTED  test/harmless under oct-2024: intent');
  });

  it('gives a document with a cell for each design and invariant, and a schedule for each red one', async () => {
    const { out } = await rack('compare', TWICE, '--designs', 'oct-2024,pr-6795/2', '--jobs', '1', '--json');
    const { designs, invariants, cells } = JSON.parse(out) as {
      designs: string[];
      invariants: string[];
      cells: { design: string; invariant: string; verdict: string; scenario: string; schedule: string }[];
    };
    const red = cells.filter(({ verdict }) => verdict === 'violated');

    expect(designs).toEqual(['oct-2024', 'pr-6795/2']);
    expect(invariants).toEqual(INVARIANTS.map(({ name }) => name));
    expect(cells).toHaveLength(designs.length * invariants.length);
    expect(red.map(({ scenario }) => scenario)).toEqual(red.map(() => TWICE));
    for (const { schedule } of red) expect(parseSchedule(readFileSync(schedule, 'utf8')).design).toBe('pr-6795/2');
  });

  it('compares the main designs unless told otherwise', async () => {
    const { out } = await rack('compare', 'harmless.mjs', '--jobs', '1', '--json');

    expect((JSON.parse(out) as { designs: string[] }).designs).toEqual(MAIN_DESIGNS);
  });
});
