// The pictures of a hunt.

import * as Plot from '@observablehq/plot';
import { draw } from './draw.ts';
import type { SearchFind, SearchStatistics } from './view.ts';

/** States met against runs made, with a mark where something broke. */
export function growthChart({ growth, runs }: SearchStatistics, finds: readonly SearchFind[]): string {
  const points = [{ runs: 0, states: 0 }, ...growth];
  const statesAt = (run: number) => points.findLast((point) => point.runs <= run)?.states ?? 0;
  const marks = finds.map(({ run, invariant, isSoft }) => ({ run, states: statesAt(run), invariant, isSoft }));
  return draw({
    x: { label: 'runs made', domain: [0, Math.max(1, runs)], ticks: 6, tickFormat: 'd' },
    y: { label: 'states met', grid: true, ticks: 5, nice: true, zero: true },
    marks: [
      Plot.areaY(points, { x: 'runs', y: 'states', curve: 'step-after', fill: 'var(--accent)', fillOpacity: 0.12 }),
      Plot.lineY(points, { x: 'runs', y: 'states', curve: 'step-after', stroke: 'var(--accent)', strokeWidth: 2 }),
      Plot.ruleY([0]),
      Plot.dot(marks, {
        x: 'run',
        y: 'states',
        r: 5,
        symbol: 'diamond2',
        fill: (one: { isSoft: boolean }) => (one.isSoft ? 'var(--warn)' : 'var(--bad)'),
        title: (one: { run: number; invariant: string }) => `run ${one.run}: ${one.invariant}`,
      }),
    ],
  });
}

/** How many runs were how long. */
export function depthChart({ depths }: SearchStatistics): string {
  return draw({
    x: { label: 'choices in a run', ticks: 8, tickFormat: 'd' },
    y: { label: 'runs', grid: true, ticks: 5, tickFormat: 'd' },
    marks: [
      Plot.rectY(depths, {
        x1: 'from',
        x2: 'to',
        y: 'runs',
        fill: 'var(--accent)',
        fillOpacity: 0.75,
        insetLeft: 1,
        title: (one: { from: number; to: number; runs: number }) => `${one.from} to ${one.to - 1}: ${one.runs} runs`,
      }),
      Plot.ruleY([0]),
    ],
  });
}
