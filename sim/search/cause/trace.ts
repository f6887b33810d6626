// A run spelled out: every step as a choice, those of the drain too, each with what made it possible and what it read
// and wrote. Replaying all of it makes the same run, so that any two of its steps can be made to change places.

import type { StepRecord } from '../../kernel/observers.ts';
import type { RecordingStore } from '../../kernel/recorder.ts';
import type { Toggles } from '../../rack/designs/toggles.ts';
import type { Rack } from '../../rack/rack.ts';
import type { Scenario } from '../../rack/scenario.ts';
import { type Course, perform } from '../course.ts';
import type { Run } from '../run.ts';
import { TracingStore } from './footprints.ts';

/** One choice of the run. */
export interface Item {
  readonly label: string;
  /** The step that it is; `undefined` for a tick of the drain, which is none. */
  readonly record: StepRecord<Rack> | undefined;
  /** Position of what made it possible; -1 for what was possible from the beginning. */
  readonly cause: number;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

export interface Trace {
  readonly run: Run;
  readonly items: readonly Item[];
}

const NOTHING: ReadonlySet<string> = new Set();

/** Makes the run, and spells it out. Throws as `perform` does. */
export function trace(scenario: Scenario, toggles: Toggles, course: Course): Trace {
  const stores: TracingStore<object>[] = [];
  const makeStore = <S extends object>(initial: S): RecordingStore<S> => {
    const store = new TracingStore(initial);
    stores.push(store as unknown as TracingStore<object>);
    return store;
  };
  const run = perform(scenario, toggles, course, { makeStore });
  const footprints = stores[0]?.footprints ?? [];
  const items: Item[] = [];
  /** Where a step is, and where the last tick after it is: what begins after a tick has it as its cause. */
  const places = new Map<number, number>([[0, -1]]);
  const ticks = [...run.ticks];
  const addTicks = (after: number) => {
    for (let [tick] = ticks; tick !== undefined && tick.after <= after; [tick] = ticks) {
      ticks.shift();
      places.set(after, items.length);
      items.push({ label: tick.label, record: undefined, cause: -1, reads: NOTHING, writes: NOTHING });
    }
  };
  for (const [index, record] of run.simulation.records.entries()) {
    addTicks(record.index - 1);
    const { reads = NOTHING, writes = NOTHING } = footprints[index] ?? {};
    const cause = places.get(record.cause) ?? -1;
    places.set(record.index, items.length);
    items.push({ label: record.label, record, cause, reads: withTarget(reads, record), writes });
  }
  return { run, items };
}

/** A message looks whether its receiver is up. */
function withTarget(reads: ReadonlySet<string>, { kind, process }: StepRecord<Rack>): ReadonlySet<string> {
  if (kind !== 'request') return reads;
  const part = process.startsWith('nexus-') ? 'nexuses' : process.startsWith('sled-') ? 'sledAgents' : 'propolises';
  return new Set([...reads, `${part}/${process.replace('propolis ', '')}/isUp`]);
}
