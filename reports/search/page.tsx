/** @jsxRuntime automatic */
/** @jsxImportSource preact */
// The page of a search: what came of it, and the pictures that tell one that goes on from one that goes nowhere.

import { counted } from '../wording.ts';
import { headlineOf, judgementOf } from './answer.ts';
import { BarTable } from './bar-table.tsx';
import { depthChart, growthChart } from './charts.ts';
import { FindList } from './find-list.tsx';
import { Answer, anchor, Frame } from './frame.tsx';
import { Picture } from './picture.tsx';
import type { SearchView } from './view.ts';

export interface SearchPageProps {
  readonly searches: readonly SearchView[];
  /** What makes the search again. */
  readonly command: string;
}

export function SearchPage({ searches, command }: SearchPageProps) {
  return (
    <Frame headlines={searches.map(headlineOf)} command={command}>
      {searches.map((search, index) => (
        <Search search={search} id={anchor(index)} />
      ))}
    </Frame>
  );
}

function Search({ search, id }: { readonly search: SearchView; readonly id: string }) {
  const { title, course, statistics, steps, elapsedMs, marks, actions, finds, verdict } = search;
  const { runs, states } = statistics;
  const of = (prefix: string) =>
    actions
      .filter(({ name }) => name.startsWith(`${prefix} `))
      .map(({ name, ...rest }) => ({ name: name.slice(prefix.length + 1), ...rest }));
  const facts =
    `${course}: ${counted(runs, 'run')}, ${counted(Math.round(steps / Math.max(1, runs)), 'step')} a run, ` +
    `${counted(states, 'state')}, ${(elapsedMs / 1000).toFixed(1)} s`;
  const met = finds.map(({ run, choices, ...rest }) => {
    const shrunk = choices === null ? '' : `, shrunk to ${counted(choices, 'choice')}`;
    return { ...rest, where: `in run ${run.toLocaleString('en')}${shrunk}` };
  });
  const told = { kind: title, verdict, headline: headlineOf(search), judgement: judgementOf(search), facts: [facts] };
  return (
    <article id={id} class="hunt" aria-labelledby={`${id}-title`}>
      <Answer id={id} {...told} />
      <FindList finds={met} />
      <div class="pictures">
        <Picture title="New states" what={growthInWords(search)} svg={growthChart(statistics, finds)} />
        <Picture title="Depth" what={depthInWords(search)} svg={depthChart(statistics)} />
      </div>
      <div class="tables">
        <BarTable title="Marks reached" head="mark" none="never reached" rows={marks} total={runs} />
        <BarTable title="Faults that struck" head="fault" none="never struck" rows={of('fault')} total={runs} />
        <BarTable title="Requests made" head="request" none="never made" rows={of('request')} total={runs} />
        <BarTable title="Background tasks that ticked" head="task" none="never" rows={of('tick')} total={runs} />
        <StrategyTable search={search} />
      </div>
    </article>
  );
}

function growthInWords({ statistics: { runs, states, lastNewRun }, finds }: SearchView): string {
  const broke = finds.length > 0 ? ' A diamond marks the first run that broke an invariant.' : '';
  const until = states > 0 ? `, the last new one in run ${lastNewRun.toLocaleString('en')}` : '';
  return (
    `${counted(runs, 'run')} met ${counted(states, 'state')}${until}. ` +
    `States that differ only in generations, ids, times and messages count as one.${broke}`
  );
}

function depthInWords({ statistics: { depths } }: SearchView): string {
  const [first, last] = [depths[0], depths[depths.length - 1]];
  if (first === undefined || last === undefined) return 'No run was made.';
  return (
    `Runs of ${first.from} to ${last.to - 1} choices before the drain. ` +
    'A heap of short ones is a search that dies early.'
  );
}

function StrategyTable({ search: { statistics } }: { readonly search: SearchView }) {
  const rows = Object.entries(statistics.strategies).map(([name, { states }]) => ({ name, runs: states }));
  if (rows.length < 2) return null;
  return (
    <BarTable
      title="States that each strategy was first to meet"
      head="strategy"
      none="none"
      unit="states"
      rows={rows}
      total={Math.max(1, statistics.states)}
    />
  );
}
