// What the machine keeps in cells beside the model's state: plain data, so that it is part of the state like any row.

import type { Outcome } from '../ask.ts';
import type { Sort } from './cells.ts';
import type { Node } from './nodes.ts';

/** Who is told when a task ends. */
export type End =
  | null
  /** The parent of an `all`, by name; `index` is the child's place in it. */
  | { readonly join: string; readonly index: number }
  /** The caller of a request, by the call's name. */
  | { readonly call: string }
  /** Whoever gave a callback when it was spawned, by the task's name. */
  | { readonly told: string };

/** A task that waits. */
export interface TaskRecord {
  readonly name: string;
  readonly process: string;
  readonly node: Node;
  readonly end: End;
  /** Set once what it waited for is there, and taking it is the next step: `label` says what it was. */
  readonly woken: { readonly label: string; readonly value: unknown } | null;
  /** Of an `all`: the outcomes so far, `null` where there is none. */
  readonly outcomes: readonly (Outcome<unknown> | null)[] | null;
}

/** A record as far as its text goes. */
type TaskText = Omit<TaskRecord, 'name' | 'node'> & { readonly node: Pick<Node, 'key'> };

/** What tells a task's record from others of that task. */
export function textOfTask({ process, node, end, woken, outcomes }: TaskText): string {
  return JSON.stringify([process, node.key, end, woken, outcomes]);
}

/** As much of a record of that sort as its text says. */
export function dataOfText(sort: Sort, text: string): unknown {
  const data = JSON.parse(text);
  return sort === 'task' ? { process: data[0] } : data;
}

/** A remote call while a message of it travels or its callee serves it. */
export interface CallRecord {
  /** Unique among the calls under way. */
  readonly name: string;
  readonly label: string;
  /** Label of the request's delivery, unique among what may happen next. */
  readonly requestLabel: string;
  readonly from: string;
  readonly to: string;
  readonly endpoint: string;
  readonly request: unknown;
  readonly latencyMs: number;
  readonly hasTimeout: boolean;
  /** The waiting task; `null` once it waits no more. */
  readonly caller: string | null;
  readonly phase: 'request' | 'served' | 'reply';
  readonly isLost: boolean;
  readonly outcome: Outcome<unknown> | null;
}

/** What tells a call's record from others of that call: how long its messages take does not. */
export function textOfCall({ latencyMs: _, ...call }: CallRecord): string {
  return JSON.stringify(call);
}

/** Who waits on a channel. */
export interface WaitRecord {
  readonly task: string;
  readonly process: string;
}

/** What was left in a channel, and by whom. */
export interface LeftRecord {
  readonly value: unknown;
  readonly process: string;
}

/** Something from outside that may happen. What it does is looked up by its label. */
export interface ExternalRecord {
  readonly label: string;
  readonly process: string;
  readonly source: string;
}

/** The processes that a record concerns: what a kill of one of them must look at. */
export function processesOf(sort: 'task' | 'call' | 'wait' | 'left', record: unknown): readonly string[] {
  if (sort !== 'call') return [(record as TaskRecord | WaitRecord | LeftRecord).process];
  const { from, to } = record as CallRecord;
  return [from, to];
}
