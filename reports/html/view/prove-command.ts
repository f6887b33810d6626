// From a step of a run to a proof of all that may come after it.

import type { RecordedRun } from '../../recorded-run.ts';

const REPLAY = 'rack -- replay ';

/**
 * The command that looks at everything that may come after a step, under another design if one is named; nothing where
 * the run is in no file, and where nothing was chosen.
 */
export function proveCommand(
  { command, choices }: Pick<RecordedRun, 'command' | 'choices'>,
  step: number,
  otherDesign: string | null,
): string | undefined {
  if (!command.includes(REPLAY) || step < 1 || step > choices) return undefined;
  const design = otherDesign === null ? '' : ` --design ${otherDesign}`;
  return `${command.replace(REPLAY, 'rack -- prove ')}${design} --after ${step}`;
}
