// Read as ShiViz reads a file that is opened in it: js/shiviz.js and js/model/{parser,modelGraph}.js of
// DistributedClocks/shiviz.

import { describe, expect, it } from 'vitest';
import { happensBefore } from '../../reports/happens-before.ts';
import { shivizLog } from '../../reports/shiviz/shiviz.ts';
import { HOSTILE, hostileRun, RUNS } from './runs.ts';

interface LoggedEvent {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
  readonly event: string;
}

/** The first line is the expression, the second what parts executions; every line after them must be an event. */
function parse(log: string): LoggedEvent[] {
  const [expression = '', delimiter, ...lines] = log.trimEnd().split('\n');
  expect(delimiter).toBe('');
  const pattern = new RegExp(`^${expression}$`);
  return lines.map((line) => {
    const { host = '', clock = '', event = '' } = pattern.exec(line)?.groups ?? {};
    expect(event, line).not.toBe('');
    return { host, clock: JSON.parse(clock), event };
  });
}

/** What ShiViz refuses, in its words. */
function complaints(events: readonly LoggedEvent[]): string[] {
  const found: string[] = [];
  const byHost = new Map<string, LoggedEvent[]>();
  for (const event of events) byHost.set(event.host, [...(byHost.get(event.host) ?? []), event]);
  for (const { host, clock, event } of events) {
    if (!(host in clock)) found.push(`Local host "${host}" is missing from timestamp: ${event}`);
    for (const [other, time] of Object.entries(clock)) {
      const own = byHost.get(other);
      if (own === undefined) found.push(`unrecognized host "${other}": ${event}`);
      else if (time < 1 || time > own.length) found.push(`invalid clock value ${time} for host "${other}": ${event}`);
      // A clock is closed: who has seen an event has seen all that it had seen.
      const last = own?.[other === host ? time - 2 : time - 1];
      for (const [third, seen] of Object.entries(last?.clock ?? {})) {
        if ((clock[third] ?? 0) < seen)
          found.push(`impermissible vector clock: ${event} has not seen ${third} ${seen}`);
      }
    }
  }
  for (const [host, own] of byHost) {
    own.forEach(({ clock }, index) => {
      if (clock[host] !== index + 1) found.push(`Clock values for ${host} must increase by 1: ${clock[host]}`);
    });
  }
  return found;
}

const isBefore = (a: LoggedEvent, b: LoggedEvent) => (b.clock[a.host] ?? 0) >= (a.clock[a.host] ?? 0);

describe('the ShiViz log', () => {
  it.each(RUNS)('of %s is one that ShiViz reads and whose clocks it accepts', (_, make) => {
    const run = make();
    const events = parse(shivizLog(run));

    expect(events).toHaveLength(run.records.length);
    expect(complaints(events)).toEqual([]);
  });

  it.each(RUNS)('of %s has each step after its causes, and no step before one that came earlier', (_, make) => {
    const run = make();
    const events = parse(shivizLog(run));

    for (const { record, causes } of happensBefore(run.records)) {
      const own = events[record.index - 1] as LoggedEvent;
      for (const cause of [record.cause, ...causes].filter((step) => step > 0)) {
        expect(isBefore(events[cause - 1] as LoggedEvent, own)).toBe(true);
      }
      for (const later of events.slice(record.index)) expect(isBefore(later, own)).toBe(false);
    }
  });

  it('keeps a hostile text to its line', () => {
    const events = parse(shivizLog(hostileRun()));

    expect(events.filter(({ event }) => event.includes('<b onload="x()">')).length).toBe(events.length);
    expect(HOSTILE).toContain('\n');
  });

  it('is refused by these rules when a clock is wrong', () => {
    const events = parse(shivizLog(RUNS[0]?.[1]() as never));
    const late = events.findIndex(({ host, clock }) => Object.keys(clock).length > 2 && clock[host] === 2);
    const broken = events.map((event, index) => (index === late ? { ...event, clock: { [event.host]: 2 } } : event));

    expect(complaints(broken)).not.toEqual([]);
  });
});
