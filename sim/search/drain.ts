// Heal and drain: no more faults, links mended, crashed processes back; then every background task of every Nexus
// ticks, round after round, until a round changes nothing.

import type { Event } from '../kernel/event.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { tick } from '../rack/clients.ts';
import type { SagaRow } from '../rack/database/tables.ts';
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
export function earliest<E extends Pick<Event, 'at' | 'sequence'>>(events: readonly E[]): E | undefined {
  let best: E | undefined;
  for (const event of events) {
    if (best === undefined || event.at < best.at || (event.at === best.at && event.sequence < best.sequence)) {
      best = event;
    }
  }
  return best;
}

/** A part of a rack that should stand still at rest. */
interface Part {
  readonly name: string;
  /** Where its records lie. */
  readonly paths: readonly string[];
  /** Whether a record is one of those that count. */
  readonly isCounted: (record: unknown) => boolean;
}

const all = () => true;

/** Everything that should stand still at rest. Finished sagas do, but each idle one would add a row. */
export const PARTS: readonly Part[] = [
  {
    name: 'the rows',
    paths: ['instances', 'vmms', 'migrations', 'reservations', 'charges', 'collections'].map((table) => `db/${table}`),
    isCounted: all,
  },
  {
    name: 'the unfinished sagas',
    paths: ['db/sagas'],
    isCounted: (saga) => (saga as SagaRow).state !== 'done',
  },
  { name: 'the sled-agents and their queues', paths: ['sledAgents'], isCounted: all },
  { name: 'the Propolises', paths: ['propolises', 'guests'], isCounted: all },
];

/** The parts of a rack as texts. */
export function fingerprint(rack: Rack): Readonly<Record<string, string>> {
  return Object.fromEntries(
    PARTS.map(({ name, paths, isCounted }) => {
      const containers = paths.map((path) => path.split('/').reduce((at: object, key) => at[key as never], rack));
      const counted = containers.map((records) => Object.entries(records).filter(([, record]) => isCounted(record)));
      return [name, JSON.stringify(counted)];
    }),
  );
}
