// Read back by libxml2 with a schema, and by a parser of JUnit.

import { readFileSync } from 'node:fs';
import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitXml } from '../../../reports/ci/junit.ts';
import { suiteOfRun } from '../../../reports/ci/run-suite.ts';
import type { Suite } from '../../../reports/ci/suites.ts';
import { HOSTILE, hostileRun, recordNamed } from '../runs.ts';

const SCHEMA = { fileName: 'junit.xsd', contents: readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8') };

async function complaints(contents: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema: SCHEMA });
  return errors.map(({ message }) => message);
}

/** XML has no character for a bell, and a line end in an attribute is none. */
const SAYABLE = HOSTILE.replace('\u0007', '\uFFFD');
const ONE_LINE = HOSTILE.replace(/[\s\p{Cc}]+/gu, ' ').trim();

const suites: readonly Suite[] = [
  {
    name: 'one',
    elapsedMs: 1_250,
    file: 'mine.ts',
    cases: [
      { name: 'a', status: 'passed', message: 'held in 5 runs' },
      { name: 'b', status: 'failed', message: 'expected x', details: ['   1  first', '   2  second'] },
    ],
  },
  {
    name: 'two',
    cases: [
      { name: 'c', status: 'error', message: 'never reached' },
      { name: 'd', status: 'skipped', message: 'nothing shown' },
    ],
  },
];

describe('JUnit XML', () => {
  it('keeps to the schema and comes back as it was', async () => {
    const xml = junitXml('rack test', suites);

    expect(await complaints(xml)).toEqual([]);
    expect(await parse(xml)).toMatchObject({
      name: 'rack test',
      tests: 4,
      failures: 1,
      errors: 1,
      time: 1.25,
      testsuite: [
        {
          name: 'one',
          tests: 2,
          failures: 1,
          errors: 0,
          skipped: 0,
          time: 1.25,
          testcase: [
            { name: 'a', classname: 'one', 'system-out': ['held in 5 runs'] },
            { name: 'b', failure: [{ message: 'expected x', inner: 'expected x\n   1  first\n   2  second' }] },
          ],
        },
        {
          name: 'two',
          skipped: 1,
          testcase: [
            { name: 'c', error: [{ message: 'never reached' }] },
            { name: 'd', skipped: [{ message: 'nothing shown' }] },
          ],
        },
      ],
    });
  });

  it('has a case for each invariant of a run, and for what is violated how it came to that', async () => {
    const suite = suiteOfRun(recordNamed('found/terminate-vs-watcher', 'pr-6795/6'));
    const xml = junitXml('rack run', [suite]);
    const failed = suite.cases.filter(({ status }) => status === 'failed');

    expect(await complaints(xml)).toEqual([]);
    expect(suite.cases.length).toBeGreaterThan(15);
    expect(failed.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['intent', 'no-lost-report', 'honest-answer', 'settled-answer']),
    );
    expect(failed).toHaveLength(4);
    const { details = [] } = failed.find(({ name }) => name === 'no-lost-report') ?? {};
    expect(details.join('\n')).toMatch(/made so by\n.* 9 .*\n.* 10 .*\n.* 18 .*running gen 4 -> failed gen 5/);
    expect(details.at(-1)).toBe('rack replay it');
  });

  it('carries hostile text as it is, as far as XML can say it', async () => {
    const suite = suiteOfRun(hostileRun());
    const xml = junitXml(HOSTILE, [{ ...suite, name: HOSTILE, file: HOSTILE }]);
    const read = (await parse(xml)) as { name: string; testsuite: { name: string; testcase: object[] }[] };

    expect(await complaints(xml)).toEqual([]);
    expect(read.name).toBe(ONE_LINE);
    expect(read.testsuite[0]?.name).toBe(ONE_LINE);
    expect(read.testsuite[0]?.testcase).toContainEqual(
      expect.objectContaining({
        failure: [expect.objectContaining({ message: ONE_LINE, inner: expect.stringContaining(SAYABLE) })],
      }),
    );
  });

  it('replaces what XML has no way to say, in names too', async () => {
    const bad = 'a\uFFFFb\uD800c';
    const xml = junitXml(bad, [{ name: bad, cases: [{ name: bad, status: 'failed', message: bad, details: [bad] }] }]);

    expect(await complaints(xml)).toEqual([]);
    expect(xml.match(/a\uFFFDb\uFFFDc/g)).toHaveLength(7);
  });

  it('would be refused with an attribute missing or an element out of place', async () => {
    const xml = junitXml('rack test', suites);

    expect(await complaints(xml.replace('message="expected x"', ''))).not.toEqual([]);
    expect(await complaints(xml.replaceAll('testcase', 'case'))).not.toEqual([]);
    expect(await complaints(xml.replace('name="two"', 'name="one"'))).not.toEqual([]);
  });
});
