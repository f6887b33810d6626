import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BundleError, bundle, htmlPage } from '../../reports/bundle.ts';

let folder = '';
const entry = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return pathToFileURL(path);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a bundle', () => {
  it('holds all that its entry imports, made-up modules and style sheets too', async () => {
    entry('look.css', 'p { color: teal; }');
    const main = entry('main.ts', "import './look.css';\nimport { n } from 'virtual:n';\nglobalThis.found = n + 1;");
    const { script, style } = await bundle(main, { 'virtual:n': 'export const n: number = 41;' });
    const context: { found?: number } = {};
    runInNewContext(script, context);

    expect(context.found).toBe(42);
    expect(style).toContain('teal');
  });

  it.each([
    ['what is not there', "import './nowhere.ts';", /nowhere/],
    [
      'a part of Node',
      "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
      /bad.ts:1: it imports node:fs, which is Node's/,
    ],
    ['what is no code', 'export const = 1;', /bad.ts:1/],
  ])('is refused in one line for %s', async (_, text, message) => {
    const bad = entry('bad.ts', text);
    const error = await bundle(bad).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(BundleError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});

describe('a page', () => {
  const evil = '</title></script><script>alert(1)</script><img src=x onerror=alert(2)>';
  const page = htmlPage({
    title: evil,
    bundle: { script: 'run("x");', style: 'p{}' },
    data: { evil },
    fallback: evil,
  });

  it('shows what it was given as text, wherever that stands', () => {
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  it('keeps its data as they were', () => {
    const [, json = ''] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(page) ?? [];

    expect(JSON.parse(json)).toEqual({ evil });
  });

  it('may load nothing, and run nothing but its own script', () => {
    expect(page).toMatch(/default-src 'none'; script-src 'sha256-[\w+/]+=*';/);
  });
});
