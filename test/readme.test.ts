// What the README shows is run here: each console block after a `run` comment must come out as it stands there, timing
// aside, and the scenario block must be a scenario. UPDATE_README=1 writes what comes out into the README instead.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FORMATS } from '../reports/formats.ts';

const README = 'README.md';
const PROMPT = '$ npm run -s rack -- ';
const BLOCK = /<!-- run -->\n```console\n(\$ [^\n]*)\n([\s\S]*?)```/g;
const WORKFLOW = /<!-- workflow -->\n```yaml\n([\s\S]*?)```/;
const RACK = 'npm run -s rack -- ';
const SCENARIO = /<!-- scenario -->\n```ts\n([\s\S]*?)```/;

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const code = SCENARIO.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
  writeFileSync(join(folder, 'mine.ts'), code);
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string): string {
  const words = command.slice(PROMPT.length).split(' ');
  const args = words.map((word) => (word === 'mine.ts' ? join(folder, word) : word));
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'sim/cli/main.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return `${stdout}${stderr}`.replaceAll(`${folder}/`, '').trimEnd();
}

/** Times and rates differ from machine to machine. */
function withoutTiming(text: string): string {
  return text
    .replace(/\(\d+ (runs|states)\/s\)/g, '(N $1/s)')
    .replace(/\b\d+\.\d s\b/g, 'N s')
    .trimEnd();
}

/** Of a workflow, what is read here. */
interface Workflow {
  readonly on: readonly string[];
  readonly jobs: { readonly races: { readonly steps: readonly { readonly run?: string }[] } };
}

describe('the README', () => {
  const text = readFileSync(README, 'utf8');
  const blocks = [...text.matchAll(BLOCK)].map(([, command = '', output = '']) => ({ command, output }));

  it('shows commands to run, and a scenario', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(3);
    for (const { command } of blocks) expect(command.startsWith(PROMPT)).toBe(true);
    expect(SCENARIO.test(text)).toBe(true);
  });

  it.each(blocks)('shows what comes of: $command', ({ command, output }) => {
    const actual = run(command);
    if (process.env.UPDATE_README) {
      const before = readFileSync(README, 'utf8');
      writeFileSync(
        README,
        before.replace(`${command}\n${output}`, () => `${command}\n${actual}\n`),
      );
      return;
    }
    expect(withoutTiming(actual)).toBe(withoutTiming(output));
  });

  it('has a line for each format of a report, and no other', () => {
    const [, table = ''] = /\| `--format` \|.*\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? [];

    expect([...table.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1])).toEqual(FORMATS.map(({ name }) => name));
  });

  it('shows a workflow that passes, with a summary and JUnit XML', () => {
    const workflow = parse(WORKFLOW.exec(text)?.[1] ?? '') as Workflow;
    const commands = workflow.jobs.races.steps.flatMap(({ run: command }) =>
      command?.startsWith(RACK) ? [command] : [],
    );
    const summary = join(folder, 'summary.md');
    expect(workflow.on).toContain('pull_request');
    expect(commands).toHaveLength(2);

    for (const command of commands) {
      const words = command.slice(RACK.length).split(' ');
      const xml = join(folder, 'junit.xml');
      const { status, stderr } = spawnSync(
        process.execPath,
        ['--import', 'tsx', 'sim/cli/main.ts', ...words.slice(0, -1), xml],
        { encoding: 'utf8', env: { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(words.slice(-2)[0]).toBe('--junit');
      expect(readFileSync(xml, 'utf8')).toMatch(
        /<testsuites name="rack (compare|hunt)" tests="\d+" failures="0" errors="0"/,
      );
    }
    expect(readFileSync(summary, 'utf8').match(/^## .*$/gm)).toEqual(['## rack compare', '## rack hunt']);
  });

  it('names only scenarios that there are', async () => {
    const { SCENARIOS } = await import('../scenarios/index.ts');
    const names = SCENARIOS.map(({ name }) => name);

    const named = [...text.matchAll(/`((?:seed|found|history|workloads)\/[a-z-]+)`/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(names).toContain(name);
  });
});
