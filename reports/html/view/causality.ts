// What caused what. A step follows from the one that made it possible (the one before it of its task, the sending of
// its message), and from the last change of each thing that it names: a row, or what a sled-agent or a Propolis
// remembers of a VMM.

import type { StepRecord } from '../../../sim/kernel/observers.ts';

/** One reason why a step came, or came out as it did. */
export interface Link {
  /** The earlier step. */
  readonly step: number;
  /** `order`: it made this one possible. Otherwise what it changed last, in words. */
  readonly via: string;
}

/** By index of the step, from 1. */
export interface Causes {
  readonly of: (step: number) => readonly Link[];
  readonly consequencesOf: (step: number) => readonly Link[];
  /** All that led to a step, or followed from it, near and far; without the step itself. */
  readonly past: (step: number) => ReadonlySet<number>;
  readonly future: (step: number) => ReadonlySet<number>;
}

export const ORDER = 'order';

export function causesOfRun(records: readonly StepRecord[]): Causes {
  const back: Link[][] = [[]];
  const forth: Link[][] = Array.from({ length: records.length + 1 }, () => []);
  const writers = new Map<string, number>();
  for (const record of records) {
    const links = linksOf(record, writers);
    back[record.index] = links;
    for (const { step, via } of links) forth[step]?.push({ step: record.index, via });
    for (const { path } of record.patches) for (const key of keysOf(path)) writers.set(key, record.index);
  }
  return {
    of: (step) => back[step] ?? [],
    consequencesOf: (step) => forth[step] ?? [],
    past: (step) => reach(step, back),
    future: (step) => reach(step, forth),
  };
}

function linksOf(record: StepRecord, writers: ReadonlyMap<string, number>): Link[] {
  const links = new Map<number, string>();
  if (record.cause > 0) links.set(record.cause, ORDER);
  const touched = new Set([...record.patches.flatMap(({ path }) => keysOf(path)), ...namedBy(record)]);
  for (const key of touched) {
    const step = writers.get(key);
    if (step !== undefined && !links.has(step)) links.set(step, wordsOf(key));
  }
  return Array.from(links, ([step, via]) => ({ step, via }));
}

/** The thing that a patch is about: a row, a sled-agent's memory of a VMM, a Propolis, a guest. */
function keysOf(path: readonly (string | number)[]): string[] {
  const [top, second, third, fourth] = path.map(String);
  if (top === 'db' && third !== undefined && second !== 'sagas' && second !== 'sagaEvents')
    return [`${second} ${third}`];
  if (top === 'sledAgents' && (third === 'jobs' || third === 'runners') && fourth !== undefined) {
    return [`agent ${second} ${fourth.replace(/\..*/, '')}`];
  }
  if ((top === 'propolises' || top === 'guests') && second !== undefined) return [`propolis ${second}`];
  return [];
}

/** The things that a step looks at, going by its label and what came of it. */
function namedBy({ kind, process, label, details }: StepRecord): string[] {
  if (kind !== 'step') return [];
  const text = [label, ...details].join(' ');
  const vmms = [...new Set(text.match(/\bvmm-\d+\b/g))];
  if (process.startsWith('sled-')) {
    const isPoll = label.includes('polls Propolis');
    return vmms.flatMap((vmm) => [`agent ${process} ${vmm}`, ...(isPoll ? [`propolis ${vmm}`] : [])]);
  }
  if (process.startsWith('propolis ')) return vmms.map((vmm) => `propolis ${vmm}`);
  // The log of a saga names rows in the outputs of its nodes, and looks at none.
  if (/: (log|create saga-\d+) /.test(label)) return [];
  const instances = [...new Set(text.match(/\binstance-\d+\b/g))];
  const migrations = [...new Set(text.match(/\bmigration-\d+\b/g))];
  return [
    ...instances.map((id) => `instances ${id}`),
    ...vmms.map((id) => `vmms ${id}`),
    ...migrations.map((id) => `migrations ${id}`),
  ];
}

function wordsOf(key: string): string {
  const [sort = '', ...rest] = key.split(' ');
  const id = rest.join(' ');
  if (sort === 'agent') return `what ${rest[0]} knows of ${rest[1]}`;
  if (sort === 'propolis') return `the Propolis of ${id}`;
  return `${ROWS[sort] ?? sort} ${id}`;
}

const ROWS: Readonly<Record<string, string>> = {
  instances: 'the row of',
  vmms: 'the row of',
  migrations: 'the row of',
  reservations: 'the reservation of',
  charges: 'the charge of',
  collections: 'the total of',
};

function reach(from: number, links: readonly (readonly Link[] | undefined)[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { step } of links[at] ?? []) {
      if (seen.has(step)) continue;
      seen.add(step);
      open.push(step);
    }
  }
  return seen;
}
