// Heal and drain: no more faults, links mended, crashed processes back; then every background task of every Nexus
// ticks, round after round, until a round changes nothing.

import type { Event } from '../kernel/event.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { tick } from '../rack/clients.ts';
import type { NexusId } from '../rack/ids.ts';
import { BACKGROUND_TASKS, type BackgroundTask, type Rack, type RackConfig } from '../rack/rack.ts';

/** Rounds after which a rack that still changes is called restless. A crash and its clean-up need four or five. */
const ROUNDS_MAX = 12;
/** Steps in a row without quiet that no clean-up needs. */
export const STEPS_MAX = 4_000;

/** What still changes after every round, in words; nothing when the rack has come to rest. */
export type Restless = readonly string[];

const STEPS_WITHOUT_END: Restless = ['what is under way'];

/** A rack on its way to rest, whichever machine runs it. */
export interface Resting {
  /** Lets things happen until only requests and ticks are left; false when it must stop before. */
  readonly runToQuiet: () => boolean;
  readonly fingerprint: () => Readonly<Record<string, string>>;
  readonly tick: (nexus: NexusId, task: BackgroundTask) => void;
}

/** Ticks every task of every Nexus, round after round, until a round changes nothing. */
export function comeToRest(config: RackConfig, { runToQuiet, fingerprint, tick }: Resting): Restless {
  let before: Readonly<Record<string, string>> = {};
  let restless: Restless = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if (!runToQuiet()) return STEPS_WITHOUT_END;
    const now = fingerprint();
    restless = Object.keys(now).filter((part) => now[part] !== before[part]);
    if (restless.length === 0) return [];
    before = now;
    for (const nexus of config.nexuses) {
      for (const task of BACKGROUND_TASKS) {
        tick(nexus, task);
        if (!runToQuiet()) return STEPS_WITHOUT_END;
      }
    }
  }
  return restless;
}

export interface DrainWatch {
  /** May end the drain early by answering true; what the drain answers then means nothing. */
  readonly afterStep: () => boolean;
  /** Before each tick, which is no step of its own; nothing is under way then. */
  readonly beforeTick: (nexus: NexusId, task: BackgroundTask) => void;
}

/** Brings the rack to rest. */
export function drain(
  simulation: Simulation<Rack>,
  config: RackConfig,
  { afterStep, beforeTick }: DrainWatch,
): Restless {
  simulation.removeExternals((event) => event.source === 'operation' || event.source === 'tick');
  return comeToRest(config, {
    runToQuiet: () => runToQuiet(simulation, afterStep),
    fingerprint: () => fingerprint(simulation.state),
    tick(nexus, task) {
      beforeTick(nexus, task);
      tick(simulation, config, nexus, task);
    },
  });
}

/** Takes the earliest event until only requests and ticks are left. */
function runToQuiet(simulation: Simulation<Rack>, afterStep: () => boolean): boolean {
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const event = earliest(simulation.enabled());
    if (event === undefined) return true;
    simulation.take(event);
    if (afterStep()) return false;
  }
  return false;
}

/** The event with the earliest time, the oldest first among equals. */
export function earliest<E extends Event>(events: readonly E[]): E | undefined {
  let best: E | undefined;
  for (const event of events) {
    if (best === undefined || event.at < best.at || (event.at === best.at && event.sequence < best.sequence)) {
      best = event;
    }
  }
  return best;
}

/** Everything that should stand still at rest. Finished sagas do, but each idle one would add a row. */
export function fingerprint(rack: Rack): Readonly<Record<string, string>> {
  const { instances, vmms, migrations, reservations, charges, collections, sagas } = rack.db;
  const unfinished = Object.values(sagas).filter((saga) => saga.state !== 'done');
  return {
    'the rows': JSON.stringify([instances, vmms, migrations, reservations, charges, collections]),
    'the unfinished sagas': JSON.stringify(unfinished),
    'the sled-agents and their queues': JSON.stringify(rack.sledAgents),
    'the Propolises': JSON.stringify([rack.propolises, rack.guests]),
  };
}
