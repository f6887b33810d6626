// Makes the embedded run once more, in the page.

import { type Scenario, withToggles } from '../../sim/rack/scenario.ts';
import { perform } from '../../sim/search/course.ts';
import { Replay } from '../../sim/search/replay.ts';
import type { RunOptions } from '../../sim/search/run.ts';
import type { EmbeddedRun } from '../html/embedded.ts';
import type { RecordedRun } from '../recorded-run.ts';
import { recordedRun, type Subject } from './recorded.ts';
import { togglesOf } from './toggles.ts';

export interface Reenacted {
  readonly run: RecordedRun;
  readonly subject: Subject;
  /**
   * Says what is wrong when the run is not the one that was recorded. It takes a moment, and is left for when the
   * reader can see the run.
   */
  readonly verify: () => string | null;
}

/** `scenarios` has the one that was run, by its name; or it alone, when it is the user's own. */
export function reenact(data: EmbeddedRun, scenarios: readonly Scenario[]): Reenacted {
  const { scenario, design, set, seed, strategy, choices, digest, course, command, causes } = data;
  const found = scenarios.find(({ name }) => name === scenario) ?? scenarios[0];
  if (found === undefined) throw new Error(`this page has no ${scenario}`);
  const telling = { course, command, seed, strategy, digest, ...(causes && { causes }) };
  const subject = { scenario, design, set, file: null, story: withToggles(found, set) };
  const make = (options: RunOptions) => {
    const replay = new Replay(choices, 'lenient');
    return perform(subject.story, togglesOf(design), { kind: 'replay', replay }, options);
  };
  return {
    run: recordedRun(subject, make({ isRecording: true }), telling),
    subject,
    verify() {
      const came = make({ isDigesting: true, invariants: [] }).simulation.digest;
      return came === digest ? null : `This is not the run that was recorded: it came to ${came}, not to ${digest}.`;
    },
  };
}
