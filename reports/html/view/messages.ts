// Messages between lanes: when each was sent, and when it arrived or was lost.

import type { StepRecord } from '../../../sim/kernel/observers.ts';
import { type Message, messageOf } from '../../messages.ts';
import { clientLane } from './lanes.ts';

export interface LaneMessage extends Message {
  readonly fromLane: string;
  readonly toLane: string;
}

/** In order of arrival. What a process sends to itself is left out. */
export function messagesOf(records: readonly StepRecord[]): LaneMessage[] {
  return records.flatMap((record) => {
    const message = messageOf(record, records);
    if (message === undefined || message.from === message.to) return [];
    const label = record.label.replace(/^fault: \S+ "(.*)"$/, '$1');
    const laneOf = (process: string) => (process === 'client' ? clientLane(label) : process);
    return [{ ...message, fromLane: laneOf(message.from), toLane: laneOf(message.to) }];
  });
}
