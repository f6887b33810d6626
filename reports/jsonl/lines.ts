// The lines of a run in JSON Lines. `run.schema.json` beside this file is the same as JSON Schema, for readers in any
// language; a test keeps the two the same.

import { z } from 'zod';

/** Names this kind of file and its version. */
export const JSONL_FORMAT = 'rack-run/1';

const stepNumber = z.int().nonnegative();

const patch = z.strictObject({
  op: z.enum(['add', 'remove', 'replace']),
  path: z.array(z.union([z.string(), z.int()])),
  value: z.unknown().optional(),
});

const runLine = z
  .strictObject({
    kind: z.literal('run'),
    format: z.literal(JSONL_FORMAT),
    scenario: z.string().describe('Name of the scenario.'),
    title: z.string(),
    story: z.string(),
    design: z.string().describe('Name of the design.'),
    toggles: z.record(z.string(), z.unknown()).describe('All toggles as they were set.'),
    course: z.string().describe('How the choices were made, in words.'),
    strategy: z.string().describe('How the choices were made, in a word.'),
    seed: z.int().nonnegative().nullable().describe('Null when nothing was random.'),
    command: z.string().describe('The command that reproduces the run.'),
    initial: z.record(z.string(), z.unknown()).describe('The whole state before the first step.'),
  })
  .describe('The first line: what was run.');

const stepLine = z
  .strictObject({
    kind: z.literal('step'),
    step: z.int().positive().describe('1 for the first.'),
    label: z.string().describe('What was chosen, as a schedule has it.'),
    event: z.enum(['step', 'park', 'choice', 'request', 'reply', 'timer', 'external', 'fault']),
    process: z.string().describe('Where it happened; empty for the network.'),
    lane: z.string().describe('The task that acted, or the process. Steps of a lane happen one after the other.'),
    causes: z.array(stepNumber).describe('The steps that it directly follows, beside the one before it on its lane.'),
    timeMs: z.number().nonnegative().describe('Virtual time after the step.'),
    isDrain: z.boolean().describe('After the last choice, while everything comes to rest.'),
    who: z.string(),
    what: z.string(),
    details: z.array(z.string()).describe('What came of it, in words.'),
    changes: z.array(z.strictObject({ sort: z.enum(['row', 'truth', 'answer']), text: z.string() })),
    patches: z.array(patch).describe('Applied in order, they turn the state before the step into the one after it.'),
  })
  .describe('A step.');

const violationLine = z
  .strictObject({
    kind: z.literal('violation'),
    step: stepNumber.describe('The step after which it was seen.'),
    invariant: z.string(),
    isSoft: z.boolean(),
    isAtRest: z.boolean().describe('Seen only once the run had come to rest.'),
    subject: z.string(),
    message: z.string(),
  })
  .describe('An invariant that did not hold. It follows the step after which that was seen.');

const endLine = z
  .strictObject({
    kind: z.literal('end'),
    verdict: z.string(),
    expected: z.string().describe('What the scenario expects of the design, in words.'),
    surprises: z.array(z.string()).describe('What came otherwise.'),
    steps: stepNumber,
    choices: stepNumber.describe('Steps before the drain.'),
    marks: z.record(z.string(), z.int().positive()).describe('How often each mark was reached.'),
    digest: z.string().describe('Hash of all steps.'),
  })
  .describe('The last line: what came of it. A file without it was cut off.');

const line = z.discriminatedUnion('kind', [runLine, stepLine, violationLine, endLine]);

export type Line = z.infer<typeof line>;

/** The JSON Schema of a line. */
export function lineSchema(): object {
  return {
    $id: 'rack-run-1.schema.json',
    title: 'A line of a recorded run',
    description: 'A run is one line of kind `run`, then steps and violations in order, then one line of kind `end`.',
    ...z.toJSONSchema(line, { target: 'draft-2020-12' }),
  };
}
