// Recorded runs to render: some of the bundled scenarios, walks with faults, and one whose every text is hostile.

import { recordedRun } from '../../reports/live/recorded.ts';
import type { RecordedRun } from '../../reports/recorded-run.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import type { Scenario } from '../../sim/rack/scenario.ts';
import { courseOf, perform, walkFrom } from '../../sim/search/course.ts';
import { togglesOf } from '../search/local.ts';

/** Text that means something to every format: markup, quotes, line ends, what ends a statement or a cell. */
export const HOSTILE =
  'a <b onload="x()">&amp; \'q\' "d" `c` ]]> --> ; # %% | * _ $x$ \\ {y}, ::error:: % \n \u0007 \u2028 end';

const NOTHING_ODD = { course: 'as told by a test', command: 'rack replay it' };

function record(scenario: Scenario, design: string, seed?: number): RecordedRun {
  const course = seed === undefined ? courseOf(scenario) : walkFrom(seed);
  const run = perform(scenario, togglesOf(design), course, { isRecording: true, isDigesting: true });
  const subject = { scenario: scenario.name, file: null, set: {}, story: scenario, design };
  const strategy = seed === undefined ? 'script' : 'walk';
  return recordedRun(subject, run, { ...NOTHING_ODD, seed: seed ?? null, strategy });
}

export function recordNamed(name: string, design: string, seed?: number): RecordedRun {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return record(scenario, design, seed);
}

/** Every text that comes from a user, and every text that comes of the run, is hostile. */
export function hostileRun(): RecordedRun {
  const run = recordNamed('found/terminate-vs-watcher', 'pr-6795/6');
  const scenario = { ...run.scenario, name: `x/${HOSTILE}`, title: HOSTILE, story: HOSTILE };
  const violations = run.violations.map((violation) => ({ ...violation, message: HOSTILE, subject: HOSTILE }));
  const records = run.records.map((each) => ({ ...each, details: [...each.details, `superseded: ${HOSTILE}`] }));
  const texts = { course: HOSTILE, command: HOSTILE, expected: HOSTILE, surprises: [HOSTILE] };
  return { ...run, ...texts, scenario, violations, records, origin: { ...run.origin, scenario: scenario.name } };
}

/** A script, a crash, and walks with faults of every kind. */
export const RUNS: readonly (readonly [name: string, make: () => RecordedRun])[] = [
  ['a script', () => recordNamed('found/terminate-vs-watcher', 'pr-6795/6')],
  ['a crash', () => recordNamed('history/lock-leak', 'oct-2024')],
  ['a migration', () => recordNamed('found/lost-finish', 'oct-2024')],
  ['one walk', () => recordNamed('workloads/one-instance', 'pr-6795/6', 3)],
  ['another walk', () => recordNamed('workloads/two-instances', 'oct-2024', 8)],
  ['hostile text', hostileRun],
];
