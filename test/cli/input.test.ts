// Whatever the command is given, it answers in one line and with 2, or does its work.

import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { checkScenario } from '../../sim/cli/scenario-shape.ts';
import { formatSchedule } from '../../sim/search/schedule.ts';
import { valid } from '../search/valid-schedule.ts';
import { HARMLESS, ONE_LINE, rack, useEmptyFolder, write } from './harness.ts';

useEmptyFolder();

const TEXT = formatSchedule(valid);
const SCENARIO = 'seed/terminate-twice';

beforeAll(() => {
  write('good.schedule.json', TEXT);
  write('harmless.mjs', HARMLESS);
});

async function refuses(words: string[], message: RegExp | string): Promise<void> {
  const { code, out, err } = await rack(...words);
  expect(err).toMatch(ONE_LINE);
  expect(err).toMatch(message);
  expect(out).toBe('');
  expect(code).toBe(2);
}

describe('an unknown name is answered with the nearest that exists', () => {
  it.each([
    ['a verb', ['rum', SCENARIO], 'Did you mean run?'],
    ['an option', ['run', SCENARIO, '--sead', '3'], 'Did you mean'],
    [
      'a scenario',
      ['run', 'seed/terminate-twce'],
      'no scenario "seed/terminate-twce"; the nearest is "seed/terminate-twice"',
    ],
    ['the last part of a scenario', ['run', 'terminate-twise'], 'the nearest is "seed/terminate-twice"'],
    ['a scenario to hunt in', ['hunt', SCENARIO, 'seed/terminate-twce'], 'the nearest is "seed/terminate-twice"'],
    ['a design', ['run', SCENARIO, '--design', 'pr-6795/66'], 'no design "pr-6795/66"; the nearest is "pr-6795/6"'],
    ['a design to compare', ['compare', '--designs', 'oct-2024,okt-2024'], 'the nearest is "oct-2024"'],
    [
      'a toggle',
      ['run', SCENARIO, '--set', 'terminate.skope=both'],
      'no toggle "terminate.skope"; the nearest is "terminate.scope"',
    ],
    [
      'a value of a toggle',
      ['run', SCENARIO, '--set', 'terminate.scope=bot'],
      'no value of terminate.scope "bot"; the nearest is "both"',
    ],
    ['a list', ['list', 'scenario'], 'the nearest is "scenarios"'],
    ['a strategy', ['hunt', SCENARIO, '--strategy', 'wlk'], 'no strategy "wlk"; the nearest is "walk"'],
    ['a format', ['report', 'good.schedule.json', '--format', 'txt'], 'no format "txt"; the nearest is "text"'],
  ])('%s', (_, words, message) => refuses(words, message));
});

describe('bad usage is answered in one line', () => {
  it.each([
    ['no scenario', ['run'], 'missing required argument'],
    ['a setting without a value', ['run', SCENARIO, '--set', 'terminate.scope'], '--set takes toggle=value'],
    ['a seed that is no number', ['run', SCENARIO, '--seed', 'x'], 'expected a whole number'],
    ['a negative seed', ['run', SCENARIO, '--seed', '-1'], 'expected a whole number'],
    ['no runs', ['hunt', SCENARIO, '--runs', '0'], 'expected a whole number'],
    ['a depth of none', ['hunt', SCENARIO, '--depth', '0'], 'expected a whole number'],
    ['a strategy that has nothing to draw from', ['run', SCENARIO, '--strategy', 'pct'], 'it needs a --seed'],
    [
      'a run of no run before it',
      ['run', SCENARIO, '--seed', '1', '--strategy', 'guided'],
      'depends on the runs before',
    ],
    ['no jobs', ['hunt', SCENARIO, '--jobs', '0'], 'expected a whole number'],
    ['a time without a unit', ['hunt', SCENARIO, '--for', '60'], 'expected a duration'],
    ['a comma too many', ['compare', '--designs', 'oct-2024,'], 'commas'],
    ['main with something else', ['compare', SCENARIO, '--main'], '--main'],
  ])('%s', (_, words, message) => refuses(words, message));

  it('with --json, as a document too', async () => {
    const { code, out, err } = await rack('run', 'seed/terminate-twce', '--json');

    expect(code).toBe(2);
    expect(err).toMatch(ONE_LINE);
    expect(JSON.parse(out)).toEqual({ error: expect.stringContaining('the nearest is') });
  });
});

describe('a scenario that is bundled', () => {
  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    'is one by the rules for files: %s',
    (_, scenario) => {
      expect(checkScenario(scenario)).toEqual({ scenario });
    },
  );
});

