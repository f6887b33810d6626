// Read back as GitHub reads it: Markdown by a parser of it, workflow commands by the rules of the runner
// (actions/runner, ActionCommand.cs).

import { parseHTML } from 'linkedom';
import { lexer, parse, type Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { githubAnnotations, githubSummary } from '../../../reports/ci/github.ts';
import { fenced } from '../../../reports/ci/markdown.ts';
import { matrixMarkdown } from '../../../reports/ci/matrix.ts';
import { diagramOfRun, suiteOfRun } from '../../../reports/ci/run-suite.ts';
import type { Suite } from '../../../reports/ci/suites.ts';
import { HOSTILE, hostileRun, recordNamed } from '../runs.ts';

const ONE_LINE = HOSTILE.replace(/[\s\p{Cc}]+/gu, ' ').trim();

const suites: readonly Suite[] = [
  {
    name: HOSTILE,
    file: HOSTILE,
    cases: [
      { name: 'a', status: 'passed', message: 'held' },
      { name: HOSTILE, status: 'failed', message: HOSTILE, details: [HOSTILE, '```', '````x'] },
      { name: 'c', status: 'error', message: 'never reached' },
    ],
  },
];

/** Of an element, what is read here. */
interface Element {
  readonly localName: string;
  readonly textContent: string | null;
}

/** The page that GitHub makes of Markdown. */
function page(markdown: string) {
  const { document } = parseHTML(`<html><body>${parse(markdown, { async: false })}</body></html>`);
  const texts = (selector: string) =>
    Array.from(document.querySelectorAll(selector), (one) => (one as Element).textContent ?? '');
  return {
    texts,
    all: [...new Set(Array.from(document.querySelectorAll('body *'), (one) => (one as Element).localName))],
  };
}

/** A workflow command: `::command key=value,key=value::data`. */
function command(line: string) {
  const [, name, properties = '', data = ''] = /^::(\w+) ([^:]*)::(.*)$/s.exec(line) ?? [];
  const plain = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const value = (text: string) => plain(text).replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => pair.split(/=(.*)/s));
  return {
    name,
    data: plain(data).replaceAll('%25', '%'),
    properties: Object.fromEntries(pairs.map(([key = '', text = '']) => [key, value(text)])),
  };
}

describe('the summary for GitHub', () => {
  it('answers first, then counts, then tells what is wrong', () => {
    const { texts } = page(githubSummary('rack test', suites));

    expect(texts('body > *').slice(0, 2)).toEqual(['rack test', ':x: failed: 1 of 3']);
    expect(texts('td').slice(1)).toEqual(['1', '1', '1', '0']);
    expect(texts('h3')).toHaveLength(2);
    expect(texts('h3')[1]).toBe(':warning: inconclusive: c');
  });

  it('shows hostile text and does not obey it', () => {
    const { texts, all } = page(githubSummary(HOSTILE, suites));

    expect(texts('h2')).toEqual([ONE_LINE]);
    expect(texts('h3')[0]).toBe(`:x: failed: ${ONE_LINE}`);
    expect(texts('td')[0]).toBe(ONE_LINE);
    expect(texts('pre > code')).toEqual([`${HOSTILE}\n\`\`\`\n\`\`\`\`x\n`]);
    expect(all.sort()).toEqual(['code', 'h2', 'h3', 'p', 'pre', 'table', 'tbody', 'td', 'th', 'thead', 'tr']);
  });

  it('of a run has its diagram, which GitHub draws', () => {
    for (const run of [recordNamed('found/terminate-vs-watcher', 'pr-6795/6'), hostileRun()]) {
      const tokens = lexer(githubSummary('rack run', [suiteOfRun(run)], diagramOfRun(run)));
      const diagrams = tokens.filter((token) => token.type === 'code' && token.lang === 'mermaid') as Tokens.Code[];

      expect(diagrams).toHaveLength(1);
      expect(diagrams[0]?.text).toMatch(/^sequenceDiagram\n/);
    }
  });

  it('of a comparison has the matrix', () => {
    const evidence = { scenarios: 1, runs: 1, states: null };
    const cell = { isSoft: false, count: 0, scenario: null, violation: null, evidence, invariant: 'i|1' };
    const cells = [
      { ...cell, design: 'a', verdict: 'holds' as const },
      { ...cell, design: 'b', verdict: 'violated' as const, count: 3 },
    ];
    const { texts } = page(matrixMarkdown({ designs: ['a', 'b'], invariants: ['i|1'], cells }).join('\n'));

    expect(texts('th')).toEqual(['', 'a', 'b']);
    expect(texts('td')).toEqual(['i|1', 'holds', ':x: violated 3']);
    expect(texts('td strong')).toEqual(['violated']);
  });

  it('stays below what GitHub takes, however much is wrong', () => {
    const details = Array.from({ length: 500 }, () => 'x'.repeat(200));
    const cases = Array.from({ length: 500 }, (_, n) => ({
      name: `c${n}`,
      status: 'failed' as const,
      message: 'm',
      details,
    }));

    const text = githubSummary('rack test', [{ name: 's', cases }]);

    expect(text.length).toBeLessThan(1_000_000);
    expect(text).toContain('and 475 more');
    expect(text).toContain('(420 more lines)');
  });
});

describe('a fence', () => {
  it('is longer than any inside it', () => {
    const lines = ['```', 'x ````` y', '~~~'];

    expect((lexer(fenced(lines).join('\n'))[0] as Tokens.Code).text).toBe(lines.join('\n'));
  });
});

describe('annotations for GitHub', () => {
  it('come back as they were', () => {
    const lines = githubAnnotations(suites);

    expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
    expect(lines.map(command)).toEqual([
      {
        name: 'error',
        properties: { file: HOSTILE, title: `${ONE_LINE}: ${ONE_LINE}` },
        data: `${HOSTILE}\n${HOSTILE}\n\`\`\`\n\`\`\`\`x`,
      },
      { name: 'warning', properties: { file: HOSTILE, title: `${ONE_LINE}: c` }, data: 'never reached' },
    ]);
  });

  it('are no more than GitHub shows', () => {
    const cases = Array.from({ length: 40 }, (_, n) => ({ name: `c${n}`, status: 'failed' as const, message: 'm' }));

    expect(githubAnnotations([{ name: 's', cases }])).toHaveLength(10);
  });
});
