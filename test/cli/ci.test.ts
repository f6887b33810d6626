import { existsSync, readFileSync } from 'node:fs';
import { parse, type TestCase, type TestSuites } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { workflowOf } from '../../sim/cli/ci.ts';
import { HARMLESS, rack, rackIn, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

async function junit(path: string) {
  const { testsuite = [] } = (await parse(readFileSync(path, 'utf8'))) as TestSuites;
  const fileOf = (suite: object) => ('file' in suite ? { file: suite.file } : {});
  return testsuite.map(({ name, testcase = [], ...more }) => ({
    name,
    ...fileOf(more),
    failed: testcase.flatMap((one) => (one.failure ? [one.name] : [])),
    errors: testcase.flatMap((one) => (one.error ? [one.name] : [])),
    skipped: testcase.flatMap((one) => (one.skipped ? [one.name] : [])),
    passed: testcase.filter((one) => !one.failure && !one.error && !one.skipped).length,
  }));
}

describe('--junit', () => {
  it('of a run has a suite with a case for each invariant', async () => {
    const { code, out } = await rack('run', 'found/terminate-vs-watcher', '--json', '--junit', 'deep/run.xml');
    const [suite] = await junit('deep/run.xml');

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'violated' });
    expect(suite?.name).toBe('found/terminate-vs-watcher under pr-6795/6, as scripted');
    expect(suite?.failed.sort()).toEqual(['honest-answer', 'intent', 'no-lost-report', 'settled-answer']);
  });

  it('of a hunt has a suite for each scenario, with the shrunk schedule of what it found', async () => {
    const { code } = await rack(
      ...['hunt', 'seed/terminate-twice', 'seed/visible-states', '--keep-going', '--runs', '25', '--jobs', '1'],
      ...['--invariant', 'intent', '--invariant', 'settled-answer', '--junit', 'hunt.xml'],
    );
    const suites = await junit('hunt.xml');

    expect(code).toBe(1);
    expect(suites.map(({ name }) => name)).toEqual([
      'seed/terminate-twice under pr-6795/6',
      'seed/visible-states under pr-6795/6',
    ]);
    expect(suites[0]?.failed).toContain('intent');
    expect(readFileSync('hunt.xml', 'utf8')).toMatch(/shrunk, \d+ steps:\n {3}1 {2}client: /);
  });

  it('of a hunt that reached nothing has an error, and not only cases that pass', async () => {
    const text = HARMLESS.replace('expected:', "marks: ['an agent forgot a VMM'], expected:");
    const { code } = await rack('hunt', write('vacuous.ts', text), '--runs', '2', '--jobs', '1', '--junit', 'v.xml');

    expect(code).toBe(3);
    expect(await junit('v.xml')).toMatchObject([
      { name: 'vacuous.ts under pr-6795/6', file: 'vacuous.ts', errors: ['the search has looked where it had to'] },
    ]);
  });

  it('of a proof says what is proved', async () => {
    const { code } = await rack('prove', write('proved.ts', HARMLESS), '--design', 'pr-6795/6', '--junit', 'proof.xml');
    const [suite] = await junit('proof.xml');

    expect(code).toBe(0);
    expect(suite).toMatchObject({ name: 'proved.ts under pr-6795/6', failed: [], errors: [], skipped: [] });
    expect(readFileSync('proof.xml', 'utf8')).toMatch(/<system-out>proved in \d+ states<\/system-out>/);
  });

  it('of a proof that failed has the schedule of its counterexample, step by step, and the command', async () => {
    const { code, out } = await rack(
      ...['prove', 'seed/terminate-twice', '--design', 'pr-6795/6', '--invariant', 'intent', '--invariant', 'progress'],
      ...['--junit', 'failed.xml', '--json'],
    );
    const [violation] = (JSON.parse(out) as { violations: { message: string; steps: number; schedule: string }[] })
      .violations;
    const { testsuite = [] } = (await parse(readFileSync('failed.xml', 'utf8'))) as TestSuites;
    const { testcase = [] } = testsuite[0] as { testcase?: TestCase[] };
    const failed = testcase.filter(({ failure }) => failure);
    const [failure] = failed[0]?.failure ?? [];
    const lines = failure?.inner?.split('\n') ?? [];

    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual(['intent']);
    expect(failure?.message).toBe(violation?.message);
    expect(lines[1]).toBe(`by exhaustive search, ${violation?.steps} steps:`);
    expect(lines.filter((line) => /^ +\d+ {2}\S/.test(line))).toHaveLength(violation?.steps ?? 0);
    expect(lines.at(-1)).toContain(`replay ${violation?.schedule}`);
  });

  it('of a proof that gave up has an error', async () => {
    const { code } = await rack('prove', write('proved.ts', HARMLESS), '--max-states', '1', '--junit', 'bound.xml');

    expect(code).toBe(3);
    expect(await junit('bound.xml')).toMatchObject([{ errors: ['the search has looked where it had to'] }]);
  });

  it('of a comparison has a suite for each design, in which what came otherwise fails', async () => {
    const { code } = await rack(
      ...['compare', write('harmless.ts', HARMLESS), 'seed/terminate-running'],
      ...['--designs', 'pr-6795/6,oct-2024', '--jobs', '1', '--junit', 'compare.xml'],
    );

    expect(code).toBe(1);
    expect(await junit('compare.xml')).toEqual([
      { name: 'pr-6795/6', failed: [], errors: [], skipped: [], passed: 2 },
      { name: 'oct-2024', failed: ['test/harmless'], errors: [], skipped: [], passed: 1 },
    ]);
  });
});

