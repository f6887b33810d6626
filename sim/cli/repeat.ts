// A run, as a command makes it. A script of the user's own could look at a clock or count its calls, and then what it
// finds would never come again: its run is made twice, and must be the same.

import type { Course } from '../search/course.ts';
import type { Run, RunOptions } from '../search/run.ts';
import { follow, parting } from '../search/trail.ts';
import { UsageError } from './exit.ts';
import { namingFile, type Selection } from './selection.ts';

/** Throws as `perform` does, naming a file of the user's own; and {@link UsageError} for a run that varies. */
export function performTwice(selection: Selection, course: Course, options: RunOptions): Run {
  const { story, toggles, scenario, file } = selection;
  try {
    const first = follow(story, toggles, course, options);
    if (file === null || course.kind !== 'script') return first.run;
    const part = parting(first.trail, follow(story, toggles, course).trail);
    if (part === undefined) return first.run;
    throw new UsageError(`${scenario}: not the same run each time: ${part}; does the script use a clock or a counter?`);
  } catch (error) {
    throw namingFile(selection, error);
  }
}
