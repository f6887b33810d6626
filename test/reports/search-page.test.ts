import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { headlineOf, judgementOf } from '../../reports/search/answer.ts';
import { searchReport } from '../../reports/search/report.ts';
import type { SearchView } from '../../reports/search/view.ts';
import { HOSTILE } from './runs.ts';

const growth = Array.from({ length: 100 }, (_, index) => ({ runs: index + 1, states: Math.min(index + 1, 40) * 3 }));
const view: SearchView = {
  scenario: 'workloads/one-instance',
  title: 'workload: any requests',
  design: 'oct-2024',
  course: 'strategy auto, seeds 1 to 100',
  verdict: 'violated',
  steps: 12_000,
  elapsedMs: 2_500,
  statistics: {
    runs: 100,
    states: 120,
    growth,
    lastNewRun: 40,
    strategies: { walk: { runs: 50, states: 80 }, pct: { runs: 50, states: 40 } },
    depths: [
      { from: 0, to: 50, runs: 60 },
      { from: 50, to: 100, runs: 40 },
    ],
  },
  marks: [
    { name: 'a Nexus crashed', runs: 25 },
    { name: 'the undo of register ran', runs: 0 },
  ],
  actions: [
    { name: 'fault crash-nexus', runs: 25 },
    { name: 'fault power-off', runs: 0 },
    { name: 'request stop', runs: 100 },
  ],
  finds: [
    { invariant: 'intent', isSoft: false, message: 'expected a', run: 4, choices: 12, href: 'schedules/x.html' },
    { invariant: 'no-idle-work', isSoft: true, message: 'expected b', run: 9, choices: null, href: null },
  ],
};

function page(...searches: readonly SearchView[]) {
  const html = searchReport({ searches, command: 'rack hunt' });
  const { document } = parseHTML(html);
  const all = (selector: string) => [...document.querySelectorAll(selector)] as Element[];
  return {
    html,
    all,
    texts: (selector: string) => all(selector).map((one) => one.textContent?.replace(/\s+/g, ' ').trim()),
  };
}

/** Of an element, what is read here. */
interface Element {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

const withStatistics = (change: Partial<SearchView['statistics']>): SearchView => ({
  ...view,
  statistics: { ...view.statistics, ...change },
});

describe('what a search came to, in words', () => {
  it('is the verdict', () => {
    const where = 'workloads/one-instance under oct-2024';

    expect(headlineOf(view)).toBe(`${where} breaks intent in 100 runs`);
    expect(headlineOf({ ...view, verdict: 'holds' })).toBe(`${where} broke nothing in 100 runs`);
    expect(headlineOf({ ...view, verdict: 'vacuous' })).toMatch(/which never came to what the scenario is about$/);
    expect(headlineOf({ ...view, verdict: 'inconclusive' })).toBe(
      `${where}: stopped after 100 runs, with nothing found`,
    );
  });

  it('tells a search that went nowhere from one that goes on', () => {
    const growing = growth.map(({ runs }) => ({ runs, states: runs }));
    const last = growth.map(({ runs }) => ({ runs, states: Math.min(runs, 85) }));

    expect(judgementOf(view)[0]).toMatch(/^It went nowhere new after run 40 of 100/);
    expect(judgementOf(withStatistics({ growth: growing, states: 100, lastNewRun: 100 }))[0]).toMatch(
      /still meeting new states at its end, 10 % of them in the last tenth/,
    );
    expect(judgementOf(withStatistics({ growth: last, states: 85, lastNewRun: 85 }))[0]).toMatch(
      /hardly anything new at its end: the last new state came in run 85/,
    );
    expect(judgementOf(withStatistics({ runs: 5 }))[0]).toMatch(/5 runs are too few/);
  });

  it('says what it never reached and never tried', () => {
    expect(judgementOf(view).slice(1)).toEqual([
      'It never reached “the undo of register ran”, which the scenario asks for.',
      'It never tried fault power-off, which the scenario allows.',
    ]);
  });
});

describe('the page of a search', () => {
  it('has both pictures, each told in words beside it', () => {
    const { all, texts } = page(view);

    expect(texts('figure h2')).toEqual(['New states', 'Depth']);
    expect(all('figure svg')).toHaveLength(2);
    expect(all('figure svg').every((one) => one.getAttribute('aria-hidden') === 'true')).toBe(true);
    expect(texts('figcaption')[0]).toMatch(/^100 runs met 120 states, the last new one in run 40/);
    expect(all('figure svg path[d]').length).toBeGreaterThan(2);
    expect(all('figure svg rect')).toHaveLength(view.statistics.depths.length);
    expect(texts('figure svg title')).toContain('run 4: intent');
  });

  it('has what never happened first, in words, and then the most frequent', () => {
    const { texts } = page(view);

    expect(texts('.bars')[0]).toBe('markrunssharethe undo of register rannever reacheda Nexus crashed2525 %');
    expect(texts('.tables h2')).toEqual([
      'Marks reached',
      'Faults that struck',
      'Requests made',
      'States that each strategy was first to meet',
    ]);
  });

  it('tells what it found and opens the run', () => {
    const { all, texts } = page(view);

    expect(texts('.finds li')).toEqual([
      'intent in run 4, shrunk to 12 choices: expected a Step through it',
      'soft: no-idle-work in run 9: expected b',
    ]);
    expect(all('.finds a')[0]?.getAttribute('href')).toBe('schedules/x.html');
  });

  it('of several searches begins with a list of them', () => {
    expect(page(view, { ...view, verdict: 'holds', finds: [] }).texts('nav a')).toEqual([
      'workloads/one-instance under oct-2024 breaks intent in 100 runs',
      'workloads/one-instance under oct-2024 broke nothing in 100 runs',
    ]);
  });

  it('of a search without a run says so', () => {
    const nothing = { runs: 0, states: 0, growth: [], lastNewRun: 0, strategies: {}, depths: [] };

    expect(page({ ...view, verdict: 'inconclusive', statistics: nothing, finds: [] }).texts('figcaption')[1]).toBe(
      'No run was made.',
    );
  });

  it('shows hostile text and does not obey it', () => {
    const named = [{ name: `fault ${HOSTILE}`, runs: 3 }];
    const finds = view.finds.map((find) => ({ ...find, invariant: HOSTILE, message: HOSTILE }));
    const statistics = {
      ...view.statistics,
      strategies: { [HOSTILE]: { runs: 1, states: 1 }, b: { runs: 1, states: 1 } },
    };
    const texts = { scenario: HOSTILE, title: HOSTILE, design: HOSTILE, course: HOSTILE };
    const { all, html } = page({ ...view, ...texts, statistics, marks: named, actions: named, finds });

    expect(all('[onload]')).toEqual([]);
    expect(html).not.toContain('<b onload');
    expect(all('h1')[0]?.textContent).toContain('a <b onload="x()">&amp;');
    expect(all('svg title').some(({ textContent }) => textContent?.includes('a <b onload="x()">&amp;'))).toBe(true);
  });

  it('needs nothing but itself', () => {
    const { html, all } = page(view);

    expect(all('script, link[rel="stylesheet"], img, iframe')).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
  });
});
