import { mkdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseSchedule } from '../../sim/search/schedule.ts';
import { HARMLESS, ONE_LINE, rack, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

const TWICE = 'seed/terminate-twice';
let file = '';

beforeAll(async () => {
  const { out } = await rack('hunt', TWICE, '--invariant', 'intent', '--jobs', '1', '--json');
  file = (JSON.parse(out) as { violations: { schedule: string }[] }).violations[0]?.schedule ?? '';
});

describe('recheck', () => {
  it('ends with 0 under a design where it holds in all neighbours, and says how many there are', async () => {
    const { code, out } = await rack('recheck', file, '--design', 'always-stopped', '--jobs', '1');

    expect(code).toBe(0);
    expect(out).toMatch(/^seed\/terminate-twice under always-stopped: intent holds in all \d+ neighbours\n/);
  });

  it('ends with 1, and saves the sibling that still fails, which replays', async () => {
    const { code, out } = await rack('recheck', file, '--design', 'pr-6795/5', '--jobs', '1', '--json');
    const { verdict, sibling, neighbours, failing } = JSON.parse(out);

    expect(code).toBe(1);
    expect(verdict).toBe('violated');
    expect(neighbours).toBeGreaterThanOrEqual(failing);
    expect(parseSchedule(readFileSync(sibling.schedule, 'utf8'))).toMatchObject({
      design: 'pr-6795/5',
      strategy: 'recheck',
      violation: { invariant: 'intent' },
    });
    expect((await rack('replay', sibling.schedule)).out).toContain('reproduced: intent');
  });

  it('is the same for any number of workers', async () => {
    const documents = await Promise.all(
      ['1', '3'].map((jobs) => rack('recheck', file, '--design', 'bail-if-destroyed', '--jobs', jobs, '--json')),
    );
    const [one, three] = documents.map(({ out }) => ({ ...JSON.parse(out), elapsedMs: 0 }));

    expect(three).toEqual(one);
  });

  it('of the schedule itself alone looks at one run', async () => {
    const { out } = await rack('recheck', file, '--design', 'always-stopped', '--distance', '0', '--json');

    expect(JSON.parse(out)).toMatchObject({ verdict: 'holds', neighbours: 1, distance: 0, complete: true });
  });

  it('ends with 3 when time is up before anything was found', async () => {
    const { code, out } = await rack('recheck', file, '--design', 'always-stopped', '--for', '1ms', '--json');

    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ verdict: 'inconclusive', complete: false });
  });

  it('looks at the invariants that it is told', async () => {
    const words = [
      'recheck',
      file,
      '--design',
      'always-stopped',
      '--invariant',
      'settled-answer',
      '--jobs',
      '1',
      '--json',
    ];
    const { code, out } = await rack(...words);

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ invariants: ['settled-answer'], sibling: { invariant: 'settled-answer' } });
  });

  it('finds a scenario file that lies beside the schedule', async () => {
    mkdirSync('beside');
    write('beside/harmless.mjs', HARMLESS);
    const schedule = { ...JSON.parse(readFileSync(file, 'utf8')), scenario: 'harmless.mjs', choices: [] };
    write('beside/harmless.schedule.json', JSON.stringify(schedule));

    const { code, out } = await rack('recheck', 'beside/harmless.schedule.json', '--design', 'oct-2024', '--jobs', '1');

    expect(code).toBe(0);
    expect(out).toContain('intent holds in the schedule itself');
  });

  it.each([
    ['no design', () => ['recheck', file], "required option '--design"],
    ['a design that there is not', () => ['recheck', file, '--design', 'oct-2025'], 'the nearest is "oct-2024"'],
    ['a file that there is not', () => ['recheck', 'no.json', '--design', 'oct-2024'], 'cannot read no.json'],
    ['a distance out of reach', () => ['recheck', file, '--design', 'oct-2024', '--distance', '9'], 'from 0 to 4'],
  ])('refuses %s in one line', async (_, words, message) => {
    const { code, out, err } = await rack(...words());

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(ONE_LINE);
    expect(err).toContain(message);
  });
});
