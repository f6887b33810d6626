// An event is something that may happen next. Strategies choose among events and nothing else: the next
// statement, a delivery, a timer, a model choice, a client's request and a fault are all events.

import type { CallAsk, Outcome, StepAsk } from './ask.ts';
import type { Task } from './task.ts';

interface EventBase {
  /** Stable across runs of the same model: `<task>: <point>`. Schedules are matched by it. */
  readonly label: string;
  /** When it happens in the timed reading, in ms of virtual time. */
  at: number;
  /** Order of creation; breaks ties of `at`. */
  readonly sequence: number;
  /**
   * The process it happens on. A crash of that process takes the event away, unless it is a request, which
   * meets whatever is there when it arrives, or comes from outside.
   */
  readonly process: string;
}

export interface StepEvent extends EventBase {
  readonly kind: 'step';
  readonly task: Task;
  readonly ask: StepAsk;
}
export interface ParkEvent extends EventBase {
  readonly kind: 'park';
  readonly task: Task;
  readonly value: unknown;
}
export interface ChoiceEvent extends EventBase {
  readonly kind: 'choice';
  readonly task: Task;
  readonly option: string;
}
export interface MessageEvent extends EventBase {
  readonly kind: 'request' | 'reply';
  readonly call: Call;
}
export interface TimerEvent extends EventBase {
  readonly kind: 'timer';
  readonly task: Task;
  /** Set for a call's client-side timeout. */
  readonly call: Call | undefined;
}
export interface ExternalEvent extends EventBase {
  readonly kind: 'external';
  /** What sort of thing from outside: `operation`, `tick`, `restart`... Budgets and shrinking go by it. */
  readonly source: string;
  readonly run: () => void;
}
export interface FaultEvent extends EventBase {
  readonly kind: 'fault';
  /** The fault kind that the budget counts. */
  readonly fault: string;
  readonly run: () => void;
}

export type Event = StepEvent | ParkEvent | ChoiceEvent | MessageEvent | TimerEvent | ExternalEvent | FaultEvent;

/** A remote call on its way. */
export interface Call {
  readonly id: number;
  readonly label: string;
  readonly ask: CallAsk;
  readonly from: string;
  /** The waiting task; gone once it has an outcome. */
  caller: Task | undefined;
  /** `request`, `reply`: that message is on its way. `served`: delivered and not answered yet. */
  phase: 'request' | 'served' | 'reply' | 'done';
  /** The message was dropped: only a timeout can end the wait, so the timeout is no longer spurious. */
  isLost: boolean;
  outcome: Outcome<unknown> | undefined;
}
