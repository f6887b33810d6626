// `npm run proofs:large`: the proofs of the recommended design that are too large for the table of `npm run proofs`,
// and come to their end all the same. The table is written into scenarios/README.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { INVARIANTS } from '../../sim/rack/invariants/index.ts';
import { togglesOf } from '../rack/make.ts';
import { askedRows } from './asked.ts';
import { proofOf, sameAs, scenarioOf } from './proof.ts';
import { rowsIn, tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('../../scenarios/README.md', import.meta.url));

/** One of each space, see `spaceOf`. */
const LARGE = [
  'seed/terminate-hung',
  'seed/nothing-to-terminate-creating',
  'seed/undo-stale',
  'seed/undo-unknown',
  'holds/nexus-crash-recovery',
  'holds/nexus-crash-recovery-never',
  'holds/nexus-crash',
  'holds/nexus-crash-never',
];

const { wanted, maxStates } = askedRows('proofs:large', LARGE, 5_000_000);
const toggles = togglesOf('recommended');
const HEAD = ['scenarios', 'verdict', 'states', 'depth', 'passes', 'minutes'];
/** By scenarios: their row, as it stands in the README or was made just now. */
const rows = new Map(rowsIn(readFileSync(README, 'utf8'), HEAD));

/** Proves one, and keeps its row at once: the next may take long. */
function make(name: string): void {
  const scenario = scenarioOf(name);
  const start = process.cpuUsage();
  const { outcome, states: count, depth, rounds } = proofOf({ scenario, toggles, invariants: INVARIANTS }, maxStates);
  const { user, system } = process.cpuUsage(start);
  const minutes = ((user + system) / 60e6).toFixed(1);
  const verdict = outcome === 'proved' ? '**proved**' : outcome;
  process.stderr.write(`${name}: ${outcome}, ${count} states, ${minutes} min\n`);
  const scenarios = sameAs(scenario);
  rows.set(scenarios, [scenarios, verdict, String(count), String(depth), String(rounds), minutes]);
  writeFileSync(README, withTable(readFileSync(README, 'utf8'), 'larger proofs', 'proofs:large', table()));
}

function table(): string {
  return [
    'Proofs under the recommended design that are larger: the steps to the farthest state, how often the space was',
    'gone through until nothing new was learned of the steps, and minutes of one processor. One row:',
    '`npm run -s rack -- prove seed/terminate-hung --design recommended`.',
    '',
    tableOf(
      HEAD,
      LARGE.flatMap((name) => {
        const row = rows.get(sameAs(scenarioOf(name)));
        return row === undefined ? [] : [row];
      }),
    ),
  ].join('\n');
}

for (const name of LARGE) if (wanted.includes(name)) make(name);
process.stdout.write(`${table()}\n`);
