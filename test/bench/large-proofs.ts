// `npm run proofs:large`: the proofs of the recommended design that are too large for the table of `npm run proofs`,
// and come to their end all the same. The table is written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { SCENARIOS } from '../../scenarios/index.ts';
import { states } from '../../sim/cli/options.ts';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { togglesOf } from '../rack/make.ts';
import { proofOf, spaceOf } from './proof.ts';
import { tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

/** One of each space, see `spaceOf`. */
const LARGE = [
  'seed/terminate-hung',
  'seed/terminate-in-start',
  'seed/nothing-to-terminate-creating',
  'holds/database-error',
  'holds/database-error-never',
  'holds/nexus-crash-recovery',
  'holds/nexus-crash-recovery-never',
];

const { maxStates } = new Command('proofs:large')
  .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(5_000_000))
  .parse()
  .opts<{ readonly maxStates: number }>();

const toggles = togglesOf('recommended');

const rows = SCENARIOS.filter(({ name }) => LARGE.includes(name)).map((scenario) => {
  const same = SCENARIOS.filter((other) => spaceOf(other) === spaceOf(scenario)).map(({ name }) => `\`${name}\``);
  const before = process.cpuUsage();
  const { outcome, states: count, depth, rounds } = proofOf({ scenario, toggles, invariants: INVARIANTS }, maxStates);
  const { user, system } = process.cpuUsage(before);
  const minutes = ((user + system) / 60e6).toFixed(1);
  const verdict = outcome === 'proved' ? '**proved**' : outcome;
  process.stderr.write(`${scenario.name}: ${outcome}, ${count} states, ${minutes} min\n`);
  return [same.join(', '), verdict, String(count), String(depth), String(rounds), minutes];
});

const table = [
  'Proofs under the recommended design that are larger: the steps to the farthest state, how often the space was gone',
  'through until nothing new was learned of the steps, and minutes of one processor. One row:',
  '`npm run -s rack -- prove seed/terminate-in-start --design recommended`.',
  '',
  tableOf(['scenarios', 'verdict', 'states', 'depth', 'passes', 'minutes'], rows),
].join('\n');

writeFileSync(README, withTable(readFileSync(README, 'utf8'), 'larger proofs', 'proofs:large', table));
process.stdout.write(`${table}\n`);
