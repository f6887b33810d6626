// The pictures of a proof.

import * as Plot from '@observablehq/plot';
import { draw } from '../draw.ts';
import type { Level, ProofView } from './view.ts';

/** A bar of a depth: so many states or steps of a sort. */
interface Bar {
  readonly depth: number;
  readonly count: number;
  readonly sort: string;
}

const EVERY_ORDER = 'every order looked at';
const FEW_DELAYS = 'orders with few delays looked at';
const CUT = 'orders left out';
const NOT_LOOKED_AT = 'not looked at';
const TO_NEW = 'to a new state';
const TO_KNOWN = 'to a state known already';

/** States of each depth: the frontier as it went down. A mark where something broke. */
export function frontierChart({ levels, finds, delaysMax }: ProofView): string {
  const orders = delaysMax === null ? EVERY_ORDER : FEW_DELAYS;
  const bars = levels.flatMap(({ states, lookedAt, cut }, depth) => [
    { depth, sort: orders, count: lookedAt - cut },
    { depth, sort: CUT, count: cut },
    { depth, sort: NOT_LOOKED_AT, count: states - lookedAt },
  ]);
  const marks = finds.map(({ depth, invariant, isSoft }) => ({
    depth,
    states: levels[depth]?.states ?? 0,
    title: `depth ${depth}: ${invariant}`,
    isSoft,
  }));
  return stacked(bars, {
    what: 'states',
    colours: { [orders]: 'var(--accent)', [CUT]: 'var(--faint-accent)', [NOT_LOOKED_AT]: 'var(--raised)' },
    marks: [
      Plot.dot(marks, {
        x: 'depth',
        y: 'states',
        r: 6,
        symbol: 'diamond2',
        fill: (one: { isSoft: boolean }) => (one.isSoft ? 'var(--warn)' : 'var(--bad)'),
        stroke: 'var(--surface)',
        title: 'title',
      }),
    ],
  });
}

/** Steps out of each depth: those that led to something new, and those that did not. */
export function stepsChart(levels: readonly Level[]): string {
  const bars = levels.flatMap(({ transitions }, depth) => {
    const fresh = Math.min(transitions, levels[depth + 1]?.states ?? 0);
    return [
      { depth, sort: TO_NEW, count: fresh },
      { depth, sort: TO_KNOWN, count: transitions - fresh },
    ];
  });
  const colours = { [TO_NEW]: 'var(--accent)', [TO_KNOWN]: 'var(--faint-accent)' };
  return stacked(bars, { what: 'steps', colours, marks: [] });
}

interface Stack {
  readonly what: string;
  /** By sort, from the ground up. */
  readonly colours: Readonly<Record<string, string>>;
  readonly marks: readonly Plot.Markish[];
}

function stacked(bars: readonly Bar[], { what, colours, marks }: Stack): string {
  const depths = 1 + Math.max(0, ...bars.map(({ depth }) => depth));
  const sorts = Object.keys(colours).filter((sort) => bars.some((bar) => bar.sort === sort && bar.count > 0));
  const shown = bars.filter(({ count }) => count > 0);
  return draw({
    x: { label: 'depth, in steps', domain: [-0.5, depths - 0.5], ticks: Math.min(8, depths), tickFormat: 'd' },
    y: { label: what, grid: true, ticks: 5, nice: true, zero: true },
    marks: [
      Plot.rectY(
        shown,
        Plot.stackY(
          { order: sorts },
          {
            x1: ({ depth }: Bar) => depth - 0.5,
            x2: ({ depth }: Bar) => depth + 0.5,
            y: 'count',
            z: 'sort',
            fill: ({ sort }: Bar) => colours[sort],
            stroke: ({ sort }: Bar) => (sort === NOT_LOOKED_AT ? 'var(--quiet)' : 'none'),
            strokeDasharray: '4 3',
            // Neighbours are told apart as long as there is room for it.
            inset: shown.length > 300 ? 0 : 0.5,
            title: ({ depth, count, sort }: Bar) => `depth ${depth}: ${count.toLocaleString('en')} ${what}, ${sort}`,
          },
        ),
      ),
      Plot.ruleY([0]),
      ...marks,
    ],
  });
}

/** Room for a name to the left of the picture, in pixels. */
const NAMES = 290;
const NAME_MAX = 44;
const ROW = 22;

/** At which depth each mark, action and finding first came, in that order. */
export function firstsChart({ marks, actions, finds, levels }: ProofView): string {
  const rows = [
    ...marks.map(({ name, depth }) => ({ name, depth, sort: 'mark' })),
    ...actions.map(({ name, depth }) => ({ name, depth, sort: 'action' })),
    ...finds.map(({ invariant, depth }) => ({ name: `breaks ${invariant}`, depth, sort: 'find' })),
  ]
    .map((row) => ({ ...row, at: row.depth ?? 0 }))
    .sort((a, b) => (a.depth ?? -1) - (b.depth ?? -1) || (a.name < b.name ? -1 : 1));
  const met = rows.filter(({ depth }) => depth !== null);
  const colour = { mark: 'var(--accent)', action: 'var(--quiet)', find: 'var(--bad)' } as Record<string, string>;
  const symbol = { mark: 'circle', action: 'square', find: 'diamond2' } as Record<string, string>;
  return draw({
    height: 64 + ROW * rows.length,
    marginLeft: NAMES,
    x: {
      label: 'first at depth',
      domain: [0, Math.max(1, levels.length - 1)],
      ticks: Math.min(6, levels.length),
      tickFormat: 'd',
      grid: true,
    },
    y: { type: 'band', domain: rows.map(({ name }) => name), label: null, tickFormat: shortened, tickSize: 0 },
    symbol: { type: 'identity' },
    marks: [
      Plot.dot(met, {
        x: 'at',
        y: 'name',
        r: 5,
        symbol: ({ sort }: (typeof rows)[number]) => symbol[sort] as 'circle',
        fill: ({ sort }: (typeof rows)[number]) => colour[sort],
        title: ({ name, at }: (typeof rows)[number]) => `${name}: first at depth ${at}`,
      }),
      Plot.text(
        rows.filter(({ depth }) => depth === null),
        { x: 'at', y: 'name', text: () => 'never', textAnchor: 'start', dx: 6, fill: 'var(--warn)', fontWeight: 600 },
      ),
    ],
  });
}

function shortened(name: string): string {
  return name.length > NAME_MAX ? `${name.slice(0, NAME_MAX - 1)}…` : name;
}
