// The parts that are mutated, and the score of each as a table.

import { existsSync, readFileSync } from 'node:fs';

/** What upstream's own tests expect: quick, and of the whole rack. */
const UPSTREAM = 'test/conformance/conformance.test.ts';

/** The parts of sim/rack, each with the tests that judge its mutants. */
const JUDGES: Readonly<Record<string, readonly string[]>> = {
  database: ownTests('database'),
  invariants: [...ownTests('invariants'), 'test/rack/invariants.test.ts'],
  steno: ownTests('steno'),
  propolis: ownTests('propolis'),
  nexus: [...ownTests('nexus'), UPSTREAM],
  'sled-agent': [...ownTests('sled-agent'), UPSTREAM],
  // The first state of a rack is what the tests of its parts begin with.
  hardware: [
    ...ownTests('nexus'),
    ...ownTests('sled-agent'),
    ...ownTests('invariants'),
    'test/rack/invariants.test.ts',
  ],
  designs: [...ownTests('designs'), 'test/rack/designs.test.ts'],
};

export const PARTS: readonly string[] = Object.keys(JUDGES);

/** The tests, as patterns, that judge the mutants of a part. */
export function judgesOf(part: string): string[] {
  return [...(JUDGES[part] ?? [])];
}

/** Nothing of these is done before they are loaded: they are data, and their mutants cost a load each. */
export const STATIC_PARTS: readonly string[] = ['designs'];

function ownTests(part: string): string[] {
  return [`test/rack/${part}/**/*.test.ts`];
}

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
