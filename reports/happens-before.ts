// What comes before what in a run, as Lamport defines it: a step follows the step before it of its own task, the
// sending of the message that it receives, the start of its task, the ends of the tasks that it joins, and whoever
// last touched the memory of the component that it changes. Steps that are not ordered so are concurrent, even when
// they write the same row: those are the ones that race.
//
// Source of the relation: L. Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 21(7).

import type { StepRecord, TaskView } from '../sim/kernel/observers.ts';

/** A step in its place. */
export interface PlacedStep<S = unknown> {
  readonly record: StepRecord<S>;
  /** The task that acts, or the process where no task does. The steps of a lane happen one after the other. */
  readonly lane: string;
  /** The steps that it directly follows, beside the one before it on its lane, in ascending order. */
  readonly causes: readonly number[];
}

/** Places the steps of a run, in order. */
export function happensBefore<S>(records: readonly StepRecord<S>[]): PlacedStep<S>[] {
  const placed: PlacedStep<S>[] = [];
  /** The last step of each lane so far. */
  const lastOf = new Map<string, PlacedStep<S>>();
  /** The last step that changed each part of a component's memory. */
  const writers = new Map<string, number>();
  /** The last crash or restart of each process. */
  const upheavals = new Map<string, number>();
  let tasks: readonly TaskView[] = [];
  for (const record of records) {
    const lane = laneOf(record, tasks);
    const causes = new Set([record.cause, upheavals.get(record.process) ?? 0]);
    if (record.kind === 'park' && record.label.endsWith(': joins')) {
      for (const [name, last] of lastOf) if (name.startsWith(`${lane}/`)) causes.add(last.record.index);
    }
    for (const part of partsChanged(record)) {
      causes.add(writers.get(part) ?? 0);
      writers.set(part, record.index);
    }
    if (isUpheaval(record)) {
      // It ends or begins all that the process does.
      for (const last of lastOf.values()) if (last.record.process === record.process) causes.add(last.record.index);
      upheavals.set(record.process, record.index);
    }
    causes.delete(0);
    causes.delete(lastOf.get(lane)?.record.index ?? 0);
    const step = { record, lane, causes: [...causes].sort((a, b) => a - b) };
    placed.push(step);
    lastOf.set(lane, step);
    tasks = record.tasks;
  }
  return placed;
}

/** Who acts in a step; `before` are the tasks that lived before it. */
function laneOf(record: StepRecord, before: readonly TaskView[]): string {
  const { label, kind, process } = record;
  switch (kind) {
    case 'request':
      // The handler that the request starts; a handler that ends at once leaves only the process to see.
      return startedBy(record, before) ?? process;
    case 'external': {
      const [, client] = /^client: (.+) \(\S+ \S+ at \S+\)/.exec(label) ?? [];
      return client ?? startedBy(record, before) ?? (process || 'network');
    }
    case 'fault':
      return process || 'network';
    case 'step':
    case 'park':
    case 'choice':
    case 'timer':
    case 'reply':
      return label.slice(0, label.indexOf(': '));
    default:
      return kind satisfies never;
  }
}

function startedBy({ process, tasks }: StepRecord, before: readonly TaskView[]): string | undefined {
  const known = new Set(before.map(({ name }) => name));
  return tasks.find((task) => task.process === process && !known.has(task.name))?.name;
}

/** A crash, a loss of power, a restart. */
function isUpheaval({ kind, label }: StepRecord): boolean {
  return kind === 'fault' ? /^fault: (crash-|power-off)/.test(label) : kind === 'external' && /^restart /.test(label);
}

/** Parts of a component's memory, as `sledAgents/sled-1/runners/vmm-1`. Rows are not memory. */
function partsChanged({ patches }: StepRecord): readonly string[] {
  const parts = patches.flatMap(({ path }) => {
    const depth = DEPTHS[String(path[0])];
    return depth === undefined ? [] : [path.slice(0, depth).join('/')];
  });
  return [...new Set(parts)];
}

/** How many keys of a path name a part that has one lock. */
const DEPTHS: Readonly<Record<string, number>> = { nexuses: 4, sledAgents: 4, propolises: 2 };
