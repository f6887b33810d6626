// `npm run ingredients`: for each toggle that makes the recommended design, what breaks when it is turned back to the
// last revision's. The table is written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { SCENARIOS } from '../../scenarios/index.ts';
import { states } from '../../sim/cli/options.ts';
import { TOGGLES, type Toggles } from '../../sim/rack/designs/toggles.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import type { Proof } from '../../sim/search/prove/prove.ts';
import { togglesOf } from '../rack/make.ts';
import { proofOf, spaceOf } from './proof.ts';
import { tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

const { maxStates } = new Command('ingredients')
  .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(300_000))
  .parse()
  .opts<{ readonly maxStates: number }>();

const recommended = togglesOf('recommended');
const last = togglesOf('pr-6795/6');

/** One scenario a space: a proof looks at no script. Small budgets first, so that the first find is a near one. */
const spaces = [
  ...new Map(SCENARIOS.filter(isProvable).map((scenario) => [spaceOf(scenario), scenario])).values(),
].sort((one, other) => weightOf(one) - weightOf(other));

function isProvable({ name }: Scenario): boolean {
  return name.startsWith('seed/') || name.startsWith('holds/');
}

function weightOf({ operations = [], faults }: Scenario): number {
  return operations.length + 2 * (faults?.max ?? 0);
}

/** The first scenario that breaks, and how; nothing when none does within the bound. */
function breaks(toggles: Toggles): { readonly scenario: Scenario; readonly proof: Proof } | undefined {
  for (const scenario of spaces) {
    const proof = proofOf({ scenario, toggles, invariants: INVARIANTS }, maxStates);
    if (proof.outcome === 'violated') return { scenario, proof };
  }
  return undefined;
}

const rows = TOGGLES.filter(({ name }) => recommended[name] !== last[name]).map(({ name, what }) => {
  const found = breaks({ ...recommended, [name]: last[name] });
  process.stderr.write(`${name}: ${found?.scenario.name ?? 'nothing breaks'}\n`);
  const setting = `\`${name}\`: ${recommended[name]}, not ${last[name]}`;
  if (found === undefined) return [setting, what, `nothing in ${maxStates} states a scenario`];
  const { scenario, proof } = found;
  const [first] = proof.counterexamples.filter(({ isSoft }) => !isSoft);
  const steps = `${first?.isShortest ? '' : 'at most '}${first?.choices.length}`;
  return [setting, what, `${first?.invariant} in \`${scenario.name}\`, ${steps} steps`];
});

const table = [
  'What the recommended design is made of, and what breaks when one part of it is as in the last revision of the',
  'draft: the first of the scenarios above, in order of their budgets, in which exhaustive search finds a violation.',
  'One row:',
  '`npm run -s rack -- prove SCENARIO --design recommended --set TOGGLE=VALUE`.',
  '',
  tableOf(['part', 'what it is', 'without it'], rows),
].join('\n');

writeFileSync(README, withTable(readFileSync(README, 'utf8'), 'ingredients', 'ingredients', table));
process.stdout.write(`${table}\n`);
