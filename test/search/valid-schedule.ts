// A schedule that replays: a client's request in default order.

import { SCENARIOS } from '../../scenarios/index.ts';
import { courseOf, perform } from '../../sim/search/course.ts';
import type { Schedule } from '../../sim/search/schedule.ts';
import { scheduleOf } from '../../sim/search/witness.ts';
import { TOGGLES } from './local.ts';

const scenario = SCENARIOS[0];
if (scenario === undefined) throw new Error('no scenario is bundled');
const run = perform(scenario, TOGGLES, courseOf(scenario), { isDigesting: true });

export const valid: Schedule = scheduleOf(run, {
  scenario: scenario.name,
  design: 'pr-6795/6',
  set: {},
  seed: null,
  strategy: 'script',
});
