// The messages of a run: who sent each to whom, at which step it left, and at which it arrived or was lost.

import type { CallView, StepRecord } from '../sim/kernel/observers.ts';

/** A request or a reply that arrived or was lost. */
export interface Message {
  readonly kind: 'request' | 'reply';
  /** What the call is called, without its caller: `sled-1 unregister vmm-1`. */
  readonly what: string;
  /** Processes. */
  readonly from: string;
  readonly to: string;
  /** The step that sent it. */
  readonly sent: number;
  /** The step at which it arrived or was lost. */
  readonly step: number;
  readonly isLost: boolean;
}

/** The message that a step delivered or lost. `records` are all steps of the run. */
export function messageOf(record: StepRecord, records: readonly StepRecord[]): Message | undefined {
  const { kind, label, cause, index } = record;
  if (kind === 'request' || kind === 'reply') return find(label, false);
  const [, dropped] = /^fault: drop-(?:request|reply) "(.*)"$/.exec(label) ?? [];
  return dropped === undefined ? undefined : find(dropped, true);

  function find(event: string, isLost: boolean): Message | undefined {
    const [, call, sort] = /^(.*) (request|reply)(?: \(\d+\))?$/.exec(event) ?? [];
    const view = callsAfter(cause, records).find((one) => one.label === call);
    if (call === undefined || view === undefined) return undefined;
    const [from, to] = sort === 'request' ? [view.from, view.to] : [view.to, view.from];
    const what = call.slice(call.indexOf(': ') + 2);
    return { kind: sort as Message['kind'], what, from, to, sent: cause, step: index, isLost };
  }
}

/** The calls under way after a step. */
function callsAfter(step: number, records: readonly StepRecord[]): readonly CallView[] {
  return records[step - 1]?.calls ?? [];
}
