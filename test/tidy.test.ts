// The repository checks itself. The rules are in test/tidy/, each with snippets that prove that it can fail.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BANS, DEFAULT_EXPORTS } from './tidy/bans.ts';
import type { Rule, Tree } from './tidy/rule.ts';
import { mask, readTree, sourceOf } from './tidy/source.ts';
import { LONE_EXPORTS, LONG_FILES, STRUCTURES } from './tidy/structures.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const tree = readTree(ROOT);

const findings = (rule: Rule, files: Tree) =>
  rule.check(Object.entries(files).map(([path, text]) => sourceOf(path, text)));

for (const rule of [...BANS, ...STRUCTURES]) {
  describe(`the repository has ${rule.name}`, () => {
    it('and keeps to it', () => {
      const found = rule.check(tree);

      expect(found.map(({ path, line, message }) => `${path}${line ? `:${line}` : ''}: ${message}`)).toEqual([]);
    });

    it.each(rule.bad.map((files) => [Object.values(files)[0]?.slice(0, 60), files] as const))(
      'or the rule would say so: %s',
      (_, files) => {
        expect(findings(rule, files)).toHaveLength(1);
      },
    );

    it('and the rule says nothing without a reason', () => {
      expect(findings(rule, rule.good)).toEqual([]);
    });
  });
}

describe('the rules', () => {
  it('see the whole tree', () => {
    const paths = tree.map(({ path }) => path);

    expect(paths).toEqual(expect.arrayContaining(['package.json', 'sim/kernel/simulation.ts', 'test/tidy.test.ts']));
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  it('make exceptions only for files that exist', () => {
    const loneFiles = Object.keys(LONE_EXPORTS).map((key) => key.split(':')[0] as string);
    const excepted = [...Object.keys(DEFAULT_EXPORTS), ...Object.keys(LONG_FILES), ...loneFiles];

    expect(excepted.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
  });
});

describe('the mask', () => {
  it.each([
    ['a line comment', 'a(); // Date', 'a();        '],
    ['a block comment', 'a(/* Date */ b);', 'a(           b);'],
    ['a string', 'a(\'Date\', "Date");', 'a(\'    \', "    ");'],
    ['an escaped quote', "a('\\'Date') + b;", "a('      ') + b;"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of a template.
    ['a template, but not what it inserts', '`Date ${b(`Date`)} Date`', '`     ${b(`    `)}     `'],
    ['a regular expression', "a(/'Date/) / b / 'c';", "a(/     /) / b / ' ';"],
    ['no end of an element', '<a x={b} /></a>; "c"', '<a x={b} /></a>; " "'],
    ['a class in one', 'x = /[/"]Date/g;', 'x = /        /g;'],
  ])('blanks %s', (_, text, code) => {
    expect(mask(text).code).toBe(code);
  });

  it('keeps strings where only comments are blanked', () => {
    expect(mask("import 'a'; // 'b'").uncommented).toBe("import 'a';       ");
  });

  it('keeps the lines of what it blanks', () => {
    expect(mask('/*\n\n*/ `\n` // x\nb').code.split('\n')).toHaveLength(5);
  });
});
