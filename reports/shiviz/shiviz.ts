// A run as a log for ShiViz (https://bestchai.bitbucket.io/shiviz/), which draws it as a space-time diagram.
// A host is a task, or a process where no task acts; clocks are vector clocks of what happens before what.
//
// Source of the format: js/shiviz.js and js/model of DistributedClocks/shiviz. A file that is opened there begins with
// the regular expression of an event and that of the line between two runs, which is empty: there is one run.

import { happensBefore } from '../happens-before.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { showTime, tellStep } from '../text/words.ts';

/** How an event is read: ShiViz puts it between `^` and `$` and searches by it, line by line. */
const SHIVIZ_EVENT = '(?<host>\\S+) (?<clock>\\{.*\\}) (?<step>\\d+) (?<time>[\\d.]+s) (?<event>.*)';

/** A vector clock: events seen so far, by host. */
type Clock = Readonly<Record<string, number>>;

/** The log, one line an event. */
export function shivizLog(run: RecordedRun): string {
  const clocks: Clock[] = [];
  const lanes = new Map<string, Clock>();
  const lines = happensBefore(run.records).map(({ record, lane, causes }) => {
    const host = hostOf(lane);
    const seen = [lanes.get(host) ?? {}, ...causes.map((step) => clocks[step - 1] ?? {})];
    const clock = tick(host, seen);
    clocks.push(clock);
    lanes.set(host, clock);
    const broken = run.violations
      .filter(({ step }) => step === record.index)
      .map(({ invariant }) => `VIOLATED ${invariant}`);
    const { what, details } = tellStep(record);
    const event = [[what, ...details].join(': '), ...broken].join('; ');
    return `${host} ${JSON.stringify(clock)} ${record.index} ${showTime(record.now)} ${oneLine(event)}`;
  });
  return `${[SHIVIZ_EVENT, '', ...lines].join('\n')}\n`;
}

/** The next event of a host that has seen all that these clocks have. The host comes first, for the reader's eye. */
function tick(host: string, seen: readonly Clock[]): Clock {
  const clock: Record<string, number> = { [host]: 0 };
  for (const other of seen) {
    for (const [name, count] of Object.entries(other)) clock[name] = Math.max(clock[name] ?? 0, count);
  }
  clock[host] = (clock[host] ?? 0) + 1;
  return clock;
}

/** Hosts are words to ShiViz. */
function hostOf(lane: string): string {
  return lane.replace(/\s+/g, '_');
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
