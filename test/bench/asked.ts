// What a command that makes a table is asked for: which of its rows, and how far to look.

import { Argument, Command, Option } from 'commander';
import { states } from '../../sim/cli/options.ts';

interface Asked {
  /** Scenarios whose rows are to be made; all when none is named. */
  readonly wanted: readonly string[];
  readonly maxStates: number;
}

/** Reads the command line of `npm run <name>`, whose tables have rows for these scenarios. */
export function askedRows(name: string, scenarios: readonly string[], statesMax: number): Asked {
  const rows = new Argument('[scenarios...]', 'make the rows of these only, and leave the others as they are');
  const command = new Command(name)
    .addArgument(rows.choices(scenarios).default(scenarios, 'all'))
    .addOption(new Option('--max-states <n>', 'give up at so many states').argParser(states).default(statesMax))
    .parse();
  const [wanted] = command.processedArgs as [readonly string[]];
  return { wanted, ...command.opts<{ readonly maxStates: number }>() };
}
