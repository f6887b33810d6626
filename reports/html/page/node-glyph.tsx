// The sign of a step in its lane, and its statement in the lane of the database. The shapes differ, not only the
// colours.

import { DATABASE } from '../view/lanes.ts';
import type { Glyph } from '../view/nodes.ts';
import type { TellingStep } from '../view/told-run.ts';
import type { Geometry } from './geometry.ts';

interface Props {
  readonly step: TellingStep;
  readonly geometry: Geometry;
}

export function NodeGlyph({ step, geometry }: Props) {
  const { lane, glyph, statement } = step.node;
  const y = geometry.rowHeight / 2;
  const x = lane === undefined ? undefined : geometry.xOf(lane);
  if (x === undefined) return null;
  const database = statement && geometry.xOf(DATABASE);
  return (
    <g class={`node node-${glyph} ${step.mark === '*' ? 'node-physical' : ''}`}>
      {statement && database !== undefined && <Statement from={x} x={database} y={y} {...statement} />}
      <Sign glyph={glyph} x={x} y={y} />
    </g>
  );
}

export function Sign({ glyph, x, y }: { readonly glyph: Glyph; readonly x: number; readonly y: number }) {
  switch (glyph) {
    case 'ask':
      return <path d={`M${x - 4} ${y - 5}l9 5l-9 5z`} />;
    case 'message':
      return <circle cx={x} cy={y} r={3.5} />;
    case 'local':
      return <rect x={x - 3.5} y={y - 3.5} width={7} height={7} rx={1} />;
    case 'timer':
      return <path class="hollow" d={`M${x - 4} ${y - 4.5}h8l-8 9h8z`} />;
    case 'fault':
      return <path d={`M${x + 1.5} ${y - 7}l-6 8h4l-1.5 6l6.500 -8h-4z`} />;
    case 'wake':
      return <circle cx={x} cy={y} r={2} />;
    default:
      return glyph satisfies never;
  }
}

interface StatementProps {
  readonly from: number;
  readonly x: number;
  readonly y: number;
  readonly came: 'read' | 'written' | 'refused' | 'failed';
  readonly gens: string;
}

function Statement({ from, x, y, came, gens }: StatementProps) {
  const side = from < x ? -1 : 1;
  return (
    <g class={`statement statement-${came}`}>
      <line class="statement-line" x1={from} y1={y} x2={x + side * 5} y2={y} />
      {came === 'read' && <circle class="hollow" cx={x} cy={y} r={4} />}
      {came === 'written' && <circle cx={x} cy={y} r={4.5} />}
      {(came === 'refused' || came === 'failed') && <path class="cross" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />}
      {gens && (
        <text class="gens" x={x + 7} y={y + 4}>
          {gens}
        </text>
      )}
    </g>
  );
}
