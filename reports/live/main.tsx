// The page of one run: makes the run again from what is embedded, and shows it.

import { scenarios } from 'virtual:scenarios';
import { render } from 'preact';
import { DESIGNS } from '../../sim/rack/designs/designs.ts';
import { perform } from '../../sim/search/course.ts';
import { Replay } from '../../sim/search/replay.ts';
import type { EmbeddedRun } from '../html/embedded.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as EmbeddedRun;
const story = scenarios.find(({ name }) => name === data.scenario) ?? scenarios[0];
const wanted = data.design;
const toggles = DESIGNS.find(({ name }) => name === wanted)?.toggles;
if (story && toggles) {
  const run = perform(
    story,
    toggles,
    { kind: 'replay', replay: new Replay(data.choices) },
    { isRecording: true, isDigesting: true },
  );
  render(
    <pre>{run.simulation.records.map(({ label }) => `${label}\n`)}</pre>,
    document.getElementById('page') as HTMLElement,
  );
}
