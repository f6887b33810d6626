// `rack report`: renders a saved schedule.

import { makePaint } from '../../reports/text/paint.ts';
import { storyLines } from '../../reports/text/story.ts';
import { type ExitCode, exitCodeOf, UsageError } from './exit.ts';
import { unknownName } from './nearest.ts';
import { recordedRun, verdictOf } from './recorded.ts';
import { outcomeLines, replayDocument, replayFile } from './replay.ts';
import { replayCommand, writeWhole } from './save.ts';
import { printJson, type Terminal } from './terminal.ts';

const FORMATS = ['text'];
const FORMATS_TO_COME = ['html', 'mermaid', 'perfetto', 'shiviz', 'junit'];

export interface ReportVerbOptions {
  readonly format: string;
  readonly output?: string;
  readonly all?: true;
  readonly json?: true;
}

export async function reportVerb(terminal: Terminal, file: string, options: ReportVerbOptions): Promise<ExitCode> {
  checkFormat(options.format);
  const replayed = await replayFile(file, true);
  const { selection, run, divergence } = replayed;
  const course = divergence
    ? `replayed from ${file}, which it does not follow from step ${divergence.step} on`
    : `replayed from ${file}`;
  const recorded = recordedRun(selection, run, course, replayCommand(file));
  const paint = options.output === undefined && !options.json ? terminal.paint : makePaint(false);
  const lines = storyLines(recorded, { paint, isEverything: options.all ?? false });
  const text = `${lines.join('\n')}\n`;
  if (options.output !== undefined) writeWhole(options.output, text);
  if (divergence) for (const line of outcomeLines(replayed)) terminal.say(line);
  if (options.json) {
    const { format, output = null } = options;
    printJson(terminal, { ...replayDocument(replayed, file), format, output, ...(output === null && { text }) });
  } else if (options.output === undefined) for (const line of lines) terminal.print(line);
  else terminal.print(options.output);
  return exitCodeOf(verdictOf(run));
}

function checkFormat(format: string): void {
  if (FORMATS.includes(format)) return;
  if (FORMATS_TO_COME.includes(format)) throw new UsageError(`format "${format}" is not built yet; there is text`);
  unknownName('format', format, FORMATS);
}
