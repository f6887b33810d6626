// A run as JSON Lines, for `jq`, notebooks and databases: every step with its words, its causes and its patches.

import { initialRack } from '../../sim/rack/hardware/initial.ts';
import { happensBefore } from '../happens-before.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { withChanges } from '../text/changes.ts';
import { tellStep } from '../text/words.ts';
import { JSONL_FORMAT, type Line } from './lines.ts';

export function jsonLines(run: RecordedRun): string {
  return linesOf(run)
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

function linesOf(run: RecordedRun): Line[] {
  const initial = initialRack(run.config);
  const told = withChanges(run.records, initial);
  const { scenario, design, config, course, origin, command } = run;
  const steps = happensBefore(run.records).flatMap(({ record, lane, causes }, index): Line[] => {
    const { who, what, details } = tellStep(record);
    const step: Line = {
      kind: 'step',
      step: record.index,
      label: record.label,
      event: record.kind,
      process: record.process,
      lane,
      causes: [...causes],
      timeMs: record.now,
      isDrain: record.index > run.choices,
      who,
      what,
      details: [...details],
      changes: (told[index]?.changes ?? []).map(({ sort, text }) => ({ sort, text })),
      patches: [...record.patches],
    };
    return [step, ...violationsAt(run, record.index)];
  });
  return [
    {
      kind: 'run',
      format: JSONL_FORMAT,
      scenario: scenario.name,
      title: scenario.title,
      story: scenario.story,
      design,
      toggles: { ...config.toggles },
      course,
      strategy: origin.strategy,
      seed: origin.seed,
      command,
      initial: { ...initial },
    },
    ...violationsAt(run, 0),
    ...steps,
    endLine(run),
  ];
}

function violationsAt({ violations }: RecordedRun, at: number): Line[] {
  return violations
    .filter(({ step }) => step === at)
    .map(({ invariant, isSoft, isAtRest, subject, message, step }) => ({
      kind: 'violation',
      step,
      invariant,
      isSoft,
      isAtRest,
      subject,
      message,
    }));
}

function endLine({ verdict, expected, surprises, records, choices, marks, digest }: RecordedRun): Line {
  return {
    kind: 'end',
    verdict,
    expected,
    surprises: [...surprises],
    steps: records.length,
    choices,
    marks: Object.fromEntries(marks),
    digest,
  };
}
