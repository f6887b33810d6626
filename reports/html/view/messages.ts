// Messages between lanes: when each was sent, and when it arrived or was lost.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import { clientLane, laneOf } from './lanes.ts';

export interface Message {
  readonly sort: 'request' | 'reply';
  readonly fate: 'delivered' | 'lost' | 'timeout';
  /** The step that sent it; 0 when that was before the run. */
  readonly from: number;
  /** The step at which it arrived or was lost. */
  readonly to: number;
  readonly fromLane: string;
  readonly toLane: string;
  /** The call, as its label names it. */
  readonly what: string;
}

const LOST = /^fault: drop-(request|reply) "(.*) (?:request|reply)( \(\d+\))?"$/;

export function messagesOf(records: readonly StepRecord[]): Message[] {
  return records.flatMap((record, at) => {
    const before = records[at - 1];
    const message = deliveredBy(record, before) ?? lostBy(record, before);
    return message === undefined || message.fromLane === message.toLane ? [] : [message];
  });
}

function deliveredBy(record: StepRecord, before: StepRecord | undefined): Message | undefined {
  const { kind, label, index, cause } = record;
  if (kind !== 'request' && kind !== 'reply') return undefined;
  const what = label.replace(/ (request|reply)( \(\d+\))?$/, '');
  const call = callOf(what, before);
  if (call === undefined) return undefined;
  const ends = kind === 'request' ? [call.from, call.to] : [call.to, call.from];
  return { sort: kind, fate: 'delivered', from: cause, to: index, what, ...lanesOfEnds(ends, what) };
}

function lostBy(record: StepRecord, before: StepRecord | undefined): Message | undefined {
  const [, sort, what] = LOST.exec(record.label) ?? [];
  const call = what === undefined ? undefined : callOf(what, before);
  if (what === undefined || call === undefined) return undefined;
  const ends = sort === 'request' ? [call.from, call.to] : [call.to, call.from];
  const { cause, index } = record;
  return { sort: sort as Message['sort'], fate: 'lost', from: cause, to: index, what, ...lanesOfEnds(ends, what) };
}

/** The call whose message a step is about, as it stood before the step. */
function callOf(label: string, before: StepRecord | undefined) {
  return before?.calls.find((call) => call.label === label);
}

function lanesOfEnds([from, to]: readonly (string | undefined)[], label: string): { fromLane: string; toLane: string } {
  const lane = (process: string | undefined) =>
    process === 'client' ? clientLane(label) : (laneOf({ process: process ?? '', label }) ?? '');
  return { fromLane: lane(from), toLane: lane(to) };
}
