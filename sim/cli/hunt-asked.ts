// What a hunt is asked for: by the options of the command, or by the file of a hunt that was stopped.

import { SCENARIOS } from '../../scenarios/index.ts';
import type { CiOptions } from './ci.ts';
import { UsageError } from './exit.ts';
import { type HuntAsked, HuntKeeper, readHunt } from './hunt-file.ts';
import { quote } from './save.ts';

export interface HuntVerbOptions extends CiOptions {
  readonly design: string;
  readonly set: readonly string[];
  readonly strategy: string;
  readonly depth: number;
  readonly seed: number;
  readonly runs?: number;
  readonly for?: number;
  readonly jobs: number;
  readonly keepGoing?: true;
  /** Names of the invariants to look for; all when empty. */
  readonly invariant: readonly string[];
  /** The file of a hunt to go on with. */
  readonly resume?: string;
  /** Which of these were given, and not left to their defaults. */
  readonly given: readonly string[];
  readonly json?: true;
}

/** Options that can be given together with `--resume`: who works, who is told, and how far to go. */
const RESUMABLE = ['resume', 'jobs', 'json', 'junit', 'runs', 'for'];

/** Throws {@link UsageError} for a file that is none, and for options that it does not take. */
export function beginHunt(
  scenarios: readonly string[],
  options: HuntVerbOptions,
): { readonly asked: HuntAsked; readonly keeper: HuntKeeper } {
  const { resume, given, runs, for: forMs } = options;
  const limits = { ...(runs !== undefined && { runs }), ...(forMs !== undefined && { for: forMs }) };
  if (resume !== undefined) {
    const other = given.find((name) => !RESUMABLE.includes(name)) ?? (scenarios.length > 0 ? 'a scenario' : undefined);
    if (other !== undefined)
      throw new UsageError(`--resume goes on with what ${resume} says; it does not take ${other}`);
    const { asked, hunts } = readHunt(resume);
    return { asked: { ...asked, ...limits }, keeper: new HuntKeeper({ ...asked, ...limits }, { path: resume, hunts }) };
  }
  const { design, set, strategy, depth, seed, keepGoing, invariant } = options;
  const asked: HuntAsked = {
    scenarios: scenarios.length > 0 ? [...scenarios] : SCENARIOS.map(({ name }) => name),
    design,
    set: [...set],
    strategy,
    depth,
    seed,
    ...limits,
    ...(keepGoing && { keepGoing }),
    invariant: [...invariant],
  };
  return { asked, keeper: new HuntKeeper(asked) };
}

/** The command that hunts for the same from the beginning. */
export function commandOf({ scenarios, design, set, strategy, seed, runs, invariant, keepGoing }: HuntAsked): string {
  const words = [
    ...(scenarios.length === SCENARIOS.length ? [] : scenarios),
    ...['--design', design, '--strategy', strategy, '--seed', String(seed)],
    ...(runs === undefined ? [] : ['--runs', String(runs)]),
    ...set.flatMap((one) => ['--set', one]),
    ...invariant.flatMap((name) => ['--invariant', name]),
    ...(keepGoing ? ['--keep-going'] : []),
  ];
  return ['npm run -s rack -- hunt', ...words.map(quote)].join(' ');
}
