// Whatever the command is given, it answers in one line and with 2, or does its work; and it writes nothing by halves
// and nothing elsewhere.

import { existsSync, rmSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatSchedule } from '../../sim/search/schedule.ts';
import { valid } from '../search/valid-schedule.ts';
import { HOSTILE, hostile, withstand } from './fuzz.ts';
import { HARMLESS, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

beforeAll(() => {
  write('good.schedule.json', formatSchedule(valid));
  write('harmless.mjs', HARMLESS);
});

const UNWRITABLE = ['', '.', 'harmless.mjs/x', '/dev/null/x', 'a\u0000b', 'x'.repeat(5_000)];

describe('the words of a command', () => {
  const option = fc.constantFrom(
    ...[
      '--design',
      '--set',
      '--seed',
      '--strategy',
      '--depth',
      '--invariant',
      '--resume',
      '--format',
      '--designs',
      '--json',
      '--all',
      '--max-states',
      '--keep-going',
      '--no-reduction',
    ],
  );
  const value = fc.oneof(
    hostile,
    fc.constantFrom(
      'pr-6795/6',
      'oct-2024',
      'terminate.scope=both',
      'terminate.scope=',
      '3',
      'walk',
      'pct',
      'text',
      'intent',
    ),
  );
  const verb = fc.constantFrom(
    ['run', 'harmless.mjs'],
    ['hunt', 'harmless.mjs', '--runs', '1', '--jobs', '1'],
    ['prove', 'harmless.mjs', '--max-states', '100'],
    ['compare', 'harmless.mjs', '--designs', 'oct-2024', '--jobs', '1'],
    ['replay', 'good.schedule.json'],
    ['report', 'good.schedule.json', '--format', 'text'],
    ['list'],
    [],
  );
  const extra = fc.array(
    fc.oneof(
      fc.tuple(option, value).map((pair) => [...pair]),
      value.map((word) => [word]),
    ),
    {
      maxLength: 3,
    },
  );

  test.prop([verb, extra], { numRuns: 400 })('are odd', async (words, more) => {
    await withstand(...words, ...more.flat());
  });

  const typed = (name: string, values: readonly string[]) => values.map((odd) => [name, odd] as const);
  const ODD = ['', ' ', '0', '-1', '1.5', '1e3', '0x10', '१', 'NaN', 'Infinity', '99999999999999999999', '1 ', 'ten'];
  it.each([
    ...typed('--runs', ODD),
    ...typed('--jobs', [...ODD, '257']),
    ...typed(
      '--depth',
      ODD.filter((odd) => odd !== '0'),
    ),
    ...typed(
      '--seed',
      ODD.filter((odd) => odd !== '0'),
    ),
    ...typed('--for', [...ODD, '5', '1e400h', '-1s', 's', '0s', '1 s', '5 parsecs']),
  ])('are %s %j, and are refused', async (name, odd) => {
    const { code, err } = await withstand('hunt', 'harmless.mjs', name, odd);

    expect(code).toBe(2);
    expect(err).toContain(name);
  });

  it.each([
    ...typed('--max-states', ODD),
    ...typed('--for', ['', ' ', '0', '5', '0s', '-1s', '1e400h', '5 parsecs']),
    ...typed('--invariant', ['', ' ', 'intnet', 'intent,progress', '__proto__']),
    ...typed('--set', ['', '=', 'terminate.scope', 'terminate.scope=', 'terminate.scope=all', '__proto__=x']),
    ...typed('--junit', UNWRITABLE),
    ...typed('--runs', ['5']),
    ...typed('--reduction', ['no']),
  ])('of a proof are %s %j, and are refused before it begins', async (name, odd) => {
    rmSync('reports/out/prove.html', { force: true });
    const { code, err } = await withstand('prove', 'harmless.mjs', name, odd);
    const told: Record<string, RegExp> = { '--junit': /cannot write/, '--set': /--set|no toggle|no value/ };

    expect(code).toBe(2);
    expect(err).toMatch(told[name] ?? new RegExp(`${name}|no invariant`));
    expect(existsSync('reports/out/prove.html')).toBe(false);
  });

  it.each(HOSTILE)('name a scenario, a schedule, a design: %j', async (name) => {
    for (const words of [
      ['run', name],
      ['prove', 'harmless.mjs', `no/${name}`],
      ['replay', name],
      ['recheck', name, '--design', 'oct-2024'],
      ['hunt', '--resume', name],
      ['run', 'harmless.mjs', '--design', name],
      ['prove', 'harmless.mjs', '--design', name],
    ]) {
      expect((await withstand(...words)).code).toBe(2);
    }
  });

  it.each(UNWRITABLE)('name an output: %j', async (path) => {
    const { code, err } = await withstand('report', 'good.schedule.json', '--format', 'text', '-o', path);

    expect(code).toBe(2);
    expect(err).toContain('cannot write');
  });
});

describe('a schedule', () => {
  const text = hostile.filter((odd) => odd !== '');
  const choices = fc.oneof(
    fc.shuffledSubarray([...valid.choices]),
    fc.array(fc.oneof(fc.constantFrom(...valid.choices), text), { maxLength: 40 }),
    fc.constant(Array.from({ length: 50_000 }, () => valid.choices[0])),
    fc.constant(Array.from({ length: 1_500 }, () => 'tick: nexus-1 instance-watcher')),
  );
  const changed = fc.oneof(
    choices.map((odd) => ({ ...valid, choices: odd })),
    fc.tuple(fc.constantFrom(...Object.keys(valid)), text).map(([key, odd]) => ({ ...valid, [key]: odd })),
    fc.tuple(text, fc.jsonValue()).map(([key, odd]) => ({ ...valid, [key]: odd })),
    text.map((odd) => ({ ...valid, violation: { invariant: odd, message: odd, step: 1 } })),
    fc.nat().map((version) => ({ ...valid, modelVersion: version })),
  );
  const files = fc.oneof(
    changed.map((odd) => JSON.stringify(odd)),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\ufeff{}', '[]', 'null', '0', '['.repeat(100_000), `{"a":`.repeat(5_000)),
  );

  test.prop([files], { numRuns: 150 })('is damaged, reordered, foreign or huge', async (file) => {
    write('odd.schedule.json', file);

    const { code, err } = await withstand('replay', 'odd.schedule.json');

    if (code === 2) expect(err).toContain('odd.schedule.json');
  });

  it('is from a future version, and says so', async () => {
    write('odd.schedule.json', JSON.stringify({ ...valid, format: 'rack-schedule/2', more: 1 }));

    const { code, err } = await withstand('replay', 'odd.schedule.json');

    expect([code, err]).toEqual([
      2,
      'rack: odd.schedule.json: a schedule of another version: rack-schedule/2; this version reads rack-schedule/1\n',
    ]);
  });

  it('has no end', async () => {
    const { code, err } = await withstand('replay', '/dev/zero');

    expect([code, err]).toEqual([2, 'rack: cannot read /dev/zero: larger than 16 MiB, which no such file is\n']);
  });

  it('names an invariant that there is none of', async () => {
    write('odd.schedule.json', JSON.stringify({ ...valid, violation: { invariant: 'intnet', message: '', step: 1 } }));

    expect(await withstand('replay', 'odd.schedule.json')).toEqual({
      code: 2,
      err: 'rack: odd.schedule.json: no invariant "intnet"; the nearest is "intent"\n',
    });
  });
});
