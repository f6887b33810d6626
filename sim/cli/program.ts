// The command line: verbs and their options.

import { Command, Option } from 'commander';
import { FORMATS } from '../../reports/formats.ts';
import { DEPTH, STRATEGY_NAMES } from '../search/portfolio.ts';
import { type CompareVerbOptions, compareVerb } from './compare.ts';
import type { ExitCode } from './exit.ts';
import { huntVerb } from './hunt.ts';
import type { HuntVerbOptions } from './hunt-asked.ts';
import { listVerb } from './list.ts';
import {
  delays,
  depth,
  designs,
  distance,
  duration,
  faults,
  jobs,
  jobsByDefault,
  runs,
  seed,
  several,
  states,
} from './options.ts';
import { type ProveVerbOptions, proveVerb } from './prove.ts';
import { type RecheckVerbOptions, recheckVerb } from './recheck.ts';
import { replayVerb } from './replay.ts';
import { type ReportVerbOptions, reportVerb } from './report.ts';
import { type RunVerbOptions, runVerb } from './run.ts';
import { writable } from './save.ts';
import type { Terminal } from './terminal.ts';

/** The last revision of the draft: the design that its reviewers argued about. */
const DEFAULT_DESIGN = 'pr-6795/6';

/** Some minutes, and two gigabytes. */
const STATES_MAX = 20_000_000;

const design = () => new Option('--design <name>', 'the design to run').default(DEFAULT_DESIGN);
const set = () =>
  new Option('--set <toggle=value>', 'change a toggle of the design').argParser(several).default([], 'none');
const pctDepth = () =>
  new Option('--depth <n>', 'of pct: how many ordering constraints to look for').argParser(depth).default(DEPTH);
const json = () => new Option('--json', 'print one JSON document and nothing else');
const junit = () => new Option('--junit <path>', 'write JUnit XML, too').argParser(writable);
const all = () => new Option('--all', 'tell every step, bookkeeping too');
const workers = () => new Option('--jobs <n>', 'worker threads').argParser(jobs).default(jobsByDefault());

const formatNames = () => FORMATS.map(({ name }) => name).join(', ');

