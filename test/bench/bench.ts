// `npm run bench`: how fast it is, as ratios against peers in the same run, medians of several repetitions. The table
// is written into README.md beside it.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { runs } from '../../sim/cli/options.ts';
import { quartiles } from './scoreboard.ts';
import * as subjects from './subjects.ts';
import { tableOf, withTable } from './table.ts';

const README = fileURLToPath(new URL('./README.md', import.meta.url));

const { repetitions } = new Command('bench')
  .addOption(new Option('--repetitions <n>', 'of each measurement').argParser(runs).default(3))
  .parse()
  .opts<{ readonly repetitions: number }>();

const round = (value: number | undefined) => (value === undefined ? 'missing' : String(Number(value.toPrecision(3))));

type Rates = Record<string, (number | undefined)[]>;

/** Measures everything in turn, round after round, so that a change of the machine's pace meets all alike. */
async function measure(): Promise<Rates> {
  const rates: Rates = {};
  const note = (name: string, sample: subjects.Sample | undefined) => {
    const rate = sample && sample.work / sample.seconds;
    rates[name] = [...(rates[name] ?? []), rate];
    process.stderr.write(`${name}: ${round(rate)}\n`);
  };
  for (let round = 0; round < repetitions; round++) {
    const spin = subjects.spinGuard();
    note('spin', spin);
    note('spin verdict', spin && { ...spin, work: 1 });
    note('guard', subjects.exploreGuard());
    note('guard verdict', subjects.symmetricGuard());
    note('fast-check', await subjects.fastCheckToy(2_000));
    note('machine toy', subjects.machineToy(100_000));
    note('simulation toy', subjects.simulationToy(20_000));
    note('hunt', subjects.huntTwice(60_000));
    note('simulation', subjects.simulateTwice(200));
    note('prove', subjects.proveTwice(100_000));
    note('virtual time', subjects.virtualTime(5));
  }
  return rates;
}

const rates = await measure();
const median = (name: string): number | undefined => quartiles(rates[name] ?? [])[1];

function row(what: string, ours: string, against: string, peer: string | undefined, least: number, aim: number) {
  const value = median(ours);
  const other = peer === undefined ? 1 : median(peer);
  const ratio = value === undefined || other === undefined ? undefined : value / other;
  const verdict =
    ratio === undefined ? 'not compared' : ratio >= aim ? 'aim' : ratio >= least ? 'least' : 'falls short';
  return [what, round(value), against, peer ? round(other) : '1', `${round(ratio)}x`, `${least}x`, `${aim}x`, verdict];
}

const [processor] = cpus();
const table = [
  `Work a second of a processor, medians of ${repetitions} repetitions in one run. Node ${process.version}, ` +
    `${processor?.model.trim() ?? 'an unknown processor'}.`,
  '',
  tableOf(
    ['what', 'a second', 'against', 'a second', 'ratio', 'at least', 'aim', 'reached'],
    [
      row('states of *guard* N=5 R=3, no reduction', 'guard', 'SPIN, the same in Promela', 'spin', 0.5, 1),
      row('verdicts on the same, with symmetry', 'guard verdict', 'SPIN, the whole space', 'spin verdict', 10, 25),
      row('schedules of four workers, on the machine', 'machine toy', "fast-check's scheduler", 'fast-check', 20, 35),
      row('the same, on the simulation', 'simulation toy', "fast-check's scheduler", 'fast-check', 20, 35),
      row('schedules of `seed/terminate-twice`, 60000 hunted', 'hunt', "fast-check's, of the toy", 'fast-check', 1, 4),
      row('the same, on simulations', 'simulation', "fast-check's, of the toy", 'fast-check', 1, 4),
      row('states of `seed/terminate-twice`, proved', 'prove', 'states of *guard*', 'guard', 0.1, 0.3),
      row('virtual time of `workloads/two-instances`, s', 'virtual time', 'real time', undefined, 1_000, 10_000),
    ],
  ),
  '',
  `Microseconds a step in each quarter of a long run: ${subjects.stepTimes().map(round).join(', ')}; ` +
    `of a hunt of 20000 schedules: ${subjects.huntTimes(20_000).map(round).join(', ')}.`,
].join('\n');

if (rates.spin?.includes(undefined)) {
  process.stderr.write(
    "SPIN is missing: Debian's packages `spin` and `gcc` bring it; the rest was measured without.\n",
  );
}
const before = existsSync(README) ? readFileSync(README, 'utf8') : '# Benchmarks\n';
writeFileSync(README, withTable(before, 'speed', 'bench', table));
process.stdout.write(`${table}\n`);
