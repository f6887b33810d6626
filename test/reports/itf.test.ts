// Checked by a schema made of the rules of the format (Apalache's ADR-015), and read back into the states of the run,
// by the parser of Quint, too.

import type { QuintEx } from '@informalsystems/quint/dist/src/ir/quintIr.js';
import { ofItf } from '@informalsystems/quint/dist/src/itf.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { itfTrace } from '../../reports/itf/itf.ts';
import { HOSTILE, hostileRun, RUNS, recordNamed } from './runs.ts';

const only = (key: string, items: object) => ({
  type: 'object',
  properties: { [key]: items },
  required: [key],
  additionalProperties: false,
});
const values = { type: 'array', items: { $ref: '#/$defs/value' } };
const pair = { type: 'array', minItems: 2, maxItems: 2, items: { $ref: '#/$defs/value' } };

/** JSON numbers are not allowed: "The use of JSON numbers is not allowed anymore". */
const schema = {
  $defs: {
    value: {
      oneOf: [
        { type: ['boolean', 'string'] },
        values,
        only('#bigint', { type: 'string', pattern: '^-?[0-9]+$' }),
        only('#tup', values),
        only('#set', values),
        only('#map', { type: 'array', items: pair }),
        only('#unserializable', { type: 'string' }),
        {
          type: 'object',
          propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
          additionalProperties: { $ref: '#/$defs/value' },
        },
      ],
    },
  },
  type: 'object',
  required: ['vars', 'states'],
  additionalProperties: false,
  properties: {
    '#meta': { type: 'object' },
    params: { type: 'array', items: { type: 'string' } },
    vars: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    loop: { type: 'integer', minimum: 0 },
    states: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { '#meta': { type: 'object', required: ['index'], properties: { index: { type: 'integer' } } } },
        additionalProperties: { $ref: '#/$defs/value' },
      },
    },
  },
};
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

interface Trace {
  readonly '#meta': Readonly<Record<string, unknown>>;
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

function parse(text: string): Trace {
  const trace = JSON.parse(text);
  expect(validate(trace), JSON.stringify(validate.errors)).toBe(true);
  return trace;
}

/** What a reader of the format makes of a value, with `None` and empty tables as this project writes them. */
function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decode);
  const { '#bigint': integer, '#map': map, tag } = value as Record<string, unknown>;
  if (integer !== undefined) return Number(integer);
  if (map !== undefined)
    return Object.fromEntries((map as [string, unknown][]).map(([key, item]) => [key, decode(item)]));
  if (tag === 'None') return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

/** The value of an expression of Quint's, with `None` and empty tables as this project writes them. */
function jsOf(expression: QuintEx): unknown {
  if (expression.kind === 'int') return Number(expression.value);
  if (expression.kind === 'str' || expression.kind === 'bool') return expression.value;
  if (expression.kind !== 'app') throw new Error(`no value: ${expression.kind}`);
  const { opcode, args } = expression;
  if (opcode === 'variant') return null;
  const values = args.map(jsOf);
  if (opcode === 'Map') return Object.fromEntries(values as [string, unknown][]);
  if (opcode !== 'Rec') return values;
  return Object.fromEntries(values.flatMap((key, at) => (at % 2 === 0 ? [[key as string, values[at + 1]]] : [])));
}

describe('the trace in ITF', () => {
  it.each(RUNS)('of %s keeps to the format, with every variable in every state', (_, make) => {
    const run = make();
    const { vars, states } = parse(itfTrace(run));

    expect(states).toHaveLength(run.records.length + 1);
    for (const [index, { '#meta': meta, ...variables }] of states.entries()) {
      expect(Object.keys(variables)).toEqual(vars);
      expect(meta).toMatchObject({ index });
    }
  });

  it('has the states of the run', () => {
    const run = recordNamed('found/terminate-vs-watcher', 'pr-6795/6');
    const { states } = parse(itfTrace(run));

    for (const { index, snapshot, label } of run.records) {
      const { '#meta': meta, ...variables } = states[index] ?? {};
      const { db, nexuses, sledAgents, propolises, guests, truth } = snapshot;
      expect(meta).toMatchObject({ action: label });
      expect(decode(variables)).toEqual(
        JSON.parse(JSON.stringify({ ...db, nexuses, sledAgents, propolises, guests, truth })),
      );
    }
  });

  it.each(RUNS)('of %s is read by Quint: the same states', (_, make) => {
    const run = make();
    const states = ofItf(JSON.parse(itfTrace(run))).map(jsOf);

    expect(states).toHaveLength(run.records.length + 1);
    for (const { index, snapshot } of run.records) {
      const { db, nexuses, sledAgents, propolises, guests, truth } = snapshot;
      const variables = { ...db, nexuses, sledAgents, propolises, guests, truth };
      expect(states[index]).toEqual(JSON.parse(JSON.stringify(variables)));
    }
  });

  it('has tables as maps, empty ones too, and records as objects', () => {
    const [{ migrations, instances, collections } = {}] = parse(
      itfTrace(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')),
    ).states;

    expect(migrations).toEqual({ '#map': [] });
    expect(instances).toMatchObject({ '#map': [['instance-1', { state: 'vmm', gen: { '#bigint': '3' } }]] });
    expect(Object.keys(collections as object)).toEqual(['project', 'silo', 'fleet']);
  });

  it('says what was violated and how to run it again', () => {
    const { '#meta': meta } = parse(itfTrace(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));

    expect(meta).toMatchObject({ format: 'ITF', status: 'violation', command: 'rack replay it' });
    expect(meta.violated).toContainEqual(expect.objectContaining({ invariant: 'intent', step: 121 }));
  });

  it('carries hostile text as it is', () => {
    expect(parse(itfTrace(hostileRun()))['#meta'].source).toContain(HOSTILE);
  });

  it('would be refused with a number or an unknown form in it', () => {
    const good = JSON.parse(itfTrace(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));
    const withGuests = (guests: unknown) => ({ ...good, states: [{ ...good.states[0], guests }] });

    expect(validate(withGuests(3))).toBe(false);
    expect(validate(withGuests({ '#bag': [] }))).toBe(false);
    expect(validate(withGuests({ '#bigint': 'x' }))).toBe(false);
    expect(validate(withGuests(null))).toBe(false);
  });
});
