// Upstream's tests, told in this project's words and run on the model; and the table of what came of each.
// `npm run conformance` writes the table anew.

import { describe, expect, it } from 'vitest';
import { UPSTREAM } from './register.ts';
import { readmeOf } from './table.ts';

const passed = new Set<string>();

for (const { path, commit, tests } of UPSTREAM) {
  const modelled = tests.filter((test) => 'run' in test);
  describe.runIf(modelled.length > 0)(`${path} @ ${commit}`, () => {
    it.each(modelled)('$test', ({ test, run }) => {
      run();
      passed.add(`${path} ${test}`);
    });
  });
}

describe('the table of upstream tests', () => {
  it('says what came of this run: if not, `npm run conformance` makes it anew', async () => {
    await expect(readmeOf(UPSTREAM, passed)).toMatchFileSnapshot('README.md');
  });

  it('names each test once', () => {
    const names = UPSTREAM.flatMap(({ path, tests }) => tests.map(({ test }) => `${path} ${test}`));

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
