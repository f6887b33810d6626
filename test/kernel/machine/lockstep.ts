// The machine and the simulation, taken through one random run side by side: at every step the same may happen next,
// and in the end the same is so.

import type { Event } from '../../../sim/kernel/event.ts';
import type { Machine } from '../../../sim/kernel/machine/machine.ts';
import type { Move } from '../../../sim/kernel/machine/move.ts';
import type { Random } from '../../../sim/kernel/random.ts';
import type { Simulation } from '../../../sim/kernel/simulation.ts';
import { Numbers } from '../../../sim/search/prove/numbers.ts';

export interface Pair<S extends object> {
  readonly machine: Machine<S>;
  readonly initial: Int32Array;
  readonly simulation: Simulation<S>;
  /** What may happen next in the simulation, faults within the budget among them. */
  readonly events: () => readonly Event[];
  /** Whether a fault of that kind may strike in a state of the machine. */
  readonly allows: (fault: string, state: Int32Array) => boolean;
  readonly take: (event: Event) => void;
}

/** The first difference between the two, in words, and how many steps were taken. */
export function compare<S extends object>(pair: Pair<S>, random: Random, stepsMax: number) {
  const { machine, simulation } = pair;
  const names = new Numbers();
  let state = pair.initial;
  for (let steps = 0; ; steps++) {
    const events = pair.events();
    const moves = movesOf(pair, state);
    const here = events.map(({ label }) => label).sort();
    const there = moves.map(({ label }) => names.translate(label)).sort();
    if (here.join('\n') !== there.join('\n')) {
      const only = (a: readonly string[], b: readonly string[]) => a.filter((label) => !b.includes(label)).join(', ');
      return { steps, difference: `only simulation: ${only(here, there)}; only machine: ${only(there, here)}` };
    }
    if (events.length === 0 || steps === stepsMax) {
      const is = canonical(simulation.state);
      machine.transition.begin(state);
      const other = canonical(JSON.parse(names.translate(JSON.stringify(machine.state))));
      return { steps, difference: is === other ? undefined : `simulation ${is}, machine ${other}` };
    }
    const event = random.pick(rarelyFaults(events, random));
    const move = moves.find(({ label }) => names.translate(label) === event.label) as Move;
    pair.take(event);
    const effect = machine.effectOf(move, state);
    state = machine.after(state, effect);
    names.count(effect);
  }
}

function movesOf<S extends object>({ machine, allows }: Pair<S>, state: Int32Array): Move[] {
  const own = machine.cells.actors.flatMap((cell) => (state[cell] ? machine.movesOf(state[cell] as number) : []));
  const faults: Move[] = [];
  machine.faultsIn(state, faults);
  return [...own, ...faults].filter(
    ({ fault, unless }) => (fault === undefined || allows(fault, state)) && (unless < 0 || !state[unless]),
  );
}

/** Most steps are none from outside, or a run would be over before it has begun. */
function rarelyFaults(events: readonly Event[], random: Random): readonly Event[] {
  const inside = events.filter(({ kind }) => kind !== 'fault' && kind !== 'external');
  return inside.length > 0 && !random.chance(0.12) ? inside : events;
}

/** A state as text, whatever the order of its keys; numbers of calls and times are the machine's own. */
function canonical(state: unknown): string {
  return JSON.stringify(state, (key, value: unknown) => {
    if (value !== null && (key === 'call' || key === 'lastAutoRestart')) return 0;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}