/** Builds the program; `done` is told how a verb ended. */
export function makeProgram(terminal: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command('rack')
    .description(
      "Simulates Omicron's instance lifecycle: every interleaving can be written down, searched for, replayed.",
    )
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\nexit codes: 0 holds, 1 violated, 2 bad usage or input, 3 inconclusive');

  program
    .command('list [sort]')
    .description('what there is: scenarios, designs, toggles, invariants, strategies, faults')
    .addOption(json())
    .action((sort: string | undefined, options: { json?: true }) => done(listVerb(terminal, sort, options)));

  program
    .command('run <scenario>')
    .description('one run; prints the story')
    .addOption(design())
    .addOption(set())
    .addOption(new Option('--seed <n>', 'run at random from this seed, instead of the script').argParser(seed))
    .addOption(new Option('--strategy <name>', 'with a seed: walk, pct or swarm').default('walk'))
    .addOption(pctDepth())
    .addOption(all())
    .addOption(junit())
    .addOption(json())
    .action(async (scenario: string, options: RunVerbOptions) => done(await runVerb(terminal, scenario, options)));

  program
    .command('hunt [scenarios...]')
    .description('random search; shrinks and saves what it finds')
    .addOption(design())
    .addOption(set())
    .addOption(new Option('--strategy <name>', `how choices are made: ${STRATEGY_NAMES.join(', ')}`).default('auto'))
    .addOption(pctDepth())
    .addOption(new Option('--seed <n>', 'the first seed').argParser(seed).default(1))
    .addOption(new Option('--runs <n>', 'stop after so many runs a scenario (default: 1000)').argParser(runs))
    .addOption(new Option('--for <time>', 'stop after so long, e.g. 60s').argParser(duration))
    .addOption(workers())
    .addOption(
      new Option('--invariant <name>', 'look for violations of this invariant only (again for more)')
        .argParser(several)
        .default([], 'all'),
    )
    .addOption(new Option('--resume <file>', 'go on with a hunt that was stopped; --runs and --for say how far in all'))
    .addOption(new Option('--keep-going', 'look for one violation of each invariant, not for the first of all'))
    .addOption(junit())
    .addOption(json())
    .action(async (names: string[], options: Omit<HuntVerbOptions, 'given'>, command: Command) => {
      const given = Object.keys(options).filter((name) => command.getOptionValueSource(name) === 'cli');
      done(await huntVerb(terminal, names, { ...options, given }));
    });

  program
    .command('prove [scenarios...]')
    .description('exhaustive search within the budgets of a scenario, or after a saved schedule; saves what it finds')
    .addOption(design())
    .addOption(set())
    .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(STATES_MAX))
    .addOption(new Option('--for <time>', 'give up after so long, e.g. 60s').argParser(duration))
    .addOption(
      new Option('--jobs <n>', 'worker threads: for several scenarios at a time, or all for one')
        .argParser(jobs)
        .default(jobsByDefault()),
    )
    .addOption(
      new Option('--invariant <name>', 'prove this invariant only (again for more)')
        .argParser(several)
        .default([], 'all'),
    )
    .addOption(new Option('--keep-going', 'look for one violation of each invariant, not for the first of all'))
    .addOption(new Option('--no-reduction', 'look at every order, even where it makes no difference'))
    .addOption(
      new Option(
        '--after <choice>',
        'look only at what may come after a choice of the run: its number, or words of it',
      ),
    )
    .addOption(
      new Option('--without <request>', 'leave a request of the scenario out (again for more)')
        .argParser(several)
        .default([], 'none'),
    )
    .addOption(
      new Option('--faults <n>', 'how many faults may strike (default: as the scenario says)').argParser(faults),
    )
    .addOption(
      new Option('--delays <n>', 'look only at schedules that depart from one order no more than n times')
        .argParser(delays)
        .conflicts('reduction'),
    )
    .addOption(junit())
    .addOption(json())
    .action(async (names: string[], options: Omit<ProveVerbOptions, 'isDesignGiven'>, command: Command) => {
      const isDesignGiven = command.getOptionValueSource('design') === 'cli';
      done(await proveVerb(terminal, names, { ...options, isDesignGiven }));
    });

  program
    .command('replay <file>')
    .description('runs a saved schedule; says whether it reproduces, and where it diverges')
    .addOption(json())
    .action(async (file: string, options: { json?: true }) => done(await replayVerb(terminal, file, options)));

  program
    .command('compare [scenarios...]')
    .description('the matrix designs x invariants')
    .addOption(new Option('--designs <a,b,c>', 'the designs to compare (default: the main ones)').argParser(designs))
    .addOption(new Option('--main', 'all scenarios under the main designs; also writes the matrix to files'))
    .addOption(
      new Option(
        '--prove <states>',
        'search exhaustively, too, up to so many states each: cells can be proved',
      ).argParser(states),
    )
    .addOption(set())
    .addOption(workers())
    .addOption(junit())
    .addOption(json())
    .action(async (names: string[], options: CompareVerbOptions) => done(await compareVerb(terminal, names, options)));

  program
    .command('recheck <file>')
    .description('a saved failure and all its neighbours under another design: does it still happen?')
    .addOption(new Option('--design <name>', 'the design to check').makeOptionMandatory())
    .addOption(set())
    .addOption(new Option('--distance <k>', 'how many choices a neighbour may change').argParser(distance).default(1))
    .addOption(
      new Option('--invariant <name>', 'what must hold (again for more)')
        .argParser(several)
        .default([], 'what the schedule shows'),
    )
    .addOption(new Option('--for <time>', 'stop after so long, e.g. 60s').argParser(duration))
    .addOption(workers())
    .addOption(json())
    .action(async (file: string, options: RecheckVerbOptions) => done(await recheckVerb(terminal, file, options)));

  program
    .command('report <files...>')
    .description('renders saved schedules')
    .addOption(new Option('--format <name>', `what to render it as: ${formatNames()}`).default(FORMATS[0]?.name))
    .addOption(new Option('-o, --output <path>', 'write to a file').argParser(writable))
    .addOption(all())
    .addOption(json())
    .action(async (files: string[], options: ReportVerbOptions) => done(await reportVerb(terminal, files, options)));

  return program;
}
