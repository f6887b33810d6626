// Read back line by line, by the published schema. UPDATE_SCHEMA=1 writes the schema that belongs to the code.

import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { applyPatches, type Patch } from 'immer';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonLines } from '../../reports/jsonl/jsonl.ts';
import { type Line, lineSchema } from '../../reports/jsonl/lines.ts';
import { HOSTILE, hostileRun, RUNS, recordNamed } from './runs.ts';

const PATH = 'reports/jsonl/run.schema.json';

let validate: ReturnType<Ajv2020['compile']>;

beforeAll(() => {
  if (process.env.UPDATE_SCHEMA) writeFileSync(PATH, `${JSON.stringify(lineSchema(), null, 2)}\n`);
  validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(PATH, 'utf8')));
});

function parse(text: string): Line[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const value = JSON.parse(line);
      expect(validate(value), `${line.slice(0, 200)}: ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(true);
      return value;
    });
}

describe('the published schema', () => {
  it('is that of the code', () => {
    expect(JSON.parse(readFileSync(PATH, 'utf8'))).toEqual(lineSchema());
  });

  it('refuses what is no line of a run', () => {
    const [first, second] = parse(jsonLines(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));

    expect(validate({ ...first, format: 'rack-run/0' })).toBe(false);
    expect(validate({ ...second, step: 0 })).toBe(false);
    expect(validate({ ...second, more: 1 })).toBe(false);
    expect(validate({ kind: 'step' })).toBe(false);
  });
});

describe('a run in JSON Lines', () => {
  it.each(RUNS)('of %s has the run first, its steps and violations in order, and its end last', (_, make) => {
    const run = make();
    const lines = parse(jsonLines(run));
    const steps = lines.filter((line) => line.kind === 'step');
    const violations = lines.filter((line) => line.kind === 'violation');

    expect([lines[0]?.kind, lines.at(-1)?.kind]).toEqual(['run', 'end']);
    expect(steps.map(({ label }) => label)).toEqual(run.records.map(({ label }) => label));
    expect(violations).toHaveLength(run.violations.length);
    for (const violation of violations) {
      const before = lines.slice(0, lines.indexOf(violation)).filter((line) => line.kind === 'step');
      expect(before).toHaveLength(violation.step);
    }
  });

  it('has patches that lead from the first state to the last', () => {
    const run = recordNamed('workloads/one-instance', 'pr-6795/6', 3);
    const lines = parse(jsonLines(run));
    let state: object = (lines[0] as Extract<Line, { kind: 'run' }>).initial;

    for (const line of lines) if (line.kind === 'step') state = applyPatches(state, line.patches as Patch[]);

    expect(state).toEqual(JSON.parse(JSON.stringify(run.records.at(-1)?.snapshot)));
  });

  it('carries hostile text as it is', () => {
    const lines = parse(jsonLines(hostileRun()));

    expect(lines[0]).toMatchObject({ title: HOSTILE, command: HOSTILE });
    expect(lines.find(({ kind }) => kind === 'violation')).toMatchObject({ message: HOSTILE, subject: HOSTILE });
  });
});
