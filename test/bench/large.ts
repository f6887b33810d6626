// `npm run bench:large`: a hundred million states in one table, and what they take. What it comes to is written into
// README.md beside it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { states } from '../../sim/cli/options.ts';
import { guardExplorer } from './subjects.ts';
import { withTable } from './table.ts';

const README = fileURLToPath(new URL('./README.md', import.meta.url));
/** Larger than the other benchmarks' guard: more than a hundred million states. */
const GUARD = { workers: 6, rounds: 4 };

const { maxStates } = new Command('bench:large')
  .addOption(new Option('--max-states <n>', 'stop at so many states').argParser(states).default(100_000_000))
  .parse()
  .opts<{ readonly maxStates: number }>();

const explorer = guardExplorer(GUARD, 1 << 16);
const before = process.cpuUsage();
for (;;) {
  while (explorer.pending > 0 && explorer.states < maxStates) explorer.work(100_000);
  if (explorer.states >= maxStates || explorer.waiting === 0) break;
  process.stderr.write(`depth ${explorer.depth}: ${explorer.states} states\n`);
  explorer.descend();
}
const { user, system } = process.cpuUsage(before);
const bytes = explorer.visited.table.byteLength + explorer.bytes;
const text = [
  `${explorer.states} states of *guard* N=${GUARD.workers} R=${GUARD.rounds}, to depth ${explorer.depth}: ` +
    `${Math.round(bytes / explorer.states)} bytes a state, ${(bytes / 2 ** 30).toFixed(1)} GiB in all, ` +
    `${(process.resourceUsage().maxRSS / 2 ** 20).toFixed(1)} GiB at most while the table grew;`,
  `${Math.round(explorer.states / ((user + system) / 1e6) / 1_000)} thousand states a second.`,
].join('\n');
writeFileSync(README, withTable(existsSync(README) ? readFileSync(README, 'utf8') : '', 'large', 'bench:large', text));
process.stdout.write(`${text}\n`);
