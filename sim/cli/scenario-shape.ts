// What a scenario file must export: the types of a scenario, checked at run time for those who write without them.

import { z } from 'zod';
import { KERNEL_FAULTS } from '../kernel/faults.ts';
import { TOGGLES } from '../rack/designs/toggles.ts';
import { RACK_FAULTS } from '../rack/faults.ts';
import { OPERATIONS } from '../rack/hardware/truth.ts';
import { BACKGROUND_TASKS } from '../rack/rack.ts';
import type { Scenario } from '../rack/scenario.ts';
import { nearest } from './nearest.ts';

/** Kinds of fault, with what each does. */
export const FAULTS: Readonly<Record<string, string>> = {
  ...KERNEL_FAULTS,
  ...RACK_FAULTS,
  'database-error': 'a statement fails, before or after its commit',
  timeout: 'a caller gives up although an answer could still come',
};

const nexus = z.templateLiteral(['nexus-', z.int().positive()]);
const sled = z.templateLiteral(['sled-', z.int().positive()]);
const instance = z.templateLiteral(['instance-', z.int().positive()]);
/** More of anything than a run could ever use is a mistake, and would only be slow. */
const MANY = 1_000;
const count = z.int().nonnegative().max(1_000_000);
const kind = z.enum(OPERATIONS);
const names = z.array(z.string()).max(MANY);
const printable = z
  .string()
  .regex(/^\P{C}*$/u, 'expected printable characters')
  .max(200);

const scenarioShape = z.strictObject({
  name: printable.regex(/^\S+$/, 'expected a name without spaces'),
  title: z.string(),
  story: z.string(),
  shape: z
    .strictObject({
      nexuses: z.array(nexus).nonempty().max(MANY),
      sleds: z.array(sled).nonempty().max(MANY),
      sledCpus: count,
      instances: z
        .array(
          z.strictObject({
            id: instance,
            autoRestartPolicy: z.enum(['never', 'best_effort']).nullable(),
            state: z.enum(['running', 'stopped', 'failed', 'absent']),
          }),
        )
        .max(MANY),
      disabledTasks: z.array(z.enum(BACKGROUND_TASKS)),
      runnerQueueMax: z.int().positive(),
    })
    .partial()
    .optional(),
  set: z
    .strictObject(Object.fromEntries(TOGGLES.map(({ name, values }) => [name, z.enum(values).optional()])))
    .optional(),
  operations: z
    .array(
      z.strictObject({
        name: printable.min(1),
        kind,
        instance: instance.optional(),
        nexus: nexus.optional(),
        after: z.string().optional(),
      }),
    )
    .max(MANY)
    .optional(),
  workload: z.strictObject({ kinds: z.array(kind), max: count }).optional(),
  faults: z.strictObject({ kinds: z.array(z.enum(Object.keys(FAULTS))), max: count }).optional(),
  ticks: count.optional(),
  marks: names.optional(),
  script: z.custom((value) => typeof value === 'function', 'expected a function').optional(),
  expected: z.record(z.string(), z.strictObject({ violates: names, may: names.optional() })),
});

/** Looks at a value as a scenario; `problem` is one line that says where it is none. */
export function checkScenario(value: unknown): { readonly scenario: Scenario } | { readonly problem: string } {
  const parsed = scenarioShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: issue === undefined ? 'not a scenario' : describeIssue(issue, value) };
  }
  // The value itself, not the parsed copy: a script may be a method that reads `this`.
  const scenario = value as Scenario;
  const problem = badReference(scenario);
  return problem === undefined ? { scenario } : { problem };
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  const place = issue.path.length > 0 ? issue.path.join('.') : 'the scenario';
  if (issue.code === 'invalid_value') {
    const typed = issue.path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)?.[key], value);
    if (typeof typed === 'string')
      return `${place}: no "${typed}"; the nearest is "${nearest(typed, issue.values.map(String))}"`;
  }
  return `${place}: ${issue.message.replace(/\s+/g, ' ')}`;
}

/** Names that must be those of something else in the scenario. */
function badReference({ shape = {}, operations = [] }: Scenario): string | undefined {
  const nexuses: readonly string[] = shape.nexuses ?? ['nexus-1', 'nexus-2'];
  const instances: readonly string[] = (shape.instances ?? [{ id: 'instance-1' }]).map(({ id }) => id);
  const lists: Readonly<Record<string, readonly string[]>> = { nexuses, sleds: shape.sleds ?? [], instances };
  for (const [place, ids] of Object.entries(lists)) {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) return `shape.${place}: ${twice} is there twice`;
  }
  const known = operations.map(({ name }) => name);
  for (const [index, operation] of operations.entries()) {
    const { name, after, nexus: at = 'nexus-1', instance: of = 'instance-1' } = operation;
    const place = `operations.${index}`;
    if (known.indexOf(name) !== index) return `${place}.name: "${name}" is used twice`;
    if (!nexuses.includes(at)) return `${place}.nexus: the rack has no ${at}`;
    if (!instances.includes(of)) return `${place}.instance: the rack has no ${of}`;
    if (after !== undefined && !known.slice(0, index).includes(after)) {
      return `${place}.after: no operation before it is called "${after}"`;
    }
  }
  return undefined;
}
