// The mutation score of each part, as a table.

import { existsSync, readFileSync } from 'node:fs';

export const PARTS: readonly string[] = [
  'database',
  'invariants',
  'steno',
  'propolis',
  'nexus',
  'sled-agent',
  'hardware',
  'designs',
];

/** Where the result of a part is kept, in the mutation-testing report schema. */
export const resultOf = (part: string): string => `reports/out/mutation/${part}.json`;

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
}

/** Markdown: a row a part, with what its mutants came to. A part that was never run has no row. */
export function table(): string {
  const rows = PARTS.filter((part) => existsSync(resultOf(part))).map((part) => {
    const report = JSON.parse(readFileSync(resultOf(part), 'utf8')) as Report;
    const statuses = Object.values(report.files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
    const count = (...wanted: string[]) => statuses.filter((status) => wanted.includes(status)).length;
    const killed = count('Killed', 'Timeout', 'RuntimeError');
    const alive = count('Survived', 'NoCoverage');
    const score = Math.floor((100 * killed) / (killed + alive));
    return `| \`sim/rack/${part}\` | ${killed + alive} | ${alive} | ${score} % |`;
  });
  return ['| part | mutants | not noticed | score |', '|---|---|---|---|', ...rows].join('\n');
}
