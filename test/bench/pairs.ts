// `npm run pairs`: which toggles interact. Every two toggles are changed together, from the last revision of the draft
// and from the recommended design, and what the scenarios break is compared with what either change breaks alone. The
// table is written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TOGGLES, type ToggleName, type Toggles } from '../../sim/rack/designs/toggles.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { togglesOf } from '../rack/make.ts';
import { tableOf, withTable } from './table.ts';
import { broken, TOLD } from './told.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

interface Change {
  readonly name: ToggleName;
  readonly value: string;
}

interface Base {
  readonly title: string;
  readonly toggles: Toggles;
  readonly changes: readonly Change[];
}

const recommended = togglesOf('recommended');
const last = togglesOf('pr-6795/6');
const others = (toggles: Toggles): Change[] =>
  TOGGLES.flatMap(({ name, values }) =>
    values.filter((value) => value !== toggles[name]).map((value) => ({ name, value })),
  );

const BASES: readonly Base[] = [
  { title: 'pr-6795/6', toggles: last, changes: others(last) },
  { title: 'recommended', toggles: recommended, changes: others(recommended) },
];

/** What every scenario breaks, as `scenario invariant`. */
function breaks({ toggles }: Base, changes: readonly Change[]): ReadonlySet<string> {
  const changed = { ...toggles, ...Object.fromEntries(changes.map(({ name, value }) => [name, value])) } as Toggles;
  return new Set(
    TOLD.flatMap((scenario: Scenario) => broken(scenario, changed).map((name) => `${scenario.name} ${name}`)),
  );
}

const show = ({ name, value }: Change) => `\`${name}=${value}\``;

/** Up to two examples. */
function examples(found: readonly string[]): string {
  const named = found.slice(0, 2).map((one) => one.replace(/^(\S+) (\S+)$/, '$2 in `$1`'));
  return named.join('; ') + (found.length > 2 ? `; ${found.length - 2} more` : '');
}

function rowsOf(base: Base): readonly (readonly string[])[] {
  const none = breaks(base, []);
  const alone = base.changes.map((change) => breaks(base, [change]));
  const rows: string[][] = [];
  base.changes.forEach((one, i) => {
    process.stderr.write(`${base.title}, ${one.name}=${one.value}: ${rows.length} rows so far\n`);
    base.changes.slice(i + 1).forEach((other, k) => {
      if (other.name === one.name) return;
      const [first = none, second = none] = [alone[i], alone[i + 1 + k]];
      const both = breaks(base, [one, other]);
      const isNew = (found: string) => !none.has(found) && !first.has(found) && !second.has(found);
      const isMended = (found: string) => !both.has(found) && first.has(found) && second.has(found);
      const broke = [...both].filter(isNew);
      const mended = [...none].filter(isMended);
      if (broke.length + mended.length > 0) {
        rows.push([base.title, show(one), show(other), examples(broke) || '-', examples(mended) || '-']);
      }
    });
  });
  return rows;
}

const counts = BASES.map(({ title, changes }) => {
  const pairs = changes.flatMap((one, i) => changes.slice(i + 1).filter(({ name }) => name !== one.name));
  return `${pairs.length} from ${title}`;
});
const table = [
  `Toggles that interact. Of all pairs of changes (${counts.join(', ')}), these break something in a scenario`,
  'that neither change breaks alone, or mend together what neither mends alone:',
  '',
  tableOf(['from', 'change', 'and', 'break together', 'mend together'], BASES.flatMap(rowsOf)),
].join('\n');

writeFileSync(README, withTable(readFileSync(README, 'utf8'), 'pairs', 'pairs', table));
process.stdout.write(`${table}\n`);
