// `rack replay`: runs a saved schedule, and says whether it reproduces and where it diverges.

import { dirname } from 'node:path';
import { DefectError } from '../search/course.ts';
import { describeExpectation } from '../search/expectation.ts';
import { MODEL_VERSION, type Schedule } from '../search/schedule.ts';
import { type Replayed, replaySchedule } from '../search/witness.ts';
import { type ExitCode, exitCodeOf, UsageError } from './exit.ts';
import { runDocument, verdictOf } from './recorded.ts';
import { isBeside, quote, readSchedule } from './save.ts';
import { findInvariants, type Selection, select } from './selection.ts';
import { printJson, type Terminal } from './terminal.ts';

/** A schedule file that was run again. */
export interface ReplayedFile extends Replayed {
  readonly schedule: Schedule;
  readonly selection: Selection;
}

export async function replayVerb(
  terminal: Terminal,
  file: string,
  options: { readonly json?: true },
): Promise<ExitCode> {
  const replayed = await replayFile(file, false);
  const { run, selection, schedule } = replayed;
  if (options.json) printJson(terminal, replayDocument(replayed, file));
  else {
    terminal.print(`${selection.scenario} under ${selection.design}: ${schedule.choices.length} choices from ${file}`);
    for (const line of outcomeLines(replayed)) terminal.print(line);
    for (const { invariant, message, step, isSoft } of run.violations) {
      terminal.print(`${isSoft ? 'soft    ' : 'violated'}  ${invariant}, after step ${step}: ${message}`);
    }
    terminal.print(`expected  ${describeExpectation(selection.story.expected[selection.design])}`);
    terminal.print(`npm run -s rack -- report ${quote(file)} --format text`);
  }
  return exitCodeOf(verdictOf(run));
}

export function replayDocument(replayed: ReplayedFile, file: string) {
  const { run, selection, schedule, isReproduced, isSameDigest, divergence } = replayed;
  return {
    ...runDocument(selection, run, schedule.seed, file),
    reproduced: isReproduced ?? null,
    sameDigest: isSameDigest,
    divergence: divergence ?? null,
  };
}

/** Throws {@link UsageError} that names the file. */
export async function replayFile(file: string, isRecording: boolean): Promise<ReplayedFile> {
  const schedule = readSchedule(file);
  const { scenario, design, set } = schedule;
  // A scenario file is looked for from here, and then beside the schedule.
  const folder = isBeside(scenario) ? dirname(file) : process.cwd();
  try {
    if (schedule.violation) findInvariants([schedule.violation.invariant]);
    const selection = await select({ scenario, design, set }, folder);
    return { ...replaySchedule(schedule, selection.story, selection.toggles, { isRecording }), schedule, selection };
  } catch (error) {
    if (error instanceof UsageError || error instanceof DefectError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

export function outcomeLines({ schedule, run, isReproduced, isSameDigest, divergence }: ReplayedFile): string[] {
  const lines: string[] = [];
  const { violation } = schedule;
  if (violation) {
    lines.push(isReproduced ? `reproduced: ${violation.invariant}` : `NOT reproduced: ${violation.invariant} holds`);
  }
  lines.push(
    isSameDigest
      ? `digest ${schedule.digest}, as recorded`
      : `digest ${run.simulation.digest}; recorded was ${schedule.digest}: the same choices led elsewhere`,
  );
  if (schedule.modelVersion !== MODEL_VERSION) {
    lines.push(`recorded with version ${schedule.modelVersion} of the model; this is ${MODEL_VERSION}`);
  }
  if (divergence) {
    const { step, choice, wanted, possible } = divergence;
    const instead = possible.length > 0 ? possible.map((label) => `"${label}"`).join(', ') : 'nothing';
    lines.push(`diverges after step ${step}: choice ${choice} is "${wanted}"; possible there: ${instead}`);
  }
  return lines;
}
