// `npm run ingredients`: for each toggle that makes the recommended design, what breaks when it is turned back to the
// last revision's. The table is written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { states } from '../../sim/cli/options.ts';
import { TOGGLES, type ToggleInfo, type Toggles } from '../../sim/rack/designs/toggles.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { togglesOf } from '../rack/make.ts';
import { proofOf } from './proof.ts';
import { tableOf, withTable } from './table.ts';
import { TOLD, unexpected } from './told.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

const { maxStates } = new Command('ingredients')
  .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(300_000))
  .parse()
  .opts<{ readonly maxStates: number }>();

/** Scenarios that a row names. */
const SHOWN_MAX = 3;

const recommended = togglesOf('recommended');
const last = togglesOf('pr-6795/6');

/** The steps of a shortest schedule that breaks the invariant within the scenario's budgets, if it is near enough. */
function nearest(scenario: Scenario, toggles: Toggles, name: string): string {
  const invariants = INVARIANTS.filter((invariant) => invariant.name === name);
  const [first] = proofOf({ scenario, toggles, invariants }, maxStates).counterexamples;
  if (first === undefined) return '';
  return ` (${first.isShortest ? '' : 'at most '}${first.choices.length} steps)`;
}

function rowOf({ name, what }: ToggleInfo): readonly string[] {
  const toggles = { ...recommended, [name]: last[name] };
  const found = TOLD.map((scenario) => ({ scenario, names: unexpected(scenario, toggles) }))
    .filter(({ names }) => names.length > 0)
    .slice(0, SHOWN_MAX)
    .map(({ scenario, names }) => `${names[0]}${nearest(scenario, toggles, names[0] ?? '')} in \`${scenario.name}\``);
  process.stderr.write(`${name}: ${found.join('; ') || 'nothing breaks'}\n`);
  return [`\`${name}=${recommended[name]}\`, not ${last[name]}`, what, found.join('; ') || 'nothing'];
}

const rows = TOGGLES.filter(({ name }) => recommended[name] !== last[name]).map(rowOf);

const table = [
  'What the recommended design is made of, and what breaks when one part of it is as in the last revision of the',
  'draft: the invariant that a scenario breaks first (up to three scenarios), and the steps of a shortest schedule',
  `within its budgets where exhaustive search finds one in ${maxStates} states. One cell:`,
  '`npm run -s rack -- prove seed/terminate-then-restart --design recommended --set intent.recorded=never`.',
  '',
  tableOf(['part', 'what it decides', 'without it'], rows),
].join('\n');

writeFileSync(README, withTable(readFileSync(README, 'utf8'), 'ingredients', 'ingredients', table));
process.stdout.write(`${table}\n`);