describe('a scenario file that is none is answered with its name and the place', () => {
  const file = (change: string, by: string) => HARMLESS.replace(change, by);
  it.each([
    ['that is not there', 'missing.mjs', null, 'missing.mjs: no such file'],
    ['that throws', 'throws.mjs', 'throw new Error("boom\\nbang")', 'throws.mjs: boom bang'],
    ['that is no program', 'syntax.mjs', 'export const = 1', 'syntax.mjs: '],
    ['without a scenario', 'none.mjs', 'export const x = 1', 'none.mjs: exports no scenario'],
    ['with two', 'two.mjs', `${file('scenario =', 'a =')}${file('scenario =', 'b =')}`, 'two.mjs: exports several'],
    [
      'with a wrong kind',
      'kind.mjs',
      file("'view' }", "'vew' }"),
      'kind.mjs: scenario: operations.0.kind: no "vew"; the nearest is "view"',
    ],
    ['with a field too many', 'field.mjs', file('title:', 'tittle:'), 'field.mjs: scenario: '],
    [
      'with a wrong toggle',
      'toggle.mjs',
      file('expected:', "set: { 'terminate.scope': 'bth' }, expected:"),
      'set.terminate.scope: no "bth"; the nearest is "both"',
    ],
    [
      'with a wrong fault',
      'fault.mjs',
      file('expected:', "faults: { kinds: ['crash-nexsus'], max: 1 }, expected:"),
      'the nearest is "crash-nexus"',
    ],
    [
      'that waits for nothing',
      'after.mjs',
      file("'view' }", "'view', after: 'x' }"),
      'operations.0.after: no operation before it is called "x"',
    ],
    [
      'whose script throws',
      'script.mjs',
      file('expected:', "script() { throw new Error('ouch') }, expected:"),
      'script.mjs: test/harmless: thrown after step 0: ouch',
    ],
    [
      'whose script is impossible',
      'impossible.mjs',
      file('expected:', "script(play) { play.let('no such point') }, expected:"),
      'impossible.mjs: test/harmless: cannot let "no such point"',
    ],
  ])('%s', async (_, name, text, message) => {
    if (text !== null) write(name, text);
    await refuses(['run', name], message);
  });
});

describe('a schedule file that is none is answered with its name and the place', () => {
  const changed = (change: object) => JSON.stringify({ ...valid, ...change });
  it.each([
    ['that is not there', null, 'cannot read x.schedule.json'],
    ['that is empty', '', 'x.schedule.json: not JSON'],
    ['that is cut off', TEXT.slice(0, 300), 'x.schedule.json: not JSON'],
    ['of another tool', '{"format": "itf"}', 'x.schedule.json: not a schedule of this tool: format'],
    [
      'of an unknown design',
      changed({ design: 'pr-6795/7' }),
      'x.schedule.json: no design "pr-6795/7"; the nearest is',
    ],
    [
      'of an unknown scenario',
      changed({ scenario: 'seed/x' }),
      'x.schedule.json: no scenario "seed/x"; the nearest is',
    ],
    [
      'of an unknown toggle',
      changed({ set: { 'terminate.skope': 'both' } }),
      'x.schedule.json: no toggle "terminate.skope"',
    ],
    ['of a scenario file that is gone', changed({ scenario: 'gone.mjs' }), 'x.schedule.json: gone.mjs: no such file'],
  ])('%s', async (_, text, message) => {
    if (text !== null) write('x.schedule.json', text);
    await refuses(['replay', 'x.schedule.json'], message);
    await refuses(['report', 'x.schedule.json'], message);
  });

  const position = fc.nat({ max: TEXT.length - 1 });
  const damage = fc.oneof(
    fc
      .tuple(position, fc.string({ minLength: 1, maxLength: 3 }))
      .map(([at, by]) => TEXT.slice(0, at) + by + TEXT.slice(at + by.length)),
    fc
      .tuple(position, fc.integer({ min: 1, max: 200 }))
      .map(([at, length]) => TEXT.slice(0, at) + TEXT.slice(at + length)),
    fc.tuple(position, fc.string({ maxLength: 9 })).map(([at, more]) => TEXT.slice(0, at) + more + TEXT.slice(at)),
    position.map((at) => TEXT.slice(0, at)),
    fc.tuple(fc.constantFrom(...Object.keys(valid)), fc.jsonValue()).map(([key, value]) => changed({ [key]: value })),
    fc
      .array(fc.nat({ max: valid.choices.length - 1 }), { maxLength: 20 })
      .map((picks) => changed({ choices: picks.map((pick) => valid.choices[pick]) })),
  );

  test.prop([damage], { numRuns: 250 })('or else it is replayed, however it is damaged', async (text) => {
    write('damaged.schedule.json', text);

    const { code, out, err } = await rack('replay', 'damaged.schedule.json');

    if (code === 2) {
      expect(err).toMatch(ONE_LINE);
      expect(err).toContain('damaged.schedule.json: ');
      expect(err).not.toContain('internal error');
    } else {
      expect(err).toBe('');
      expect(out).toContain('from damaged.schedule.json');
    }
  });
});
