// `rack report`: renders saved schedules.

import { BundleError } from '../../reports/bundle.ts';
import { FORMATS, type Format } from '../../reports/formats.ts';
import { recordedRun } from '../../reports/live/recorded.ts';
import type { RecordedRun } from '../../reports/recorded-run.ts';
import { makePaint, type Paint } from '../../reports/text/paint.ts';
import { worst } from '../search/verdict.ts';
import { toldCauses } from './causes.ts';
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

/** A schedule file that was run again, for a report. */
interface Source {
  readonly file: string;
  readonly replayed: ReplayedFile;
}

/** Some files in one document. */
interface Document {
  readonly sources: readonly Source[];
  /** `null` for one that is printed. */
  readonly output: string | null;
  readonly text: string;
}

export async function reportVerb(
  terminal: Terminal,
  files: readonly string[],
  options: ReportVerbOptions,
): Promise<ExitCode> {
  const format = findFormat(options.format);
  const isTogether = format.renderAll !== undefined;
  if (files.length > 1 && options.output !== undefined && !isTogether) {
    throw new UsageError(`-o names one file, and ${format.name} makes one for each of the ${files.length} schedules`);
  }
  const sources: Source[] = [];
  for (const file of files) sources.push({ file, replayed: await replayFile(file, true) });
  const documents: Document[] = [];
  for (const group of isTogether ? [sources] : sources.map((source) => [source])) {
    documents.push(await makeDocument(format, group, terminal, options));
  }
  for (const { output, text } of documents) if (output !== null) writeWhole(output, text);
  for (const { replayed } of sources) {
    if (replayed.divergence) for (const line of outcomeLines(replayed)) terminal.say(line);
  }
  if (options.json) printJson(terminal, jsonOf(format, documents));
  else for (const { output, text } of documents) terminal.print(output ?? text.trimEnd());
  return exitCodeOf(worst(sources.map(({ replayed }) => verdictOf(replayed.run))));
}

async function makeDocument(
  format: Format,
  sources: readonly Source[],
  terminal: Terminal,
  { output, json, all }: ReportVerbOptions,
): Promise<Document> {
  const [first] = sources;
  const beside = format.isForFile && first ? reportPath(first.file, format.extension) : null;
  const path = output ?? beside;
  const paint = path === null && !json ? terminal.paint : makePaint(false);
  return { sources, output: path, text: await render(format, sources.map(recorded), paint, all ?? false) };
}

/** One document for one file; several side by side. */
function jsonOf(format: Format, documents: readonly Document[]): object {
  const entries = documents.flatMap(({ sources, output, text }) =>
    sources.map(({ file, replayed }) => ({
      ...replayDocument(replayed, file),
      format: format.name,
      ...(output === null ? { output, text } : { output }),
    })),
  );
  const [only] = entries;
  if (entries.length === 1 && only !== undefined) return only;
  return { verdict: worst(entries.map(({ verdict }) => verdict)), reports: entries };
}

function recorded({ file, replayed: { selection, run, schedule, divergence } }: Source): RecordedRun {
  const course = divergence
    ? `replayed from ${file}, which it does not follow from step ${divergence.step} on`
    : `replayed from ${file}`;
  const { seed, strategy } = schedule;
  const causes = toldCauses(selection, run.labels);
  return recordedRun(selection, run, { course, command: replayCommand(file), causes, seed, strategy });
}

async function render(
  format: Format,
  runs: readonly RecordedRun[],
  paint: Paint,
  isEverything: boolean,
): Promise<string> {
  try {
    if (format.renderAll) return format.renderAll(runs);
    return await format.render(runs[0] as RecordedRun, { paint, isEverything });
  } catch (error) {
    throw error instanceof BundleError ? new UsageError(`cannot bundle the page: ${error.message}`) : error;
  }
}

function findFormat(wanted: string): Format {
  const names = FORMATS.map(({ name }) => name);
  return FORMATS.find(({ name }) => name === wanted) ?? unknownName('format', wanted, names);
}
