// Where a proof begins that is about what may come after some choices: they are made on the machine, one by one, as a
// replay makes them on a simulation. Whatever they name may happen, also outside of the budgets, as in a script.

import type { Machine } from '../../kernel/machine/machine.ts';
import type { Move } from '../../kernel/machine/move.ts';
import type { Effect } from '../../kernel/machine/transition.ts';
import { tick } from '../../rack/clients.ts';
import type { Rack, RackConfig } from '../../rack/rack.ts';
import { tickNamed } from '../replay.ts';
import { Numbers } from './numbers.ts';
import { Offer } from './offer.ts';
import type { Watch } from './watch.ts';

/** How a state was come to. */
export interface Origin {
  /** The choices, as a schedule has them. */
  readonly labels: readonly string[];
  readonly state: Int32Array;
  readonly numbers: Numbers;
  readonly steps: readonly Step[];
}

interface Step {
  /** `undefined` for a tick that no budget allows. */
  readonly move: Move | undefined;
  readonly effect: Effect;
}

interface World {
  readonly machine: Machine<Rack>;
  readonly config: RackConfig;
  readonly watch: Watch;
}

/** Choices that nothing can be proved after. The message is one line. */
export class OriginError extends Error {
  override readonly name = 'OriginError';
}

/**
 * Makes choices, from the initial state on. Throws {@link OriginError} where one cannot be made, and where an invariant
 * does not hold after it: what comes then is of no interest.
 */
export function goThrough(world: World, initial: Int32Array, labels: readonly string[]): Origin {
  const { machine, watch } = world;
  const numbers = new Numbers();
  const steps: Step[] = [];
  let state = initial;
  for (const [index, label] of labels.entries()) {
    const step = stepOf(world, state, label, numbers);
    if (step === undefined) throw new OriginError(`choice ${index + 1} of those given cannot be made: "${label}"`);
    steps.push(step);
    numbers.count(step.effect);
    state = machine.after(state, step.effect);
    const found = watch.after(step.effect, state).find(({ invariant }) => !invariant.isSoft);
    if (found === undefined) continue;
    const { invariant, finding } = found;
    throw new OriginError(`${invariant.name} does not hold any more after choice ${index + 1}: ${finding.message}`);
  }
  return { labels, state, numbers, steps };
}

/** What a choice does in a state; nothing if it cannot be made. */
function stepOf({ machine, config }: World, state: Int32Array, label: string, numbers: Numbers): Step | undefined {
  const offer = new Offer({ machine: machine as unknown as Machine<never>, allows: () => true, faultsLeft: -1 });
  offer.list(state);
  const move = offer.moves.find((one) => numbers.translate(one.label) === label);
  if (move !== undefined) return { move, effect: machine.effectOf(move, state) };
  const ticked = tickNamed(config, label);
  if (ticked === undefined) return undefined;
  return { move, effect: machine.perform(state, () => tick(machine, config, ticked.nexus, ticked.task)) };
}
