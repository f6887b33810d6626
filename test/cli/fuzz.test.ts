// Whatever the command is given, it answers in one line and with 2, or does its work; and it writes nothing by halves
// and nothing elsewhere.

import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatSchedule } from '../../sim/search/schedule.ts';
import { valid } from '../search/valid-schedule.ts';
import { HOSTILE, hostile, scripted, withstand } from './fuzz.ts';
import { HARMLESS, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

beforeAll(() => {
  write('good.schedule.json', formatSchedule(valid));
  write('harmless.mjs', HARMLESS);
});

let count = 0;
/** A name that no module was loaded by before. */
const fresh = (ending: string) => `fuzz-${++count}${ending}`;

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

  it.each(HOSTILE)('name a scenario, a schedule, a design: %j', async (name) => {
    for (const words of [
      ['run', name],
      ['replay', name],
      ['recheck', name, '--design', 'oct-2024'],
      ['hunt', '--resume', name],
      ['run', 'harmless.mjs', '--design', name],
    ]) {
      expect((await withstand(...words)).code).toBe(2);
    }
  });

  it.each(['', '.', 'harmless.mjs/x', '/dev/null/x', 'a\u0000b', 'x'.repeat(5_000)])(
    'name an output: %j',
    async (path) => {
      const { code, err } = await withstand('report', 'good.schedule.json', '--format', 'text', '-o', path);

      expect(code).toBe(2);
      expect(err).toContain('cannot write');
    },
  );
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

describe('a scenario file', () => {
  const base = {
    name: 'fuzz/odd',
    title: 'title',
    story: 'story',
    shape: {
      nexuses: ['nexus-1'],
      sledCpus: 2,
      instances: [{ id: 'instance-1', autoRestartPolicy: null, state: 'running' }],
    },
    operations: [{ name: 'stop A', kind: 'stop' }],
    workload: { kinds: ['stop'], max: 1 },
    faults: { kinds: ['crash-nexus'], max: 1 },
    ticks: 1,
    expected: {},
  };
  const odd = fc.oneof(hostile, fc.jsonValue(), fc.integer(), fc.constantFrom(1e308, -0, Number.MAX_SAFE_INTEGER));
  const path = fc.constantFrom(
    'name',
    'title',
    'shape',
    'shape.sledCpus',
    'shape.nexuses',
    'shape.instances.0.id',
    'operations',
    'operations.0',
    'operations.0.name',
    'operations.0.kind',
    'workload.max',
    'workload',
    'faults.kinds',
    'faults.max',
    'ticks',
    'expected',
    'set',
    'marks',
  );

  test.prop([fc.array(fc.tuple(path, odd), { minLength: 1, maxLength: 2 })], { numRuns: 150 })(
    'has odd values',
    async (changes) => {
      const value = structuredClone(base) as Record<string, unknown>;
      for (const [place, to] of changes) put(value, place.split('.'), to);
      const file = write(
        fresh('.mjs'),
        `export const scenario = JSON.parse(${JSON.stringify(JSON.stringify(value))});`,
      );

      const { code, err } = await withstand('run', file, '--json', '--seed', '1');

      if (code === 2) expect(err).toContain(file);
    },
  );

  const word = fc.oneof(hostile, fc.constantFrom('view A', 'view', 'request', 'reply', 'nexus-1', 'look up', 'crash'));
  const call = fc
    .tuple(fc.constantFrom('issue', 'hold', 'release', 'reach', 'comes', 'let', 'settle', 'fault', 'tick'), word, word)
    .map(([verb, one, two]) => `play.${verb}(${JSON.stringify(one)}, ${JSON.stringify(two)});`);

  test.prop([fc.array(call, { maxLength: 6 })], { numRuns: 80 })(
    'has a script that asks for anything',
    async (calls) => {
      const file = write(fresh('.mjs'), scripted(calls.join(' ')));

      const { code, err } = await withstand('run', file, '--json');

      if (code === 2) expect(err).toContain(file);
    },
  );

  it.each([
    ['throws nothing', 'throw undefined;', 'undefined'],
    ['throws what cannot be shown', 'throw Object.create(null);', 'something that cannot be shown'],
    ['calls itself for ever', '(function f() { f(); })();', 'Maximum call stack size exceeded'],
    ['ticks for ever', "while (true) play.tick('nexus-1', 'instance-watcher');", 'a run has at most 2000 steps'],
    ['returns a promise', 'return Promise.resolve();', 'a script makes no promises'],
    ['leaves a promise behind', 'Promise.reject(new Error()).catch(() => {});', 'a script makes no promises'],
    ['is a generator', 'return (function* () {})();', 'a script is a plain function that returns nothing'],
    ['waits for a fault that cannot be', "play.fault('crash-sled-agent sled-9');", 'no such fault can strike now'],
  ])('has a script that %s', async (_, body, message) => {
    const file = write(fresh('.mjs'), scripted(body));

    const { code, err } = await withstand('run', file);

    expect(code).toBe(2);
    expect(err).toContain(file);
    expect(err).toContain(message);
  });

  it('has a script that writes into the rack, which changes nothing', async () => {
    const body =
      "try { play.rack.db.instances['instance-1'].state = 'failed'; } catch {} play.issue('view A'); play.settle();";
    const [plain, writes] = [
      write(fresh('.mjs'), scripted("play.issue('view A'); play.settle();")),
      write(fresh('.mjs'), scripted(body)),
    ];

    expect(await withstand('run', writes)).toEqual(await withstand('run', plain));
  });

  it.each(["it's here.mjs", '-v.mjs', '$(touch hacked).mjs', 'a b\u202e.mjs', '💥.mjs'])(
    'has the name %j',
    async (name) => {
      write(name, HARMLESS);

      expect((await withstand('run', `./${name}`)).code).toBe(0);
    },
  );
});

/** Sets what is at a path of keys, as far as there is anything on the way. */
function put(target: unknown, [key = '', ...rest]: readonly string[], to: unknown): void {
  if (typeof target !== 'object' || target === null) return;
  const owner = target as Record<string, unknown>;
  if (rest.length === 0) owner[key] = to;
  else put(owner[key], rest, to);
}
