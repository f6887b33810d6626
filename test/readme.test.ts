// What the README shows is run here: each console block after a `run` comment must come out as it stands there, timing
// aside, and the scenario block must be a scenario. UPDATE_README=1 writes what comes out into the README instead.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const README = 'README.md';
const PROMPT = '$ npm run -s rack -- ';
const BLOCK = /<!-- run -->\n```console\n(\$ [^\n]*)\n([\s\S]*?)```/g;
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
    .replace(/\(\d+ runs\/s\)/g, '(N runs/s)')
    .replace(/\b\d+\.\d s\b/g, 'N s')
    .trimEnd();
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

  it('names only scenarios that there are', async () => {
    const { SCENARIOS } = await import('../scenarios/index.ts');
    const names = SCENARIOS.map(({ name }) => name);

    const named = [...text.matchAll(/`((?:seed|found|history|workloads)\/[a-z-]+)`/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named) expect(names).toContain(name);
  });
});
