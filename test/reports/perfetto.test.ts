// Checked by the rules of the Trace Event Format, by what Perfetto needs to draw it, and by reading it back with the
// parser of Chrome's own DevTools.

import { Handlers, Helpers, Processor } from '@paulirish/trace_engine/models/trace/trace.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { perfettoTrace } from '../../reports/perfetto/perfetto.ts';
import { HOSTILE, hostileRun, RUNS, recordNamed } from './runs.ts';

const where = { pid: z.int().nonnegative(), tid: z.int().nonnegative(), name: z.string().min(1) };
const timed = { ...where, cat: z.string().min(1), ts: z.number().nonnegative(), args: z.object().loose().optional() };
const event = z.discriminatedUnion('ph', [
  z.strictObject({ ph: z.literal('X'), ...timed, dur: z.number().nonnegative() }),
  z.strictObject({ ph: z.literal('i'), ...timed, s: z.enum(['t', 'p', 'g']) }),
  z.strictObject({ ph: z.literal('s'), ...timed, id: z.int() }),
  z.strictObject({ ph: z.literal('f'), ...timed, id: z.int(), bp: z.literal('e') }),
  z.strictObject({
    ph: z.literal('M'),
    ...where,
    args: z.union([z.strictObject({ name: z.string() }), z.strictObject({ sort_index: z.int() })]),
  }),
]);
const file = z.strictObject({
  traceEvents: z.array(event),
  displayTimeUnit: z.enum(['ms', 'ns']),
  otherData: z.record(z.string(), z.string()),
});

type Event = z.infer<typeof event>;
type Slice = Extract<Event, { ph: 'X' }>;

const parse = (text: string) => file.parse(JSON.parse(text));
const slicesOf = (events: readonly Event[]) => events.filter((one): one is Slice => one.ph === 'X');

/** Two slices of a thread that overlap without one being in the other: Perfetto drops such. */
function crossings(events: readonly Event[]): string[] {
  const byThread = new Map<number, Slice[]>();
  for (const slice of slicesOf(events)) byThread.set(slice.tid, [...(byThread.get(slice.tid) ?? []), slice]);
  return [...byThread.values()].flatMap((slices) => {
    const sorted = slices.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur);
    return sorted.flatMap((slice, index) => {
      const next = sorted[index + 1];
      const end = slice.ts + slice.dur;
      return next && next.ts < end && next.ts + next.dur > end ? [`${slice.name} | ${next.name}`] : [];
    });
  });
}

/** The innermost slice of a thread at a time. */
function sliceAt(events: readonly Event[], tid: number, ts: number): Slice | undefined {
  return slicesOf(events)
    .filter((slice) => slice.tid === tid && slice.ts <= ts && ts <= slice.ts + slice.dur)
    .sort((a, b) => a.dur - b.dur)[0];
}

const placeOf = ({ pid, tid, ts, dur, name }: Omit<Slice, 'ph' | 'cat'>) => `${pid} ${tid} ${ts} ${dur} ${name}`;
const byPlace = (a: string, b: string) => (a < b ? -1 : 1);

/** What Chrome's DevTools make of a trace: the names of processes and threads, and the slices of their call trees. */
async function readByDevTools(text: string) {
  const { Meta } = Handlers.ModelHandlers;
  const processor = new Processor.TraceProcessor({ Meta } as never);
  const events = JSON.parse(text).traceEvents as Parameters<typeof processor.parse>[0];
  await processor.parse([...events], { isFreshRecording: false, isCPUProfile: false, metadata: {} } as never);
  const { processNames, threadsInProcess } = (processor.data as { Meta: ReturnType<typeof Meta.data> }).Meta;
  const named = [
    ...processNames.values(),
    ...[...threadsInProcess.values()].flatMap((threads) => [...threads.values()]),
  ];
  const threads = new Map<string, (typeof events)[number][]>();
  for (const one of events.filter(({ ph }) => ph === 'X')) {
    const key = `${one.pid} ${one.tid}`;
    threads.set(key, [...(threads.get(key) ?? []), one]);
  }
  const everything = { has: () => true } as never;
  const trees = [...threads.values()].flatMap((slices) => {
    Helpers.Trace.sortTraceEventsInPlace(slices);
    const { entryToNode } = Helpers.TreeHelpers.treify(slices, { filter: everything });
    return [...entryToNode.keys()].map((entry) => placeOf(entry as never));
  });
  return { names: named.map(({ pid, tid, args }) => `${pid} ${tid} ${args.name}`).sort(), trees };
}

