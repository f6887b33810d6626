// The events of the Trace Event Format that a run needs. Perfetto (https://ui.perfetto.dev) and Chrome's own tracing
// page read it.
//
// Source: "Trace Event Format", https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.

interface EventBase {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
}

interface TimedEvent extends EventBase {
  /** Categories, with commas between them. */
  readonly cat: string;
  /** In microseconds. */
  readonly ts: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A thing with a beginning and an end on one thread. Two on a thread lie apart or one in the other. */
export interface CompleteEvent extends TimedEvent {
  readonly ph: 'X';
  /** In microseconds. */
  readonly dur: number;
}

/** A thing that takes no time, drawn on its thread, its process, or across all. */
export interface InstantEvent extends TimedEvent {
  readonly ph: 'i';
  readonly s: 't' | 'p' | 'g';
}

/** Beginning or end of an arrow between two slices, bound by `cat` and `id`. */
export interface FlowEvent extends TimedEvent {
  readonly ph: 's' | 'f';
  readonly id: number;
  /** Ends at the slice around it, and not at the next one. */
  readonly bp?: 'e';
}

/** What a process or a thread is called, and where it stands. */
export interface MetadataEvent extends EventBase {
  readonly ph: 'M';
  readonly name: 'process_name' | 'process_sort_index' | 'thread_name' | 'thread_sort_index';
  readonly args: { readonly name: string } | { readonly sort_index: number };
}

export type TraceEvent = CompleteEvent | InstantEvent | FlowEvent | MetadataEvent;

export interface TraceFile {
  readonly traceEvents: readonly TraceEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string>>;
}
