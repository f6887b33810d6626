// One row's part of the space-time diagram. Rows are drawn one by one, so that a long run costs no more to show than a
// short one, and a printed page can break between them.

import type { TellingStep } from '../view/told-run.ts';
import type { Geometry } from './geometry.ts';
import { NodeGlyph } from './node-glyph.tsx';
import type { DrawnMessage, DrawnPiece, Picture } from './picture.ts';

interface Props {
  readonly row: number;
  readonly step: TellingStep | undefined;
  readonly geometry: Geometry;
  readonly picture: Picture;
  readonly lit: (step: number) => string;
}

export function Slice({ row, step, geometry, picture, lit }: Props) {
  const { width, rowHeight: height, lanes } = geometry;
  const messages = picture.messagesAt(row);
  return (
    <div class="slice" style={{ width: `${width}px` }}>
      <svg
        aria-hidden="true"
        class="slice-lines"
        width={width}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
      >
        {lanes.map(({ id, kind, x }) => (
          <line key={id} class={`lane-line lane-${kind}`} x1={x} x2={x} y1={0} y2={height} />
        ))}
        {picture.piecesAt(row).map((piece) => (
          <BandPiece key={`${piece.band.id} ${piece.from}`} piece={piece} row={row} height={height} />
        ))}
        {messages.map((message) => (
          <Line key={`${message.kind} ${message.step}`} message={message} row={row} height={height} lit={lit} />
        ))}
      </svg>
      <svg aria-hidden="true" class="slice-glyphs" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {messages.map((message) => (
          <Ends key={`${message.kind} ${message.step}`} message={message} row={row} height={height} />
        ))}
        {step && <NodeGlyph step={step} geometry={geometry} />}
      </svg>
    </div>
  );
}

interface PieceProps {
  readonly piece: DrawnPiece;
  readonly row: number;
  readonly height: number;
}

const BAND_WIDTHS = { saga: 4, lock: 4, registration: 3, zone: 10, guest: 12, down: 16 } as const;

/** Drawn broken, so that it is not the colour alone that tells. */
const DASHED = new Set(['unwinding', 'paused', 'down']);

function BandPiece({ piece, row, height }: PieceProps) {
  const { band, fromRow, toRow, x, state, text } = piece;
  const width = BAND_WIDTHS[band.sort];
  const top = row === fromRow ? height / 2 : 0;
  const bottom = row === toRow ? height / 2 : height;
  // A saga's next node is a notch in its band.
  const isNotch = row === fromRow && piece.from !== band.from && band.sort === 'saga';
  return (
    <g class={`band band-${band.sort} band-${state}`}>
      <title>{text}</title>
      {DASHED.has(state) ? (
        <line class="band-dashed" x1={x} x2={x} y1={top} y2={bottom} stroke-width={width} />
      ) : (
        <rect x={x - width / 2} width={width} y={top} height={Math.max(1, bottom - top)} />
      )}
      {isNotch && <rect class="notch" x={x - width / 2 - 1} width={width + 2} y={top} height={1.5} />}
    </g>
  );
}

interface MessageProps {
  readonly message: DrawnMessage;
  readonly row: number;
  readonly height: number;
}

/** Where the line of a message is at the middle of a row. A lost one gets half of the way. */
function xAt({ fromRow, toRow, fromX, toX, isLost }: DrawnMessage, row: number): number {
  const end = isLost ? fromX + (toX - fromX) / 2 : toX;
  return fromX + ((end - fromX) * (row - fromRow)) / (toRow - fromRow);
}

/** A message under way for longer is drawn as late. */
const LATE_ROWS = 6;

function Line({ message, row, height, lit }: MessageProps & { readonly lit: Props['lit'] }) {
  const { fromRow, toRow, kind, isLost, sent, step } = message;
  const [start, end] = [Math.max(fromRow, row - 0.5), Math.min(toRow, row + 0.5)];
  const fate = isLost ? 'message-lost' : toRow - fromRow > LATE_ROWS ? 'message-late' : '';
  return (
    <line
      class={`message message-${kind} ${fate} ${lit(sent) && lit(step)}`}
      x1={xAt(message, start)}
      y1={(start - row + 0.5) * height}
      x2={xAt(message, end)}
      y2={(end - row + 0.5) * height}
    />
  );
}

/** Where it was sent, a dot; where it arrived, a head; where it was lost, a cross. */
function Ends({ message, row, height }: MessageProps) {
  const { fromRow, toRow, fromX, toX, isLost } = message;
  const y = height / 2;
  if (row === fromRow) return <circle class="head" cx={fromX} cy={y} r={2} />;
  if (row !== toRow) return null;
  const x = xAt(message, row);
  if (isLost) {
    return <path class="head head-lost" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />;
  }
  const back = toX > fromX ? -1 : 1;
  return <path class="head" d={`M${x + back * 4} ${y}l${back * 7} -4v8z`} />;
}