describe('the trace for Perfetto', () => {
  it.each(RUNS)('of %s keeps to the format, with slices that nest', (_, make) => {
    const { traceEvents } = parse(perfettoTrace(make()));

    expect(slicesOf(traceEvents).length).toBeGreaterThan(0);
    expect(crossings(traceEvents)).toEqual([]);
  });

  it.each(RUNS)('of %s names each thread once, and each process', (_, make) => {
    const { traceEvents } = parse(perfettoTrace(make()));
    const namesOf = (name: string) =>
      traceEvents.filter((one) => one.ph === 'M' && one.name === name).map(({ pid, tid }) => `${pid} ${tid}`);
    const threads = new Set(slicesOf(traceEvents).map(({ pid, tid }) => `${pid} ${tid}`));

    expect(namesOf('thread_name').sort()).toEqual([...threads].sort());
    expect(namesOf('process_name').sort()).toEqual(
      [...new Set(slicesOf(traceEvents).map(({ pid }) => `${pid} 0`))].sort(),
    );
  });

  it.each(RUNS)('of %s has an arrow for each message, between the slices that sent and received it', (_, make) => {
    const run = make();
    const { traceEvents } = parse(perfettoTrace(run));
    const begins = traceEvents.filter((one) => one.ph === 's');
    const ends = new Map(traceEvents.flatMap((one) => (one.ph === 'f' ? [[one.id, one] as const] : [])));

    expect(begins.length).toBeGreaterThan(0);
    expect(ends.size).toBe(begins.length);
    for (const begin of begins) {
      const end = ends.get(begin.id);
      const received = run.records[begin.id - 1];
      const sender = sliceAt(traceEvents, begin.tid, begin.ts);
      const receiver = end && sliceAt(traceEvents, end.tid, end.ts);
      expect(end?.ts).toBeGreaterThan(begin.ts);
      expect(sender?.args?.step).toBe(received?.cause);
      expect(receiver?.args?.step).toBe(begin.id);
    }
  });

  it.each(RUNS)('of %s is read by DevTools: the same threads, and every slice in its place', async (_, make) => {
    const text = perfettoTrace(make());
    const { traceEvents } = parse(text);
    const { names, trees } = await readByDevTools(text);

    expect(names).toEqual(
      traceEvents
        .filter((one) => one.ph === 'M' && one.name.endsWith('_name'))
        .map(({ pid, tid, args }) => `${pid} ${tid} ${args && 'name' in args ? args.name : ''}`)
        .sort(),
    );
    expect(trees.sort(byPlace)).toEqual(slicesOf(traceEvents).map(placeOf).sort(byPlace));
  });

  it('has the steps in their order, whatever the clock says', () => {
    const run = recordNamed('workloads/one-instance', 'pr-6795/6', 3);
    const ends = slicesOf(parse(perfettoTrace(run)).traceEvents)
      .filter(({ args }) => args?.step !== undefined)
      .map(({ ts, dur }) => ts + dur);

    expect(ends).toHaveLength(run.records.length);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(new Set(ends).size).toBe(ends.length);
  });

  it('shows how long a row and a guest are what they are, and where an invariant broke', () => {
    const { traceEvents } = parse(perfettoTrace(recordNamed('found/terminate-vs-watcher', 'pr-6795/6')));
    const states = (cat: string) =>
      slicesOf(traceEvents)
        .filter((one) => one.cat === cat)
        .map(({ name }) => name);

    expect(states('vmm row')).toEqual(['running', 'failed', 'creating', 'starting', 'running']);
    expect(states('guest')).toEqual(['running on sled-1', 'running on sled-1']);
    expect(states('instance')).toEqual(['vmm', 'failed', 'vmm']);
    expect(traceEvents.filter(({ ph }) => ph === 'i').map(({ name }) => name)).toContain('VIOLATED no-lost-report');
  });

  it('carries hostile text as it is', () => {
    const { otherData, traceEvents } = parse(perfettoTrace(hostileRun()));

    expect(otherData.title).toBe(HOSTILE);
    expect(traceEvents.find(({ ph }) => ph === 'i')).toMatchObject({ args: { message: HOSTILE } });
  });
});
