// `npm run bench:races`: how soon each strategy finds each planted race. The table is written into README.md beside it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { duration, runs } from '../../sim/cli/options.ts';
import { STRATEGY_NAMES } from '../../sim/search/portfolio.ts';
import { PLANTED, type PlantedRace } from './planted.ts';
import { cellOf, type Hunted, huntRace, type Limits, quartiles, shrunkLength } from './scoreboard.ts';
import { tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('./README.md', import.meta.url));
/** Schedules that are shrunk for each race. */
const SHRUNK = 5;

const options = new Command('bench:races')
  .addOption(new Option('--seeds <n>', 'hunts for each race and strategy').argParser(runs).default(20))
  .addOption(new Option('--runs <n>', 'schedules after which a hunt gives up').argParser(runs).default(500))
  .addOption(new Option('--for <time>', 'processor time for a race and a strategy').argParser(duration).default(60_000))
  .parse()
  .opts<{ readonly seeds: number; readonly runs: number; readonly for: number }>();
const limits: Limits = { seeds: options.seeds, runs: options.runs, forMs: options.for };

const rows = PLANTED.map((race) => {
  const columns = STRATEGY_NAMES.map((strategy) => {
    const hunts = huntRace(race, strategy, limits);
    const cell = cellOf(hunts, limits);
    process.stderr.write(`${race.id}: ${strategy}: ${cell}\n`);
    return { hunts, cell };
  });
  const shrunk = shrunkCell(
    race,
    columns.flatMap(({ hunts }) => hunts),
  );
  process.stderr.write(`${race.id}: shrunk: ${shrunk}\n`);
  const { id, what, toggle, planted } = race;
  return [`${id}: ${what} (\`${toggle}=${planted}\`)`, ...columns.map(({ cell }) => cell), shrunk];
});

function shrunkCell(race: PlantedRace, hunts: readonly Hunted[]): string {
  const found = hunts.filter(({ schedules }) => schedules !== undefined).slice(0, SHRUNK);
  const results = found.map(({ choices }) => ({ before: choices.length, ...shrunkLength(race, choices) }));
  if (results.length === 0) return 'nothing to shrink';
  const [, before] = quartiles(results.map((result) => result.before));
  const [, steps] = quartiles(results.map((result) => result.steps));
  const [, ms = 0] = quartiles(results.map((result) => result.ms));
  return `${before} to ${steps} steps, ${(ms / 1_000).toFixed(2)} s`;
}

const head = ['race', ...STRATEGY_NAMES, 'shrunk'];
const [processor] = cpus();
const table = [
  `Schedules of \`workloads/one-instance\` until the race shows: the median of ${limits.seeds} hunts from different ` +
    'seeds',
  `(and its quartiles), and the median time of a processor. A hunt gives up after ${limits.runs} schedules, and no ` +
    'hunt',
  `is begun once those of its race and strategy have taken ${limits.forMs / 1_000} s. A schedule counts when it ` +
    'violates the',
  'invariant, and violates it no more with the one toggle repaired. Shrunk: the median of five finds, before and ' +
    'after.',
  `Node ${process.version}, ${processor?.model.trim() ?? 'an unknown processor'}.`,
  '',
  tableOf(head, rows),
].join('\n');

const before = existsSync(README) ? readFileSync(README, 'utf8') : '# Benchmarks\n';
writeFileSync(README, withTable(before, 'races', 'bench:races', table));
process.stdout.write(`${table}\n`);