describe('report of several schedules', () => {
  const schedule = (invariant: string) =>
    `reports/out/schedules/found-terminate-vs-watcher-pr-6795-6-${invariant}.schedule.json`;

  it('puts them into one document where the format has room, and beside each schedule where not', async () => {
    await rack('run', 'found/terminate-vs-watcher', '--json');
    await rack('hunt', 'seed/terminate-twice', '--invariant', 'intent', '--runs', '25', '--jobs', '1', '--json');
    const files = [
      schedule('no-lost-report'),
      'reports/out/schedules/seed-terminate-twice-pr-6795-6-intent.schedule.json',
    ];

    const together = await rack('report', ...files, '--format', 'junit', '-o', 'both.xml');
    const apart = await rack('report', ...files, '--format', 'itf');
    const refused = await rack('report', ...files, '--format', 'itf', '-o', 'both.json');
    const asJson = await rack('report', ...files, '--format', 'github', '--json');

    expect([together.code, together.out]).toEqual([1, 'both.xml\n']);
    expect(await junit('both.xml')).toHaveLength(2);
    expect(apart.out.trim().split('\n')).toEqual(files.map((file) => file.replace('.schedule.json', '.itf.json')));
    expect(
      apart.out
        .trim()
        .split('\n')
        .every((path) => existsSync(path)),
    ).toBe(true);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('-o names one file');
    expect(JSON.parse(asJson.out)).toMatchObject({ verdict: 'violated', reports: [{}, {}] });
  });
});

describe('in a workflow of GitHub’s', () => {
  it('adds to the summary and annotates on stderr, with stdout as ever', async () => {
    const summary = write('summary.md', '# before\n');
    const workflow = { summary, isAnnotated: true };

    const { out, err } = await rackIn(workflow, 'run', 'found/terminate-vs-watcher', '--json');
    await rackIn(workflow, 'compare', 'seed/terminate-running', '--designs', 'pr-6795/6', '--jobs', '1');
    await rackIn(workflow, 'hunt', 'seed/visible-states', '--design', 'oct-2024', '--runs', '2', '--jobs', '1');

    const text = readFileSync(summary, 'utf8');
    expect(JSON.parse(out)).toMatchObject({ verdict: 'violated' });
    expect(err.match(/^::error title=found\/terminate-vs-watcher.*::/gm)).toHaveLength(4);
    expect(text.match(/^#{1,2} .*$/gm)).toEqual(['# before', '## rack run', '## rack compare', '## rack hunt']);
    expect(text).toContain('```mermaid\nsequenceDiagram');
  });

  it('says so when the summary cannot be written', async () => {
    const ended = await rackIn({ summary: 'no/such/folder.md', isAnnotated: false }, 'run', 'seed/terminate-running');

    expect(ended.code).toBe(2);
    expect(ended.err).toContain('cannot write no/such/folder.md');
  });

  it('is known by what GitHub sets', () => {
    expect(workflowOf({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'a.md' })).toEqual({
      summary: 'a.md',
      isAnnotated: true,
    });
    expect(workflowOf({ GITHUB_STEP_SUMMARY: '' })).toEqual({ summary: undefined, isAnnotated: false });
  });
});
