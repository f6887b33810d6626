// What a CI system is told: JUnit XML where it is asked for, and in a workflow of GitHub's a summary and annotations.

import { appendFileSync } from 'node:fs';
import { githubAnnotations, githubSummary } from '../../reports/ci/github.ts';
import { junitXml } from '../../reports/ci/junit.ts';
import type { Suite } from '../../reports/ci/suites.ts';
import { oneLine, UsageError } from './exit.ts';
import { writeWhole } from './save.ts';
import type { Terminal } from './terminal.ts';

/** What is to be told of a command. */
export interface CiReport {
  /** Of the command: `rack hunt`. */
  readonly title: string;
  readonly suites: readonly Suite[];
  /** Markdown for the end of the summary. */
  readonly more?: readonly string[];
}

/** The options of every verb that can tell a CI system. */
export interface CiOptions {
  /** Path of the JUnit XML to write. */
  readonly junit?: string;
}

/** Where a workflow of GitHub's wants to be told; nothing of it elsewhere. */
export interface Workflow {
  /** The file that becomes the summary of the step. */
  readonly summary: string | undefined;
  readonly isAnnotated: boolean;
}

/** As GitHub sets it, https://docs.github.com/actions/reference/workflows-and-actions/variables. */
export function workflowOf({ GITHUB_STEP_SUMMARY, GITHUB_ACTIONS }: NodeJS.ProcessEnv): Workflow {
  return { summary: GITHUB_STEP_SUMMARY || undefined, isAnnotated: GITHUB_ACTIONS === 'true' };
}

/** Whether anybody listens: a report need not be made for nobody. */
export function isCiListening({ workflow }: Terminal, { junit }: CiOptions): boolean {
  return junit !== undefined || workflow?.summary !== undefined || workflow?.isAnnotated === true;
}

/** Tells whoever listens. Throws {@link UsageError} when a file cannot be written. */
export function tellCi(terminal: Terminal, { junit }: CiOptions, { title, suites, more }: CiReport): void {
  const { workflow } = terminal;
  if (junit !== undefined) writeWhole(junit, junitXml(title, suites));
  if (workflow?.summary !== undefined) append(workflow.summary, githubSummary(title, suites, more));
  // Workflow commands are read from stderr, too, and stdout may be one document.
  if (workflow?.isAnnotated) for (const line of githubAnnotations(suites)) terminal.say(line);
}

/** Other steps of the job may have written to it. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${oneLine(error)}`);
  }
}
