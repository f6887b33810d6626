// Small models on the machine, explored to their end.

import { Machine } from '../../../sim/kernel/machine/machine.ts';
import type { Model } from '../../../sim/kernel/model.ts';
import type { World } from '../../../sim/kernel/world.ts';
import { Delays } from '../../../sim/search/prove/delays.ts';
import { Explorer } from '../../../sim/search/prove/explorer.ts';
import type { Onlookers } from '../../../sim/search/prove/gazes.ts';
import { Reduction } from '../../../sim/search/prove/reduction.ts';
import type { Space } from '../../../sim/search/prove/space.ts';
import { Symmetry } from '../../../sim/search/prove/symmetry.ts';
import { Visited } from '../../../sim/search/prove/visited.ts';

/** What is explored of a toy, and who is told. */
export interface ToyOptions<S> {
  readonly isReduced?: boolean;
  /** Only schedules with no more delays. */
  readonly delaysMax?: number;
  /** The kinds of faults that may strike, any number of times. */
  readonly faults?: readonly string[];
  /** Lists of names that are interchangeable. */
  readonly sorts?: readonly (readonly string[])[];
  /** What looks on; nobody unless said. */
  readonly onlookers?: (machine: Machine<never>) => Onlookers;
  /** Told of each state that a step leads to. */
  readonly onState?: (state: S) => void;
  /** What to keep of each state at rest. */
  readonly atRest?: (state: S) => string;
}

/** Nobody looks on. */
const NOBODY: Onlookers = { gazes: [], isMindful: () => false, isUnmoved: () => true };

/** An exploration that has come to its end. It sights the nearest state at rest. */
export interface Explored {
  readonly space: Space<string>;
  readonly explorer: Explorer<string>;
  readonly rests: ReadonlySet<string>;
}

/** Every state of a model, after `setUp`; with reduction, explored until nothing more is learned. */
export function exploreToy<S extends object>(
  model: Model<S>,
  setUp: (world: World<S>) => void,
  { isReduced = false, delaysMax, faults = [], sorts, onlookers = () => NOBODY, onState, atRest }: ToyOptions<S> = {},
): Explored {
  const machine = new Machine(model);
  const anyMachine = machine as unknown as Machine<never>;
  const delays = delaysMax === undefined ? undefined : new Delays(anyMachine, delaysMax);
  const initial = machine.initial(() => {
    setUp(machine);
    delays?.setUp();
  });
  const reduction = isReduced ? new Reduction(anyMachine, onlookers(anyMachine), new Set()) : undefined;
  const rests = new Set<string>();
  const space: Space<string> = {
    machine: anyMachine,
    initial,
    allows: (fault) => faults.includes(fault),
    faultsLeft: -1,
    memories: [],
    kindOf: (found) => found,
    atRest(state) {
      machine.transition.begin(state);
      if (atRest) rests.add(atRest(machine.state));
      return ['rest'];
    },
    isNotingReturns: true,
    ...(delays && { delays }),
    ...(reduction && { reduction }),
    ...(sorts && { symmetry: new Symmetry(anyMachine, sorts) }),
    ...(onState && {
      after(_, state) {
        machine.transition.begin(state);
        onState(machine.state);
        return [];
      },
    }),
  };
  for (;;) {
    rests.clear();
    const { explorer, hasLearned } = explore(space);
    if (!hasLearned) return { space, explorer, rests };
  }
}

function explore(space: Space<string>): { explorer: Explorer<string>; hasLearned: boolean } {
  const explorer = new Explorer<string>(space, new Visited(Visited.tableFor(1)));
  explorer.begin();
  let hasLearned = false;
  for (;;) {
    while (explorer.pending > 0) explorer.work(1_000);
    if (space.reduction?.settle()) hasLearned = true;
    if (explorer.waiting === 0) return { explorer, hasLearned };
    explorer.descend();
  }
}
