// A schedule: the choices of one run, by label, with all that is needed to make the run again. It is the artifact that
// replay, shrinking, reports and regression tests share. Reading and writing the file is the command's business.

import * as z from 'zod';
import { CHOICES_MAX } from './run.ts';

/** Names this kind of file and its version. */
export const SCHEDULE_FORMAT = 'rack-schedule/1';

/** Counted up when a change to the kernel or the rack makes recorded schedules take other steps. */
export const MODEL_VERSION = 10;

/** Text that can be printed as it is: labels, names, messages. */
const printable = z
  .string()
  .max(2_000)
  .regex(/^\P{C}*$/u, 'expected printable characters');
const name = printable.min(1);

const scheduleShape = z.strictObject({
  format: z.literal(SCHEDULE_FORMAT),
  modelVersion: z.int().positive(),
  /** A bundled scenario's name, or the path of a scenario file. */
  scenario: name,
  design: name,
  /** Toggles changed on top of the design. */
  set: z.record(printable, printable),
  /** The seed of the run that it comes from; `null` when nothing was random. */
  seed: z.int().nonnegative().nullable(),
  strategy: name,
  /** The labels of the events taken before the drain, in order. The drain is the same every time. */
  choices: z.array(name).max(CHOICES_MAX),
  violation: z.strictObject({ invariant: name, message: printable, step: z.int().nonnegative() }).optional(),
  /** Hash of all steps, drain included. */
  digest: z.string().regex(/^[0-9a-f]{16}$/, 'expected 16 hexadecimal digits'),
});

export type Schedule = z.infer<typeof scheduleShape>;

/** A text that is not a schedule. The message is one line and names the place. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}

/** Reads a schedule's text. Throws {@link ScheduleError}, and nothing else. */
export function parseSchedule(text: string): Schedule {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ScheduleError(`not JSON: ${oneLine((error as Error).message)}`);
  }
  const version = versionOf(json);
  if (version !== undefined && version !== SCHEDULE_FORMAT) {
    throw new ScheduleError(`a schedule of another version: ${version}; this version reads ${SCHEDULE_FORMAT}`);
  }
  const parsed = scheduleShape.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'the top level' : issue.path.join('.');
  throw new ScheduleError(`not a schedule of this tool: ${place}: ${oneLine(issue?.message ?? '')}`);
}

/** What a file says it is, if that is a schedule of any version. */
function versionOf(json: unknown): string | undefined {
  const format = (json as { readonly format?: unknown } | null)?.format;
  return typeof format === 'string' && /^rack-schedule\/\d{1,9}$/.test(format) ? format : undefined;
}

/** The text of a schedule; one choice a line, so that two schedules can be compared by eye. */
export function formatSchedule(schedule: Schedule): string {
  return `${JSON.stringify(schedule, null, 2)}\n`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
