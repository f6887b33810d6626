import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formatSchedule, parseSchedule, type Schedule, ScheduleError } from '../../sim/search/schedule.ts';
import { valid } from './valid-schedule.ts';

const line = fc.string({ minLength: 1, maxLength: 20 });
const schedules: fc.Arbitrary<Schedule> = fc.record(
  {
    format: fc.constant('rack-schedule/1' as const),
    modelVersion: fc.integer({ min: 1, max: 99 }),
    scenario: line,
    design: line,
    set: fc.dictionary(fc.stringMatching(/^[a-z.]{1,9}$/), line),
    seed: fc.option(fc.nat()),
    strategy: line,
    choices: fc.array(line),
    violation: fc.record({ invariant: line, message: fc.string(), step: fc.nat() }),
    digest: fc.stringMatching(/^[0-9a-f]{16}$/),
  },
  { requiredKeys: ['format', 'modelVersion', 'scenario', 'design', 'set', 'seed', 'strategy', 'choices', 'digest'] },
);

function problemOf(text: string): string {
  try {
    parseSchedule(text);
  } catch (error) {
    if (error instanceof ScheduleError) return error.message;
    throw error;
  }
  return '';
}

describe('a schedule', () => {
  test.prop([schedules])('is read as it was written', (schedule) => {
    expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule);
  });

  test.prop([fc.string()])('is not any text, and the problem is one line', (text) => {
    expect(problemOf(text)).toMatch(/^not [^\n]+$/);
  });

  test.prop([fc.jsonValue()])('is not any JSON, and the problem is one line', (value) => {
    expect(problemOf(JSON.stringify(value))).toMatch(/^not a schedule of this tool: [^\n]+$/);
  });

  it.each([
    ['its format', { format: 'rack-plan/1' }, 'format'],
    ['a field that it lacks', { design: undefined }, 'design'],
    ['a field that it should not have', { colour: 'red' }, 'the top level'],
    ['a choice', { choices: ['a', 7] }, 'choices.1'],
    ['a part of its violation', { violation: { invariant: 'x', message: 'y', step: 'z' } }, 'violation.step'],
    ['its digest', { digest: 'beef' }, 'digest'],
  ])('is refused with the place of what is wrong: %s', (_, change, place) => {
    expect(problemOf(JSON.stringify({ ...valid, ...change }))).toContain(`not a schedule of this tool: ${place}: `);
  });
});
