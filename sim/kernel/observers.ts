// The kernel's announcements. Observers subscribe on an emitter; with no listener nothing is built.

import type { Patch } from 'immer';
import type { Event } from './event.ts';

/** One step of a recorded run. */
export interface StepRecord<S = unknown> {
  /** 1 for the first step. */
  readonly index: number;
  readonly label: string;
  readonly kind: Event['kind'];
  readonly process: string;
  /**
   * The step during which it became possible: the one before it of its task, the sending of its message, the start
   * of its task... 0 for what nothing in the run made possible: a request, a tick. A fault that strikes an event has
   * the cause of that event.
   */
  readonly cause: number;
  /** Virtual time in ms after the step. */
  readonly now: number;
  /** What came of it, in words; empty where the label says it all. */
  readonly details: readonly string[];
  readonly patches: readonly Patch[];
  /** The state after the step, frozen. */
  readonly snapshot: S;
  readonly tasks: readonly TaskView[];
  readonly calls: readonly CallView[];
}

export interface TaskView {
  readonly name: string;
  readonly process: string;
  readonly waitingFor: string;
}

export interface CallView {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly phase: string;
}

export interface Announcements<S = unknown> {
  /** After every step, with the event that was taken. */
  step: (event: Event, index: number) => void;
  /** After every step of a recorded run. */
  record: (record: StepRecord<S>) => void;
  /** A request or a reply was delivered, or a message of a call was lost. */
  message: (what: 'request' | 'reply' | 'lost', label: string) => void;
  fault: (kind: string, label: string) => void;
  mark: (name: string) => void;
  violation: (invariant: string, message: string) => void;
  end: () => void;
}
