// Where the command prints. Results go to stdout, everything else to stderr.

import { makePaint, type Paint } from '../../reports/text/paint.ts';
import { type Workflow, workflowOf } from './ci.ts';

export interface Terminal {
  /** Prints a line of the result. */
  readonly print: (line: string) => void;
  /** Prints a line that is no part of the result. */
  readonly say: (line: string) => void;
  readonly paint: Paint;
  /** A workflow of GitHub's that the command runs in. */
  readonly workflow?: Workflow;
}

/** The terminal of this process. A reader who has gone away is no error: what is left to say goes nowhere. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const isColoured = NO_COLOR === undefined && (process.stdout.isTTY === true || FORCE_COLOR !== undefined);
  return {
    print: (line) => process.stdout.write(`${line}\n`),
    say: (line) => process.stderr.write(`${line}\n`),
    paint: makePaint(isColoured),
    workflow: workflowOf(process.env),
  };
}

/** With `--json`: the one document on stdout. */
export function printJson(terminal: Terminal, document: unknown): void {
  terminal.print(JSON.stringify(document, null, 2));
}
