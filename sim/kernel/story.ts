// The record of a run, step by step: snapshot, patches, words, and who waits for what. It exists only while
// recording, so that an unrecorded run builds none of it.

import type { Ask, Outcome, StepAsk } from './ask.ts';
import { Rejection } from './ask.ts';
import type { Call, Event } from './event.ts';
import type { StepRecord } from './observers.ts';
import type { RecordingStore } from './recorder.ts';
import type { Task } from './task.ts';

export class Story<S extends object> {
  readonly records: StepRecord<S>[] = [];
  private readonly store: RecordingStore<S>;
  private details: string[] = [];
  /** One a step: how many events there had ever been when it began, and when it ended. */
  private readonly counts: { readonly before: number; after: number }[] = [];

  constructor(store: RecordingStore<S>) {
    this.store = store;
  }

  /** Begins a step, when there have ever been so many events. */
  open(count: number): void {
    this.counts.push({ before: count, after: count });
  }

  /** Adds a sentence to the step under way. */
  tell(text: string): void {
    this.details.push(text);
  }

  /** Adds what came of a step, where there is more to say than its label does. */
  tellStep(ask: StepAsk, outcome: Outcome<unknown>): void {
    if (outcome.ok) {
      if (ask.describe) this.details.push(ask.describe(outcome.value as never, this.store.state as never));
    } else if (outcome.error instanceof Rejection) {
      this.details.push(`refused: ${JSON.stringify(outcome.error.reason)}`);
    }
  }

  /**
   * Ends the step under way, when there have ever been `count` events. What was told and changed since the last one,
   * set-up included, is part of it.
   */
  close(event: Event, now: number, count: number, tasks: Iterable<Task>, calls: Iterable<Call>): StepRecord<S> {
    const own = this.counts[this.counts.length - 1];
    if (own) own.after = count;
    const record: StepRecord<S> = {
      index: this.counts.length,
      label: event.label,
      kind: event.kind,
      process: event.process,
      cause: this.stepThatAdded(event),
      now,
      details: this.details,
      patches: this.store.takePatches(),
      snapshot: this.store.state,
      tasks: Array.from(tasks, ({ name, process, waiting }) => ({ name, process, waitingFor: describeAsk(waiting) })),
      calls: Array.from(calls, ({ label, from, ask, phase }) => ({ label, from, to: ask.to, phase })),
    };
    this.details = [];
    this.records.push(record);
    return record;
  }

  /** 0 for an event that was there before the first step, or that somebody added between two. */
  private stepThatAdded({ sequence }: Event): number {
    const index = this.counts.findLastIndex(({ before }) => before < sequence);
    return index >= 0 && sequence <= (this.counts[index]?.after ?? 0) ? index + 1 : 0;
  }
}

/** An answer in words. */
export function describeOutcome(outcome: Outcome<unknown>): string {
  return outcome.ok ? `answer: ${JSON.stringify(outcome.value)}` : `error: ${JSON.stringify(outcome.error)}`;
}

function describeAsk(ask: Ask | undefined): string {
  if (ask === undefined) return '';
  return 'label' in ask ? ask.label : ask.kind;
}
