import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { readTree, sourceOf } from '../tidy/source.ts';
import { entriesOf, tagsOf } from './ledger.ts';
import { generators, operationsOf } from './operations.ts';

const ledger = readFileSync('sim/rack/README.md', 'utf8');
const entries = entriesOf(ledger);
const listed = entries.flatMap(({ operations }) => operations);

describe('the ledger of the modelled rack', () => {
  const operations = operationsOf(readTree('.'));

  it('has a row for every operation', () => {
    expect(operations.length).toBeGreaterThan(150);
    expect(operations.filter((operation) => !listed.includes(operation))).toEqual([]);
  });

  it('has no row for what is gone, and none twice', () => {
    expect(listed.filter((operation) => !operations.includes(operation))).toEqual([]);
    expect(listed.filter((operation, index) => listed.indexOf(operation) !== index)).toEqual([]);
  });

  it('misses an operation that is new', () => {
    const added = sourceOf('sim/rack/nexus/x.ts', 'export function* instanceExpunge(): Op<void> {}');

    expect(generators([added]).filter((operation) => !listed.includes(operation))).toHaveLength(1);
  });

  it('names a path, a symbol and a commit for each, and what is one step', () => {
    const tags = tagsOf(ledger);

    expect(tags.size).toBe(8);
    for (const { operations: named, sources, step } of entries) {
      expect(named).not.toEqual([]);
      expect(step).not.toBe('');
      for (const { tag, path, symbols } of sources) {
        expect([...tags.keys()]).toContain(tag);
        expect(path).toMatch(/^[\w./-]+\.rs$/);
        expect(symbols).not.toEqual([]);
      }
    }
  });
});

describe('the facts that were derived and then tried', () => {
  const facts = ledger.split('\n').filter((line) => /\| (confirmed[^|]*|refuted|not modelled) \|/.test(line));
  const names = SCENARIOS.map(({ name }) => name);

  it('are many', () => {
    expect(facts.length).toBeGreaterThan(20);
  });

  it.each(facts.map((line) => [line.split('|')[1]?.trim(), line]))('are shown by what there is: %s', (_, line) => {
    const cited = [...(line as string).matchAll(/(test\/[\w./-]+\.ts) "([^"]+)"/g)];
    const scenarios = [...(line as string).matchAll(/`((?:seed|found|history)\/[a-z-]+)`/g)];

    for (const [, path = '', title = ''] of cited) {
      expect(existsSync(path), path).toBe(true);
      expect(readFileSync(path, 'utf8')).toContain(title);
    }
    for (const [, name] of scenarios) expect(names).toContain(name);
    const isNotModelled = (line as string).includes('| not modelled |');
    if (!isNotModelled)
      expect(cited.length + scenarios.length + (/\.rs`/.test(line as string) ? 1 : 0)).toBeGreaterThan(0);
  });
});
