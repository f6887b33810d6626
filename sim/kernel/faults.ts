// The faults that the kernel itself can inject: on messages, links, and steps that declare how they can fail.
// Each is an event like any other; whether one may strike is the budget's business, not this file's.

import type { Event, FaultEvent } from './event.ts';
import type { Simulation } from './simulation.ts';

/** Fault kinds of the kernel, with what each does. */
export const KERNEL_FAULTS = {
  'drop-request': 'a request is lost before it is delivered',
  'drop-reply': 'a reply is lost after the request had its effect',
  duplicate: 'a request is delivered twice, as by a retry',
  delay: 'a message arrives 90 s late (timed reading; untimed, any order is possible anyway)',
  stall: 'a task stands still for 90 s before its next step (timed reading)',
  partition: 'one direction of a link between two processes is cut until it heals',
} as const;

/** Those that only make something late, which means nothing where any order is possible anyway. */
export const TIME_FAULTS: readonly string[] = ['delay', 'stall'] satisfies (keyof typeof KERNEL_FAULTS)[];

/** How late a delayed message or stalled task is, in ms: longer than the modelled clients wait. */
export const DELAY_MS = 90_000;

/** The kernel's faults that could strike now. */
export function kernelFaults<S extends object>(simulation: Simulation<S>): FaultEvent[] {
  const faults: FaultEvent[] = [];
  const add = (fault: string, subject: Event, run: () => void) => {
    const label = `fault: ${fault} "${subject.label}"`;
    faults.push({ kind: 'fault', fault, label, at: 0, sequence: subject.sequence, process: subject.process, run });
  };
  for (const event of simulation.enabled()) {
    if (event.kind === 'request' || event.kind === 'reply') {
      // The reset that a lost message turns into is no message, and cannot be lost again.
      if (!event.call.isLost) add(`drop-${event.kind}`, event, () => simulation.drop(event.call));
      if (event.kind === 'request' && event.call.caller) add('duplicate', event, () => simulation.duplicate(event));
      const [from, to] =
        event.kind === 'request' ? [event.call.from, event.call.ask.to] : [event.call.ask.to, event.call.from];
      if (from !== to) add('partition', event, () => cut(simulation, from, to));
      add('delay', event, () => {
        event.at += DELAY_MS;
      });
    } else if (event.kind === 'step') {
      for (const failure of event.ask.failures) {
        const label = `fault: ${failure.label} "${event.label}"`;
        const run = () => simulation.fail(event, failure);
        const { sequence, process } = event;
        faults.push({ kind: 'fault', fault: failure.kind, label, at: 0, sequence, process, run });
      }
      add('stall', event, () => {
        event.at += DELAY_MS;
      });
    }
  }
  return faults;
}

/** Cuts one direction of a link; an event from outside heals it. */
function cut<S extends object>(simulation: Simulation<S>, from: string, to: string): void {
  const link = `${from}>${to}`;
  simulation.cuts.add(link);
  simulation.addExternal({
    label: `heal ${from} to ${to}`,
    at: simulation.now + DELAY_MS,
    process: '',
    source: 'heal',
    run: () => {
      simulation.cuts.delete(link);
    },
  });
}
