// `rack report`: renders a saved schedule.

import { BundleError } from '../../reports/bundle.ts';
import { FORMATS, type Format } from '../../reports/formats.ts';
import { recordedRun } from '../../reports/live/recorded.ts';
import type { RecordedRun } from '../../reports/recorded-run.ts';
import { makePaint, type Paint } from '../../reports/text/paint.ts';
import { type ExitCode, exitCodeOf, UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';
import { verdictOf } from './recorded.ts';
import { outcomeLines, type ReplayedFile, replayDocument, replayFile } from './replay.ts';
import { replayCommand, reportPath, writeWhole } from './save.ts';
import { printJson, type Terminal } from './terminal.ts';

export interface ReportVerbOptions {
  readonly format: string;
  readonly output?: string;
  readonly all?: true;
  readonly json?: true;
}

export async function reportVerb(terminal: Terminal, file: string, options: ReportVerbOptions): Promise<ExitCode> {
  const format = findFormat(options.format);
  const replayed = await replayFile(file, true);
  const output = options.output ?? (format.isForFile ? reportPath(file, format.extension) : undefined);
  const paint = output === undefined && !options.json ? terminal.paint : makePaint(false);
  const text = await render(format, recorded(replayed, file), paint, options.all ?? false);
  if (output !== undefined) writeWhole(output, text);
  if (replayed.divergence) for (const line of outcomeLines(replayed)) terminal.say(line);
  if (options.json) {
    const where = output === undefined ? { output: null, text } : { output };
    printJson(terminal, { ...replayDocument(replayed, file), format: format.name, ...where });
  } else terminal.print(output ?? text.trimEnd());
  return exitCodeOf(verdictOf(replayed.run));
}

function recorded({ selection, run, schedule, divergence }: ReplayedFile, file: string): RecordedRun {
  const course = divergence
    ? `replayed from ${file}, which it does not follow from step ${divergence.step} on`
    : `replayed from ${file}`;
  const { seed, strategy } = schedule;
  return recordedRun(selection, run, { course, command: replayCommand(file), seed, strategy });
}

async function render(format: Format, run: RecordedRun, paint: Paint, isEverything: boolean): Promise<string> {
  try {
    return await format.render(run, { paint, isEverything });
  } catch (error) {
    throw error instanceof BundleError ? new UsageError(`cannot bundle the page: ${error.message}`) : error;
  }
}

function findFormat(wanted: string): Format {
  const names = FORMATS.map(({ name }) => name);
  return FORMATS.find(({ name }) => name === wanted) ?? unknownName('format', wanted, names);
}
