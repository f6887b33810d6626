// A run as a trace in the Informal Trace Format, which Apalache and Quint write and their tools read.
//
// Source of the format: Apalache's ADR-015, https://apalache-mc.org/docs/adr/015adr-trace.html (2023-09-14): integers
// are always `#bigint`; a table is a `#map`, a record an object. The format has no null: what is not there is Quint's
// `None`. Every state holds every variable, changed or not, since readers take each state by itself: some 8 kB a step.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import type { Rack } from '../../sim/rack/rack.ts';
import type { RecordedRun } from '../recorded-run.ts';

type Value =
  | boolean
  | string
  | readonly Value[]
  | { readonly '#bigint': string }
  | { readonly '#map': readonly (readonly [Value, Value])[] }
  | { readonly [field: string]: Value };

const DESCRIPTION = 'https://apalache-mc.org/docs/adr/015adr-trace.html';
const NONE: Value = { tag: 'None', value: { '#tup': [] } };

/** One state a step, the one before the first step included. */
export function itfTrace(run: RecordedRun): string {
  const { scenario, design, course, verdict, digest, violations, command, records } = run;
  const states = [initialRack(run.config), ...records.map(({ snapshot }) => snapshot)];
  const encode = encoder();
  const trace = {
    '#meta': {
      format: 'ITF',
      'format-description': DESCRIPTION,
      source: scenario.name,
      description: `${scenario.title}; ${design}, ${course}: ${verdict}`,
      status: violations.some(({ isSoft }) => !isSoft) ? 'violation' : 'ok',
      violated: violations.map(({ invariant, step, message }) => ({ invariant, step, message })),
      digest,
      command,
    },
    params: [],
    vars: Object.keys(variablesOf(states[0] as Rack)),
    states: states.map((rack, index) => {
      const record = records[index - 1];
      const step = record && { action: record.label, process: record.process, kind: record.kind, timeMs: record.now };
      const variables = Object.entries(variablesOf(rack)).map(([name, value]) => [name, encode(value)]);
      return { '#meta': { index, ...step }, ...Object.fromEntries(variables) };
    }),
  };
  return `${JSON.stringify(trace)}\n`;
}

/** The tables one by one, then what each component remembers, then what is physically so. */
function variablesOf({ db, nexuses, sledAgents, propolises, guests, truth }: Rack): Readonly<Record<string, object>> {
  return { ...db, nexuses, sledAgents, propolises, guests, truth };
}

/** Parts of a rack are shared by the states that do not change them, and are encoded once. */
function encoder(): (value: unknown) => Value {
  const known = new Map<object, Value>();
  return function encode(value: unknown): Value {
    if (typeof value !== 'object' || value === null) return encodeScalar(value);
    const before = known.get(value);
    if (before !== undefined) return before;
    const encoded = Array.isArray(value) ? value.map(encode) : encodeEntries(Object.entries(value), encode);
    known.set(value, encoded);
    return encoded;
  };
}

function encodeScalar(value: unknown): Value {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return { '#bigint': String(value) };
  if (value === null || value === undefined) return NONE;
  return { '#unserializable': String(value) };
}

/** An object whose keys are names of fields is a record; one whose keys are ids, or that has none yet, is a table. */
function encodeEntries(entries: readonly [string, unknown][], encode: (value: unknown) => Value): Value {
  const isRecord = entries.length > 0 && entries.every(([key]) => /^[A-Za-z]\w*$/.test(key));
  const pairs = entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, encode(item)] as const);
  return isRecord ? Object.fromEntries(pairs) : { '#map': pairs };
}
