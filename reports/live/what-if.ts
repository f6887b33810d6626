// The simulator behind a page: makes runs that go another way from a step on. Every fork is made from the beginning,
// by its labels, so that it is what a saved schedule of it will replay to.

import type { Event } from '../../sim/kernel/event.ts';
import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { BACKGROUND_TASKS } from '../../sim/rack/rack.ts';
import { causesOf } from '../../sim/search/cause/cause.ts';
import { defaultStrategy } from '../../sim/search/default.ts';
import { earliest } from '../../sim/search/drain.ts';
import { Replay } from '../../sim/search/replay.ts';
import { Run } from '../../sim/search/run.ts';
import { formatSchedule } from '../../sim/search/schedule.ts';
import type { Strategy } from '../../sim/search/strategy.ts';
import { scheduleOf } from '../../sim/search/witness.ts';
import type { Fork, ForkPlan, OpenChoice, WhatIf } from '../html/view/what-if.ts';
import type { FoundCause, RecordedRun } from '../recorded-run.ts';
import { recordedRun, type Subject } from './recorded.ts';
import { togglesOf } from './toggles.ts';

const STRATEGY = 'what-if';
const COMMAND = 'save the schedule, and: npm run -s rack -- replay FILE';

export function makeWhatIf(subject: Omit<Subject, 'design'>): WhatIf {
  return {
    designs: DESIGNS.map(({ name, what }) => ({ name, what })),
    choicesAt: (run, step, design) => choicesOf(played(subject, design, wayTo(run, step)).run),
    fork: (run, plan) => fork(subject, run, plan),
    follow: (choices, design, course) => follow(subject, choices, design, course),
    explain: (run) => explain(subject, run),
    save: (run) => save(subject, run),
  };
}

/** The choices of a run. */
function labelsOf(run: RecordedRun): string[] {
  return run.records.slice(0, run.choices).map(({ label }) => label);
}

/** The way to a step, as choices: what the drain did by itself is written out, and its ticks are steps of their own. */
function wayTo({ records, choices, ticks }: RecordedRun, step: number): string[] {
  return records.slice(0, step).flatMap(({ label }, index) => {
    const before = index < choices ? [] : ticks.filter(({ after }) => after === index);
    return [...before.map((tick) => tick.label), label];
  });
}

function played(subject: Pick<Subject, 'story'>, design: string, labels: readonly string[], isRecording = false) {
  const run = new Run(subject.story, togglesOf(design), { isRecording, isDigesting: isRecording });
  const replay = new Replay(labels, 'lenient');
  for (let event = replay.next(run); event !== undefined; event = replay.next(run)) run.take(event);
  return { run, replay };
}

function fork(subject: Omit<Subject, 'design'>, from: RecordedRun, plan: ForkPlan): Fork & { readonly at: number } {
  const { step, choice, design, sequel } = plan;
  const labels = [...wayTo(from, step), ...(choice === null ? [] : [choice])];
  const { run, replay } = played(subject, design, labels, true);
  const at = run.labels.length;
  let later: Replay | undefined;
  if (sequel === 'recorded') later = new Replay(restOf(from, step, choice), 'lenient');
  if (sequel !== 'stop') run.play(later === undefined ? defaultStrategy : inTurn(later));
  const kept = choice === null ? `the first ${step} steps` : `the first ${step} steps, then "${choice}"`;
  return {
    run: forked({ ...subject, design }, run, `what if: ${kept}${SEQUELS[sequel]}`),
    at,
    isOpen: sequel === 'stop',
    divergence: divergenceOf(replay) ?? (later ? divergenceOf(later) : null),
  };
}

function follow(subject: Omit<Subject, 'design'>, choices: readonly string[], design: string, course: string): Fork {
  const { run, replay } = played(subject, design, choices, true);
  run.finish();
  return {
    run: forked({ ...subject, design }, run, course),
    isOpen: false,
    divergence: divergenceOf(replay),
  };
}

function explain({ story }: Omit<Subject, 'design'>, run: RecordedRun): readonly FoundCause[] {
  const course = { kind: 'replay', replay: new Replay(labelsOf(run), 'lenient') } as const;
  return causesOf(story, togglesOf(run.design), course).causes;
}

/** What a scenario expects of a design, it does not expect of what a reader makes of it. */
function forked(subject: Subject, run: Run, course: string): RecordedRun {
  const telling = { course, command: COMMAND, seed: null, strategy: STRATEGY };
  return { ...recordedRun(subject, run, telling), expected: 'nothing is stated', surprises: [] };
}

function divergenceOf({ divergence }: Replay): string | null {
  return divergence ? `after step ${divergence.step} "${divergence.wanted}" was not possible` : null;
}

const SEQUELS: Readonly<Record<ForkPlan['sequel'], string>> = {
  default: ', then in default order',
  recorded: ', then as recorded where that is possible',
  stop: '; step by step',
};

/** What was recorded after the step, without the choice that was taken before its turn. A drain comes by itself. */
function restOf(from: RecordedRun, step: number, choice: string | null): readonly string[] {
  const end = step < from.choices ? from.choices : from.records.length;
  const rest = wayTo(from, end).slice(wayTo(from, step).length);
  const early = choice === null ? -1 : rest.indexOf(choice);
  return early < 0 ? rest : rest.toSpliced(early, 1);
}

/** Follows the replay to its end and nothing after it: the drain does the rest. */
function inTurn(replay: Replay): Strategy {
  return { next: (run) => replay.next(run) };
}

function choicesOf(run: Run): OpenChoice[] {
  const enabled = run.enabled();
  const first = earliest(enabled);
  const allowed = new Set(run.faults().map(({ label }) => label));
  const planned = new Set(enabled.map(({ label }) => label));
  const ticks = run.config.nexuses.flatMap((nexus) => BACKGROUND_TASKS.map((task) => `tick: ${nexus} ${task}`));
  const base = { fault: null, isDefault: false, isBeyondBudget: false };
  return [
    ...enabled.map((event): OpenChoice => {
      return { ...base, label: event.label, sort: sortOf(event), isDefault: event === first };
    }),
    // A tick may come at any time, as in a script.
    ...ticks.filter((label) => !planned.has(label)).map((label): OpenChoice => ({ ...base, label, sort: 'tick' })),
    ...run.simulation.faults().map(({ label, fault }): OpenChoice => {
      return { label, sort: 'fault', fault, isDefault: false, isBeyondBudget: !allowed.has(label) };
    }),
  ];
}

function sortOf(event: Event): OpenChoice['sort'] {
  if (event.kind === 'external') return event.source === 'tick' ? 'tick' : 'outside';
  return event.kind === 'timer' && event.call !== undefined && !event.call.isLost ? 'timeout' : 'inside';
}

/** Made once more, to its end, without a record. */
function save({ story, scenario, set }: Omit<Subject, 'design'>, from: RecordedRun): { name: string; text: string } {
  const { design } = from;
  const run = new Run(story, togglesOf(design), { isDigesting: true });
  run.play(new Replay(labelsOf(from), 'lenient'));
  const first = run.violations.find(({ isSoft }) => !isSoft);
  const origin = { scenario, design, set, seed: null, strategy: STRATEGY };
  const name = [scenario, design, STRATEGY].map((part) => part.replace(/[^A-Za-z0-9._+-]+/g, '-')).join('-');
  return { name: `${name}.schedule.json`, text: formatSchedule(scheduleOf(run, origin, first?.invariant)) };
}
