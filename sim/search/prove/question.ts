// What is to be proved: that no schedule of a scenario within its budgets, under a set of toggles, violates any of
// these invariants. Everything that an exploration needs is made from it.

import { Machine } from '../../kernel/machine/machine.ts';
import type { Toggles } from '../../rack/designs/toggles.ts';
import type { Finding, Invariant } from '../../rack/invariants/invariant.ts';
import { makeRackModel } from '../../rack/model.ts';
import type { RackConfig } from '../../rack/rack.ts';
import type { Scenario } from '../../rack/scenario.ts';
import { restlessFinding } from '../checker.ts';
import { configOf } from '../run.ts';
import { Delays } from './delays.ts';
import { Environment } from './environment.ts';
import type { Numbers } from './numbers.ts';
import { goThrough } from './origin.ts';
import { Reduction } from './reduction.ts';
import { bringToRest, type Rest } from './rest.ts';
import type { Space } from './space.ts';
import { type Found, Watch } from './watch.ts';

export interface Question {
  readonly scenario: Scenario;
  readonly toggles: Toggles;
  readonly invariants: readonly Invariant[];
  /** Only schedules that begin with these choices. */
  readonly prefix?: readonly string[] | undefined;
}

export interface QuestionSpace extends Space<Found> {
  /** What brings a state to rest; `numbers` are those of the way to it. */
  readonly rest: (state: Int32Array, numbers: Numbers) => Rest;
  /** The invariant that nothing goes on for ever, if it is asked for. */
  readonly progress: Invariant | undefined;
}

/** Which orders are looked at. */
export interface Manner {
  /** Leave out orders that make no difference. */
  readonly isReduced: boolean;
  /** Only those that depart from a fixed order no more than so many times, and all of those: nothing is left out. */
  readonly delaysMax?: number | undefined;
}

/** Lays a question out for exploration. Throws `OriginError` where the prefix leads nowhere. */
export function layOut(question: Question, { isReduced, delaysMax }: Manner): QuestionSpace {
  const { scenario, toggles, invariants, prefix } = question;
  const config: RackConfig = { ...configOf(scenario, toggles), keepsHistory: false };
  const machine = new Machine(makeRackModel(config));
  const environment = new Environment(machine, scenario, config);
  machine.onFault = () => environment.spendFault();
  const watch = new Watch(machine, config, invariants);
  const anyMachine = machine as unknown as Machine<never>;
  const delays = delaysMax === undefined ? undefined : new Delays(anyMachine, delaysMax);
  const initial = machine.initial(() => {
    environment.setUp();
    watch.setUp();
    delays?.setUp();
  });
  watch.begin(initial);
  const origin = prefix && goThrough({ machine, config, watch }, initial, prefix);
  const { faultsLeft, faultKinds } = environment;
  const isSparing = isReduced && delays === undefined;
  const reduction = isSparing ? new Reduction(anyMachine, watch, new Set([faultsLeft])) : undefined;
  const progress = invariants.find(({ name }) => name === restlessFinding.invariant);
  return {
    machine: anyMachine,
    initial: origin?.state ?? initial,
    origin,
    allows: (fault) => faultKinds.has(fault),
    faultsLeft,
    memories: watch.memories,
    after: (effect, state) => watch.after(effect, state),
    kindOf: ({ invariant }) => invariant.name,
    atRest(state) {
      const rest = bringToRest(machine, config, watch, state);
      const found = [...rest.found, ...watch.atRest(rest.state)];
      if (rest.restless.length === 0 || progress === undefined) return found;
      const finding: Finding = restlessFinding.of(rest.restless);
      return [...found, { invariant: progress, finding }];
    },
    rest: (state, numbers) => bringToRest(machine, config, watch, state, numbers),
    progress,
    isNotingReturns: progress !== undefined,
    ...(delays && { delays }),
    ...(reduction && { reduction }),
  };
}
