import { describe, expect, it } from 'vitest';
import { huntBatch } from '../../sim/search/hunt.ts';
import { Outliner } from '../../sim/search/outline.ts';
import { Run } from '../../sim/search/run.ts';
import { type RunSight, SearchTally } from '../../sim/search/statistics.ts';
import { Walk } from '../../sim/search/walk.ts';
import { busy, TOGGLES } from './local.ts';

const sight = (outlines: readonly number[], more: Partial<RunSight> = {}): RunSight => ({
  strategy: 'walk',
  choices: 10,
  outlines,
  actions: [],
  ...more,
});

function tallied(...sights: readonly RunSight[]) {
  const tally = new SearchTally();
  tally.add(sights);
  return tally.statistics;
}

describe('what a batch saw', () => {
  const watched = huntBatch(busy, TOGGLES, { seed: 1, runs: 12 }, { isKeepingGoing: true, isWatched: true });
  const sights = watched.sights ?? [];

  it('is one a run, and changes nothing of what the batch comes to', () => {
    const { sights: none, ...plain } = huntBatch(busy, TOGGLES, { seed: 1, runs: 12 }, { isKeepingGoing: true });
    const { sights: _, ...rest } = watched;

    expect(sights).toHaveLength(12);
    expect(none).toBeUndefined();
    expect(rest).toEqual(plain);
  });

  it('is every outline before a choice, once, and every action of the schedule', () => {
    const met = new Set<number>();
    for (const [index, { outlines, actions, choices }] of sights.entries()) {
      const own: number[] = [];
      const run = new Run(busy, TOGGLES);
      const walk = new Walk(index + 1);
      const outliner = new Outliner();
      const taken = new Set<string>();
      for (;;) {
        const outline = outliner.outline(run.simulation.state);
        if (!met.has(outline)) own.push(outline);
        met.add(outline);
        const event = walk.next(run);
        if (event === undefined) break;
        run.take(event);
        const [, fault] = /^fault: (\S+)/.exec(event.label) ?? [];
        const [, request] = /^client: .*\((\S+) \S+ at/.exec(event.label) ?? [];
        if (event.kind === 'fault' && fault !== 'database') taken.add(`fault ${fault}`);
        if (request) taken.add(`request ${request}`);
        if (event.label.startsWith('tick: ')) taken.add(`tick ${event.label.split(' ')[2]}`);
      }
      expect(choices).toBe(run.labels.length);
      expect(outlines).toEqual(own);
      expect(actions.filter((action) => action !== 'fault timeout').sort()).toEqual([...taken].sort());
    }
    expect(sights.some(({ actions }) => actions.some((action) => action.startsWith('fault ')))).toBe(true);
  });
});

describe('the statistics of a search', () => {
  it('count a state once, whichever batch meets it first', () => {
    const tally = new SearchTally();
    tally.add([sight([1, 2]), sight([3])]);
    tally.add([sight([2, 3]), sight([4])]);
    tally.add([sight([1])]);

    expect(tally.statistics).toMatchObject({
      runs: 5,
      states: 4,
      lastNewRun: 4,
      growth: [2, 3, 3, 4, 4].map((states, index) => ({ runs: index + 1, states })),
    });
  });

  it('count in how many runs an action was tried, and what each strategy met first', () => {
    const { actions, strategies } = tallied(
      sight([1, 2], { strategy: 'pct', actions: ['fault crash-nexus', 'request stop'] }),
      sight([2, 3], { actions: ['request stop'] }),
    );

    expect(actions).toEqual({ 'fault crash-nexus': 1, 'request stop': 2 });
    expect(strategies).toEqual({ pct: { runs: 1, states: 2 }, walk: { runs: 1, states: 1 } });
  });

  it('put every run into a range of lengths', () => {
    const { depths } = tallied(...[0, 7, 63, 64, 239, 240].map((choices) => sight([], { choices })));

    expect(depths.reduce((sum, { runs }) => sum + runs, 0)).toBe(6);
    expect(depths[0]).toEqual({ from: 0, to: 20, runs: 2 });
    expect(depths.at(-1)).toEqual({ from: 240, to: 260, runs: 1 });
    expect(tallied(sight([], { choices: 5 })).depths).toEqual([{ from: 5, to: 6, runs: 1 }]);
  });

  it('thin out the growth of a long search and keep its end', () => {
    const { growth, runs } = tallied(...Array.from({ length: 4_321 }, (_, index) => sight([index])));

    expect(runs).toBe(4_321);
    expect(growth.length).toBeLessThanOrEqual(502);
    expect(growth.at(-1)).toEqual({ runs: 4_321, states: 4_321 });
    expect(growth.every((point) => point.states === point.runs)).toBe(true);
  });

  it('are those of no run, too', () => {
    expect(tallied()).toEqual({
      runs: 0,
      states: 0,
      growth: [],
      lastNewRun: 0,
      strategies: {},
      actions: {},
      depths: [],
    });
  });
});
