// Canaries: runs that must fail, so that a command which no longer sees failures is seen itself. One is an early
// revision of the draft, which is wrong for ever; one depends on no design at all.

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { perform } from '../../sim/search/course.ts';
import { HARMLESS, rack, start, useEmptyFolder, write } from '../cli/harness.ts';
import { TOGGLES } from '../search/local.ts';

useEmptyFolder();

describe('a failure is seen', () => {
  const CANARY = ['seed/terminate-twice', '--design', 'pr-6795/2'];

  it.each([
    ['run', ['run', ...CANARY]],
    ['hunt', ['hunt', ...CANARY, '--runs', '200', '--jobs', '1']],
    ['hunt by two', ['hunt', ...CANARY, '--runs', '200', '--jobs', '2']],
  ])('by the command, which exits with 1: %s', async (_, words) => {
    const { code, out } = await start(...words, '--json').ended;

    expect(code).toBe(1);
    expect(JSON.parse(out).violations.length).toBeGreaterThan(0);
  });

  it('by a replay of what was saved, and in a matrix that is not as expected', async () => {
    const { violations } = JSON.parse((await rack('run', ...CANARY, '--json')).out);
    const unexpected = write('unexpected.mjs', HARMLESS);

    expect((await rack('replay', violations[0].schedule)).code).toBe(1);
    expect((await rack('compare', unexpected, '--designs', 'oct-2024', '--jobs', '1')).code).toBe(1);
  });

  it('by the invariants, whatever the model does', () => {
    const quiet: Scenario = {
      name: 'test/quiet',
      title: '',
      story: '',
      operations: [{ name: 'view A', kind: 'view' }],
      expected: {},
    };
    const run = (isDoubled: boolean) =>
      perform(
        quiet,
        TOGGLES,
        { kind: 'default' },
        {
          onStart({ simulation }) {
            if (!isDoubled) return;
            simulation.apply(({ guests }) => {
              guests['vmm-9'] = { vmm: 'vmm-9', instance: 'instance-1', sled: 'sled-2', status: 'running' };
            });
          },
        },
      ).violations.map(({ invariant }) => invariant);

    expect(run(false)).toEqual([]);
    expect(run(true)).toContain('single-incarnation');
  });
});
