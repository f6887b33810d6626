// The formats of `rack report`: one entry each. Every one takes the same recorded run.

import { githubSummary } from './ci/github.ts';
import { junitXml } from './ci/junit.ts';
import { diagramOfRun, suiteOfRun } from './ci/run-suite.ts';
import { htmlReport } from './html/report.ts';
import { itfTrace } from './itf/itf.ts';
import { jsonLines } from './jsonl/jsonl.ts';
import { mermaidDiagram } from './mermaid/mermaid.ts';
import { perfettoTrace } from './perfetto/perfetto.ts';
import type { RecordedRun } from './recorded-run.ts';
import { shivizLog } from './shiviz/shiviz.ts';
import type { Paint } from './text/paint.ts';
import { storyLines } from './text/story.ts';

export interface FormatOptions {
  readonly paint: Paint;
  /** Tell every step, where a format would fold bookkeeping. */
  readonly isEverything: boolean;
}

export interface Format {
  /** As `--format` takes it. */
  readonly name: string;
  /** What it is for, in a line. */
  readonly what: string;
  /** Of a file in this format, with the dot. */
  readonly extension: string;
  /** Goes to a file beside the schedule unless told otherwise: nobody wants it on a terminal. */
  readonly isForFile?: boolean;
  /** The whole document; the line after its last one is not ended twice. */
  readonly render: (run: RecordedRun, options: FormatOptions) => string | Promise<string>;
  /** Several runs in one document, where the format has room for them. */
  readonly renderAll?: (runs: readonly RecordedRun[]) => string;
}

const junitOf = (runs: readonly RecordedRun[]) => junitXml('rack report', runs.map(suiteOfRun));
const githubOf = (runs: readonly RecordedRun[]) =>
  githubSummary('rack report', runs.map(suiteOfRun), runs.flatMap(diagramOfRun));

/** The first is the default. */
export const FORMATS: readonly Format[] = [
  {
    name: 'text',
    what: 'the story, to read in a terminal',
    extension: '.txt',
    render: (run, options) => `${storyLines(run, options).join('\n')}\n`,
  },
  {
    name: 'html',
    what: 'one page to step through and fork, in any browser',
    extension: '.html',
    isForFile: true,
    render: htmlReport,
  },
  {
    name: 'mermaid',
    what: 'a sequence diagram that GitHub draws in a ```mermaid block',
    extension: '.mmd',
    render: mermaidDiagram,
  },
  {
    name: 'perfetto',
    what: 'a trace for ui.perfetto.dev and chrome://tracing',
    extension: '.perfetto.json',
    isForFile: true,
    render: perfettoTrace,
  },
  {
    name: 'shiviz',
    what: 'a log with vector clocks, for ShiViz',
    extension: '.shiviz.log',
    render: shivizLog,
  },
  {
    name: 'itf',
    what: 'the states of the run as Apalache and Quint write theirs',
    extension: '.itf.json',
    isForFile: true,
    render: itfTrace,
  },
  {
    name: 'jsonl',
    what: 'a line of JSON for each step, by reports/jsonl/run.schema.json',
    extension: '.jsonl',
    render: jsonLines,
  },
  {
    name: 'junit',
    what: 'JUnit XML, of one schedule or of several',
    extension: '.junit.xml',
    render: (run) => junitOf([run]),
    renderAll: junitOf,
  },
  {
    name: 'github',
    what: "a page of Markdown for the summary of a workflow's step, of one schedule or of several",
    extension: '.md',
    render: (run) => githubOf([run]),
    renderAll: githubOf,
  },
];
