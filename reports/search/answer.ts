// What a search came to, in words, and whether more of it would help.

import { counted, listed } from '../wording.ts';
import type { SearchView } from './view.ts';

/** Fewer runs say nothing of a trend. */
const RUNS_MIN = 20;

/** The heading: what was searched, and what came of it. */
export function headlineOf({ scenario, design, verdict, statistics, finds }: SearchView): string {
  const where = `${scenario} under ${design}`;
  const hard = finds.filter(({ isSoft }) => !isSoft).map(({ invariant }) => invariant);
  const runs = counted(statistics.runs, 'run');
  switch (verdict) {
    case 'violated':
      return `${where} breaks ${hard.length > 3 ? `${hard.length} invariants` : listed(hard)} in ${runs}`;
    case 'holds':
      return `${where} broke nothing in ${runs}`;
    case 'vacuous':
      return `${where} broke nothing in ${runs}, which never came to what the scenario is about`;
    case 'inconclusive':
      return `${where}: stopped after ${runs}, with nothing found`;
    default:
      return verdict satisfies never;
  }
}

/** Sentences on how well it looked. */
export function judgementOf({ statistics, marks, actions }: SearchView): string[] {
  const unreached = marks.filter(({ runs }) => runs === 0).map(({ name }) => `“${name}”`);
  const untried = actions.filter(({ runs }) => runs === 0).map(({ name }) => name);
  return [
    trendOf(statistics),
    ...(unreached.length > 0 ? [`It never reached ${listed(unreached)}, which the scenario asks for.`] : []),
    ...(untried.length > 0 ? [`It never tried ${listed(untried)}, which the scenario allows.`] : []),
  ];
}

function trendOf({ runs, states, lastNewRun, growth }: SearchView['statistics']): string {
  if (runs < RUNS_MIN)
    return `It met ${counted(states, 'state')}; ${counted(runs, 'run')} are too few to show a trend.`;
  if (lastNewRun <= runs / 2) {
    return (
      `It went nowhere new after run ${lastNewRun.toLocaleString('en')} of ${runs.toLocaleString('en')}: ` +
      'another strategy, other requests or other faults will show more than more runs.'
    );
  }
  const since = growth.findLast((point) => point.runs <= runs * 0.9)?.states ?? 0;
  const late = states - since;
  if (late === 0) {
    const last = `the last new state came in run ${lastNewRun.toLocaleString('en')}`;
    return `It was meeting hardly anything new at its end: ${last}.`;
  }
  const share = `${Math.max(1, Math.round((100 * late) / states))} % of them in the last tenth of its runs`;
  return `It was still meeting new states at its end, ${share}: more runs will show more.`;
}
