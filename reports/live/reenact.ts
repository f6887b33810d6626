// Makes the embedded run once more, in the page.

import { type Scenario, withToggles } from '../../sim/rack/scenario.ts';
import { perform } from '../../sim/search/course.ts';
import { Replay } from '../../sim/search/replay.ts';
import type { EmbeddedRun } from '../html/embedded.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { recordedRun, type Subject } from './recorded.ts';
import { togglesOf } from './toggles.ts';

export interface Reenacted {
  readonly run: RecordedRun;
  readonly subject: Subject;
  /** Set when it is not the run that was recorded. */
  readonly notice: string | null;
}

/** `scenarios` has the one that was run, by its name; or it alone, when it is the user's own. */
export function reenact(data: EmbeddedRun, scenarios: readonly Scenario[]): Reenacted {
  const { scenario, design, set, seed, strategy, choices, digest, course, command } = data;
  const found = scenarios.find(({ name }) => name === scenario) ?? scenarios[0];
  if (found === undefined) throw new Error(`this page has no ${scenario}`);
  const story = withToggles(found, set);
  const replay = new Replay(choices, 'lenient');
  const made = perform(story, togglesOf(design), { kind: 'replay', replay }, { isRecording: true, isDigesting: true });
  const subject = { scenario, design, set, file: null, story };
  const run = recordedRun(subject, made, { course, command, seed, strategy });
  const isSame = run.digest === digest;
  return {
    run,
    subject,
    notice: isSame ? null : `This is not the recorded run: it came to ${run.digest}, not ${digest}.`,
  };
}
