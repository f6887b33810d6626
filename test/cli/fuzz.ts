// What the command must keep to whatever it is given, and things to give it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { expect } from 'vitest';
import { HARMLESS, ONE_LINE, rack } from './harness.ts';

/** Names and texts that have tripped programs before. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '-',
  '--',
  '../../../../../../tmp/outside',
  '/dev/null/x',
  '~',
  '$(touch hacked)',
  '`touch hacked`',
  '; touch hacked #',
  "it's",
  '"',
  'a\nb',
  'a\u0000b',
  '\u001b[31mred\u001b[0m',
  '\u202egnp.exe',
  '\ud800',
  '💥'.repeat(50),
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  '-1',
  '1e309',
  '0x10',
  '١٢',
  'x'.repeat(5_000),
  '%s%d%n',
];

export const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string(), fc.string({ unit: 'binary', maxLength: 30 }));

const OUT = join('reports', 'out');

/** Every file below a folder, and every one that is not what it says: temporary, or JSON cut off. */
function look(folder: string): { readonly files: string[]; readonly broken: string[] } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const broken = files.filter((file) => file.startsWith(OUT) && !isWhole(file));
  return { files, broken };
}

function isWhole(file: string): boolean {
  if (file.endsWith('.html')) return readFileSync(file, 'utf8').trimEnd().endsWith('</html>');
  if (!file.endsWith('.json')) return false;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

/** Calls the command, and checks all that holds whatever the words are; answers what it said. */
export async function withstand(...words: string[]): Promise<{ readonly code: number | null; readonly err: string }> {
  const before = look('.').files;
  const { code, out, err } = await rack(...words);

  expect([0, 1, 2, 3]).toContain(code);
  expect(err).not.toContain('internal error');
  // Without any word the command tells how it is used.
  if (code === 2 && !err.startsWith('Usage: ')) {
    expect(err).toMatch(ONE_LINE);
    expect(err).toMatch(/^rack: [\P{C}\n]*$/u);
    expect(out === '' || JSON.parse(out).error).toBeTruthy();
  }
  const after = look('.');
  expect(after.broken).toEqual([]);
  expect(after.files.filter((file) => !before.includes(file) && !file.startsWith(OUT))).toEqual([]);
  return { code, err };
}

/** A scenario file whose script is this. */
export function scripted(body: string): string {
  return HARMLESS.replace('expected:', () => `script(play) { ${body} }, expected:`);
}
