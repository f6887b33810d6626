// What a kernel test needs on its table: a model made of the parts it cares for, and verbs to drive it by label.

import type { Event, FaultEvent } from '../../sim/kernel/event.ts';
import type { Model } from '../../sim/kernel/model.ts';
import type { Random } from '../../sim/kernel/random.ts';
import { Simulation, type SimulationOptions } from '../../sim/kernel/simulation.ts';

/** A model where everything is up, nothing is served, no fault is its own, and a panic kills its process. */
export function modelOf<S extends object>(initial: () => S, parts: Partial<Model<S>> = {}): Model<S> {
  return {
    initial,
    isUp: () => true,
    serve: (call) => {
      throw new Error(`nobody serves ${call.label}`);
    },
    processes: () => [],
    faults: () => [],
    panicked: (simulation, process) => simulation.kill(process),
    ...parts,
  };
}

/** A simulation over a log of words, which is enough for most claims about order and effect. */
export function logbook(parts: Partial<Model<Logbook>> = {}, options: SimulationOptions = {}): Simulation<Logbook> {
  return new Simulation(
    modelOf<Logbook>(() => ({ log: [] }), parts),
    options,
  );
}

export interface Logbook {
  log: string[];
}

/** A recipe that adds a word to the log. */
export function write(word: string): (state: Logbook) => void {
  return (state) => {
    state.log.push(word);
  };
}

export function labels<S extends object>(simulation: Simulation<S>): string[] {
  return simulation.enabled().map((event) => event.label);
}

export function faultLabels<S extends object>(simulation: Simulation<S>): string[] {
  return simulation.faults().map((event) => event.label);
}

/** The enabled event of that label. */
export function find<S extends object>(simulation: Simulation<S>, label: string): Event {
  return named(simulation.enabled(), label);
}

/** Takes the enabled events of these labels, in this order. */
export function take<S extends object>(simulation: Simulation<S>, ...wanted: string[]): void {
  for (const label of wanted) simulation.take(find(simulation, label));
}

/** Lets a fault strike: `fault: <kind> "<label of the event it strikes>"`. */
export function strike<S extends object>(simulation: Simulation<S>, label: string): void {
  simulation.take(named<FaultEvent>(simulation.faults(), label));
}

/** Takes the earliest event, of equals the oldest, until none is left; returns the labels taken. */
export function drain<S extends object>(simulation: Simulation<S>, stepsMax = 1_000): string[] {
  const taken: string[] = [];
  while (simulation.enabled().length > 0) {
    if (taken.length === stepsMax) throw new Error(`not drained after ${stepsMax} steps`);
    const event = simulation.enabled().reduce((first, other) => (other.at < first.at ? other : first));
    taken.push(event.label);
    simulation.take(event);
  }
  return taken;
}

/** Takes random events until none is left, letting up to `faultsMax` of the faults of `kinds` strike in between. */
export function wander<S extends object>(
  simulation: Simulation<S>,
  random: Random,
  options: {
    readonly kinds?: readonly string[] | undefined;
    readonly faultsMax?: number;
    readonly stepsMax?: number;
  } = {},
): string[] {
  const { kinds, faultsMax = 0, stepsMax = 10_000 } = options;
  const taken: string[] = [];
  let faults = 0;
  for (;;) {
    const enabled = simulation.enabled();
    if (enabled.length === 0) return taken;
    if (taken.length === stepsMax) throw new Error(`still going after ${stepsMax} steps`);
    // The earlier of two, so that timeouts are not as likely as answers.
    const [one, other] = [random.pick(enabled), random.pick(enabled)];
    let event: Event = other.at < one.at ? other : one;
    if (faults < faultsMax && random.chance(0.2)) {
      const possible = simulation.faults().filter(({ fault }) => kinds === undefined || kinds.includes(fault));
      if (possible.length > 0) {
        event = random.pick(possible);
        faults++;
      }
    }
    taken.push(event.label);
    simulation.take(event);
  }
}

function named<E extends Event>(events: readonly E[], label: string): E {
  const event = events.find((candidate) => candidate.label === label);
  if (event === undefined) {
    throw new Error(`no "${label}" among:\n${events.map((candidate) => `  ${candidate.label}`).join('\n')}`);
  }
  return event;
}
