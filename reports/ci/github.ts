// What GitHub shows of a command that ran in a workflow: the summary of the step, and annotations.
//
// Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands (job summaries take up to
// 1 MiB a step, a step up to 10 annotations of a kind).

import { fenced, oneLine, plain, table } from './markdown.ts';
import { type Case, countOf, type Suite } from './suites.ts';

const DETAILS_MAX = 25;
const LINES_MAX = 80;
const ANNOTATIONS_MAX = 10;

const WORDS: Readonly<Record<Case['status'], string>> = {
  passed: ':white_check_mark: passed',
  failed: ':x: failed',
  error: ':warning: inconclusive',
  skipped: ':fast_forward: skipped',
};

/** A page of Markdown. `more` is put at its end: Markdown already. */
export function githubSummary(title: string, suites: readonly Suite[], more: readonly string[] = []): string {
  const wrong = wrongOf(suites);
  const left = wrong.length - DETAILS_MAX;
  const lines = [
    `## ${plain(title)}`,
    '',
    answer(suites),
    '',
    ...table(
      ['', 'passed', 'failed', 'inconclusive', 'skipped'],
      suites.map((suite) => [
        plain(suite.name),
        ...(['passed', 'failed', 'error', 'skipped'] as const).map((status) => String(countOf([suite], status))),
      ]),
    ),
    '',
    ...wrong.slice(0, DETAILS_MAX).flatMap(({ suite, one }) => detailsOf(suite, one)),
    ...(left > 0 ? [`and ${left} more`, ''] : []),
    ...more,
  ];
  return `${lines.join('\n').trimEnd()}\n\n`;
}

function answer(suites: readonly Suite[]): string {
  const [failed, errors] = [countOf(suites, 'failed'), countOf(suites, 'error')];
  const all = suites.reduce((sum, { cases }) => sum + cases.length, 0);
  if (failed + errors === 0) return `${WORDS.passed}: none of ${all} failed`;
  return failed > 0 ? `${WORDS.failed}: ${failed} of ${all}` : `${WORDS.error}: ${errors} of ${all}`;
}

function detailsOf(suite: Suite, { name, status, message, details = [] }: Case): string[] {
  const shown = details.slice(0, LINES_MAX);
  const more = details.length > LINES_MAX ? [`(${details.length - LINES_MAX} more lines)`] : [];
  return [
    `### ${WORDS[status]}: ${plain(name)}`,
    '',
    `${plain(suite.name)}: ${plain(message)}`,
    '',
    ...(shown.length > 0 ? [...fenced([...shown, ...more]), ''] : []),
  ];
}

/** A workflow command for each case that is wrong. GitHub shows no more than ten a step. */
export function githubAnnotations(suites: readonly Suite[]): string[] {
  return wrongOf(suites)
    .slice(0, ANNOTATIONS_MAX)
    .map(({ suite, one }) => {
      const command = one.status === 'error' ? 'warning' : 'error';
      const properties = {
        ...(suite.file === undefined ? {} : { file: suite.file }),
        title: oneLine(`${suite.name}: ${one.name}`),
      };
      const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
      return `::${command} ${pairs.join(',')}::${escapeData([one.message, ...(one.details ?? [])].join('\n'))}`;
    });
}

function wrongOf(suites: readonly Suite[]): { readonly suite: Suite; readonly one: Case }[] {
  return suites.flatMap((suite) =>
    suite.cases.filter(({ status }) => status === 'failed' || status === 'error').map((one) => ({ suite, one })),
  );
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
