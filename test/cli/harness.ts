// Calls the command: in this process, which is quick, or in one of its own, where signals and pipes are real.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { makePaint } from '../../reports/text/paint.ts';
import type { Workflow } from '../../sim/cli/ci.ts';
import { runCommand } from '../../sim/cli/command.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Calls the command in this process. */
export function rack(...words: string[]): Promise<Ended> {
  return rackIn(undefined, ...words);
}

/** Calls the command in this process, as in a workflow of GitHub's. */
export async function rackIn(workflow: Workflow | undefined, ...words: string[]): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(words, {
    print: (line) => out.push(`${line}\n`),
    say: (line) => err.push(`${line}\n`),
    paint: makePaint(false),
    ...(workflow && { workflow }),
  });
  return { code, out: out.join(''), err: err.join('') };
}

const MAIN = fileURLToPath(new URL('../../sim/cli/main.ts', import.meta.url));
const LOADER = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

/** Starts the command as a process of its own; what is written to its output is gathered. */
export function start(...words: string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', LOADER, MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
  });
  return { child, ended };
}

/** Works in an empty folder while the tests of a file run: the command writes below the folder it is called in. */
export function useEmptyFolder(): void {
  const before = process.cwd();
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rack-'));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
}

/** Writes a file into the folder of the tests; answers its name. */
export function write(name: string, text: string): string {
  writeFileSync(name, text);
  return name;
}

/** One line, ended. */
export const ONE_LINE = /^[^\n]+\n$/;

/** A scenario file in which a client looks at an instance and nothing else happens. */
export const HARMLESS = `export const scenario = {
  name: 'test/harmless', title: 'test: a view', story: 'A client looks.',
  operations: [{ name: 'view A', kind: 'view' }],
  expected: { 'pr-6795/6': { violates: [] }, 'oct-2024': { violates: ['intent'] } },
};
`;
