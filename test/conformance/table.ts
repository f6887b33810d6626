// The table of upstream's tests, as test/conformance/README.md shows it.

import type { UpstreamFile, UpstreamTest } from './upstream.ts';

/** What came of a test: `passes`, `FAILS`, or that there is nothing to run. */
type Verdict = 'passes' | 'passes in part' | 'FAILS' | 'not modelled';

export function readmeOf(files: readonly UpstreamFile[], passed: ReadonlySet<string>): string {
  const verdicts = files.flatMap(({ path, tests }) => tests.map((test) => verdictOf(path, test, passed)));
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  return `${[
    "# Upstream's own tests",
    '',
    'Made by a run of the tests in this folder: `npm run conformance` writes it anew, and `npm test` fails when it is',
    "stale. Each test of a listed file is told in this project's words and run on the model, or is listed with the",
    'reason why not. What upstream pokes its doubles to do, happens by itself here; where a double differs from the',
    'real part, the model follows the real one, and the row says so.',
    '',
    `${verdicts.length} tests: ${count('passes')} pass, ${count('passes in part')} in part, ` +
      `${count('FAILS')} fail, ${count('not modelled')} are not modelled.`,
    ...files.flatMap((file) => sectionOf(file, passed)),
    '',
  ].join('\n')}`;
}

function sectionOf({ path, commit, tests }: UpstreamFile, passed: ReadonlySet<string>): readonly string[] {
  return [
    '',
    `## ${path} @ ${commit}`,
    '',
    '| test | here | what it shows, or why not |',
    '|---|---|---|',
    ...tests.map((test) => `| \`${test.test}\` | ${verdictOf(path, test, passed)} | ${wordsOf(test)} |`),
  ];
}

function verdictOf(path: string, test: UpstreamTest, passed: ReadonlySet<string>): Verdict {
  if ('why' in test) return 'not modelled';
  if (!passed.has(`${path} ${test.test}`)) return 'FAILS';
  return test.lacks === undefined ? 'passes' : 'passes in part';
}

function wordsOf(test: UpstreamTest): string {
  if ('why' in test) return test.why;
  return test.lacks === undefined ? test.shows : `${test.shows}. Not modelled: ${test.lacks}`;
}
