// A run as a trace for Perfetto and Chrome: a process for each process, a thread for each task, a slice for each step
// from the moment that it was asked for, an arrow for each message; and what rows say and guests do as tracks beside.
// Time is virtual. Steps of the same millisecond are a microsecond apart, so that their order can be seen.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import { happensBefore, type PlacedStep } from '../happens-before.ts';
import { messageOf } from '../messages.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { tellStep } from '../text/words.ts';
import { livesOf } from './lives.ts';
import type { CompleteEvent, FlowEvent, InstantEvent, MetadataEvent, TraceEvent, TraceFile } from './trace-event.ts';

/** How long a slice is whose step was asked for by nobody in the run, in microseconds. */
const MOMENT = 0.5;

export function perfettoTrace(run: RecordedRun): string {
  const times = timesOf(run);
  const steps = happensBefore(run.records);
  const threads = new Threads();
  const slices = slicesOf(steps, times, threads);
  const events: TraceEvent[] = [
    ...slices,
    ...flowsOf(run, slices),
    ...violationsOf(run, times),
    ...lifeSlices(run, times, threads),
  ];
  const { scenario, design, verdict, digest, command, course } = run;
  const file: TraceFile = {
    traceEvents: [...threads.names(), ...events],
    displayTimeUnit: 'ms',
    otherData: { scenario: scenario.name, title: scenario.title, design, course, verdict, digest, command },
  };
  return `${JSON.stringify(file)}\n`;
}

/** When each step is drawn, in microseconds; `[0]` is the beginning. Each is later than the one before it. */
function timesOf({ records }: RecordedRun): readonly number[] {
  const times = [0];
  for (const { now } of records) times.push(Math.max(now * 1_000, (times[times.length - 1] ?? 0) + 1));
  return times;
}

/** Numbers for processes and threads, given in order of appearance. */
class Threads {
  private readonly processes = new Map<string, number>();
  private readonly threads = new Map<string, { pid: number; tid: number; name: string }>();

  of(process: string, name: string): { readonly pid: number; readonly tid: number } {
    const pid = this.processes.get(process) ?? this.processes.size + 1;
    this.processes.set(process, pid);
    const key = `${process}\n${name}`;
    const thread = this.threads.get(key) ?? { pid, tid: this.threads.size + 1, name };
    this.threads.set(key, thread);
    return { pid, tid: thread.tid };
  }

  /** Clients first, and then as the run goes down the rack. */
  names(): MetadataEvent[] {
    const order = [...this.processes.keys()].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
    const processes = Array.from(this.processes, ([name, pid]): MetadataEvent[] => [
      { ph: 'M', pid, tid: 0, name: 'process_name', args: { name } },
      { ph: 'M', pid, tid: 0, name: 'process_sort_index', args: { sort_index: order.indexOf(name) } },
    ]);
    const threads = Array.from(this.threads.values(), ({ pid, tid, name }): MetadataEvent[] => [
      { ph: 'M', pid, tid, name: 'thread_name', args: { name } },
      { ph: 'M', pid, tid, name: 'thread_sort_index', args: { sort_index: tid } },
    ]);
    return [...processes, ...threads].flat();
  }
}

const PROCESSES = ['client', 'network', 'nexus-', 'sled-', 'propolis ', ''];

function rankOf(process: string): number {
  return PROCESSES.findIndex((prefix) => process.startsWith(prefix));
}

/** One a step, from when its task asked for it. */
function slicesOf(steps: readonly PlacedStep[], times: readonly number[], threads: Threads): CompleteEvent[] {
  const lastOf = new Map<string, number>();
  return steps.map(({ record, lane }): CompleteEvent => {
    const { index, kind, cause, label, now, process } = record;
    const end = times[index] ?? 0;
    const last = lastOf.get(lane) ?? 0;
    lastOf.set(lane, index);
    // An answer was waited for since the task asked; anything else since something made it possible.
    const asked = kind === 'reply' ? last : Math.max(cause, last);
    const isWaitedFor = cause > 0 && (kind === 'step' || kind === 'reply' || kind === 'park' || kind === 'timer');
    const start = isWaitedFor ? (times[asked] ?? 0) : end - MOMENT;
    const { what, details } = tellStep(record as Parameters<typeof tellStep>[0]);
    const args = { step: index, virtualTimeMs: now, label, ...(details.length > 0 && { details }) };
    return {
      ph: 'X',
      name: what,
      cat: kind,
      ...threads.of(process || 'network', lane),
      ts: start,
      dur: end - start,
      args,
    };
  });
}

/** Messages that arrived, from the slice that sent each. */
function flowsOf({ records }: RecordedRun, slices: readonly CompleteEvent[]): FlowEvent[] {
  return records.flatMap((record): FlowEvent[] => {
    const message = messageOf(record, records);
    const [from, to] = [slices[(message?.sent ?? 0) - 1], slices[record.index - 1]];
    if (message === undefined || from === undefined || to === undefined) return [];
    const { what: name, kind: cat } = message;
    const ends = (slice: CompleteEvent) => ({ pid: slice.pid, tid: slice.tid, ts: slice.ts + slice.dur - MOMENT / 2 });
    return [
      { ph: 's', name, cat, id: record.index, ...ends(from) },
      { ph: 'f', bp: 'e', name, cat, id: record.index, ...ends(to) },
    ];
  });
}

function violationsOf({ violations }: RecordedRun, times: readonly number[]): InstantEvent[] {
  return violations.map(({ invariant, message, step, subject, isSoft }) => ({
    ph: 'i',
    s: 'g',
    name: `${isSoft ? 'SOFT' : 'VIOLATED'} ${invariant}`,
    cat: 'violation',
    pid: 0,
    tid: 0,
    ts: times[step] ?? 0,
    args: { message, subject, step },
  }));
}

function lifeSlices({ config, records }: RecordedRun, times: readonly number[], threads: Threads): CompleteEvent[] {
  const racks = [initialRack(config), ...records.map(({ snapshot }) => snapshot)];
  return livesOf(racks).map(({ sort, subject, state, from, to }) => {
    const ts = times[from] ?? 0;
    const dur = (times[to] ?? 0) - ts;
    return { ph: 'X', name: state, cat: sort, ...threads.of(`state: ${sort}`, subject), ts, dur, args: { from, to } };
  });
}
